/**
 * A rehearsal of the interpreter's loop, before the first guest of a process begins: it executes each of the frequent rows
 * (./frequent.ts) a few times. V8 compiles no call that it has not seen made, and what is compiled goes when the guest comes to such
 * a call: without this the loop, which takes V8 a tenth of a second, is compiled a dozen times while a guest starts. But a loop
 * that has only the calls which the guest makes is the faster one. So it is for processors that translate what is executed often.
 *
 * It is the loop of the guest's own processor that rehearses, since that of another would cost it its constants
 * (./engine-flags.ts). Nothing is left of it: neither in the state nor in what was decoded.
 */
import { PAGE_SIZE } from '../board.ts';
import { encode, flatOperands } from '../isa/encode.ts';
import { instruction, type Mnemonic } from '../isa/instructions.ts';
import type { Operand } from '../isa/operands.ts';
import { LAYOUT, SCRATCH } from '../layout.ts';
import type { Core } from './core.ts';
import type { Engine } from './engine.ts';
import { FREQUENT } from './frequent.ts';

/** V8 notes nothing about a function at first, so once is not enough. */
const ROUNDS = 3;
/** In the page that holds the program. */
const DATA = PAGE_SIZE / 2;
/** The base of loads and stores, which ADDIL and BLE don't write. */
const BASE = 2;
const NOTHING = encode('or', [0, 0, 0]);
/** They go where a register says, from 0 here: BV to the program's first instruction, so it is the last one. */
const ABSOLUTE_BRANCHES: readonly Mnemonic[] = ['be', 'ble', 'bv'];
const ROWS = [...FREQUENT.filter((name) => name !== 'bv'), 'bv'] as const;

let rehearsed = false;

/** Does it if this core is the first of its process. */
export function rehearseOnce(core: Core, interpreter: Engine): void {
  if (!rehearsed) rehearse(core, interpreter);
  rehearsed = true;
}

/** Does it with the loop of this core. */
export function rehearse(core: Core, { burst }: Engine): void {
  const { words, scratch, memory } = core;
  const page = [memory.words, memory.operations, memory.immediates].map((of) => of.subarray(0, PAGE_SIZE / 4));
  const saved = [words, scratch, ...page].map((part) => ({ part, copy: part.slice() }));
  const program = programOf(ROWS);
  memory.words.set(program);
  for (let round = 0; round < ROUNDS; round += 1) {
    begin(core, program.length);
    burst();
  }
  for (const { part, copy } of saved) part.set(copy);
  core.takeDirtyPages();
}

function begin({ words, scratch }: Core, instructions: number): void {
  words.fill(0);
  words[LAYOUT.IAOQ_BACK] = 4;
  words[LAYOUT.GR + BASE] = DATA;
  // The floating-point coprocessor is on.
  words[LAYOUT.CR + 10] = 0xc0;
  scratch[SCRATCH.COMPLETED] = 0;
  scratch[SCRATCH.BUDGET] = instructions;
}

/** Each of the rows, and behind it the slot of one that branches, behind which most go on. */
function programOf(rows: readonly Mnemonic[]): number[] {
  return rows.flatMap((name, i) => [wordOf(name, 8 * (i + 1)), NOTHING]);
}

function wordOf(name: Mnemonic, next: number): number {
  const isAbsolute = ABSOLUTE_BRANCHES.includes(name);
  const value = ({ name: operand, kind, min }: Operand): number => {
    if (isAbsolute) return kind === 'displacement' ? next : 0;
    if (operand === 'b') return BASE;
    return Math.max(min, 0);
  };
  return encode(name, flatOperands(instruction(name)).map(value));
}
