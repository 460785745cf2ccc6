/** Programs of Linux's user mode on our processor: at level 3, in virtual memory, without an operating system. */
import { expect } from 'vitest';
import { decode } from '../../isa/decode.ts';
import { LAYOUT } from '../../layout.ts';
import type { EngineFactory } from '../engine.ts';
import { EXIT } from '../processor.ts';
import { PSW } from '../psw.ts';
import { DATA, FORBIDDEN, TEXT } from './comparable-rows.ts';
import { NOP, SYSTEM_CALL, type BlockProgram, type Program } from './random-program.ts';
import { access, IDLE, TestMachine } from './test-machine.ts';

const PAGE = 0x1000;
const RAM = 0x1000000;
const INSTRUCTION_LIMIT = 100_000_000;

/** Rights at all levels: to read and execute, to read and write; at none of them to read or write. */
const CODE = access(2, 3, 3);
const VARIABLES = access(1, 3, 3);
const NOTHING = access(4, 3, 3);

/** The machine with the program in its memory, each page at the physical address that is its offset. */
export function loadProgram({ text, data }: Program, engine?: EngineFactory): TestMachine {
  const machine = new TestMachine({ ram: RAM, tlbEntries: 8192, engine });
  const { memory } = machine.cpu;
  text.forEach((word, i) => memory.storeWord(TEXT + 4 * i, word));
  memory.write(DATA, data);
  memory.storeWord(SYSTEM_CALL, IDLE);
  machine.map(0, 0, 0, CODE);
  for (let page = TEXT; page < TEXT + 4 * text.length; page += PAGE) machine.map(0, page, page, CODE);
  for (let page = DATA; page < DATA + data.length; page += PAGE) machine.map(0, page, page, VARIABLES);
  machine.map(0, FORBIDDEN, 0, NOTHING);
  machine.setCr(10, 0xc0);
  machine.jump(TEXT + 3);
  machine.cpu.psw = PSW.C | PSW.D | PSW.Q;
  return machine;
}

/** What the program would write at its first system call. */
function outputOf(machine: TestMachine): Buffer {
  if (machine.front !== SYSTEM_CALL + 3) {
    const [iaoq, iir] = [machine.cr(18), machine.cr(19)].map((word) => word.toString(16));
    throw new Error(`interruption ${machine.interruption} at ${iaoq}, IIR ${iir}`);
  }
  return Buffer.from(machine.cpu.memory.read(machine.gr(25), machine.gr(24)));
}

/** Runs the program without a pause, on this engine or the interpreter; returns what it writes. */
export function runOurs(program: Program, engine?: EngineFactory): Buffer {
  const machine = loadProgram(program, engine);
  expect(machine.cpu.run(INSTRUCTION_LIMIT)).toBe(EXIT.REST);
  return outputOf(machine);
}

/**
 * Runs the program one instruction at a time, and calls `see` for each to which it comes. Returns what it writes.
 */
export function stepOurs(program: Program, see: (address: number, nullified: boolean) => void): Buffer {
  const machine = loadProgram(program);
  const { words } = machine.state;
  for (;;) {
    const address = words[LAYOUT.IAOQ_FRONT] & ~3;
    const nullified = words[LAYOUT.NULLIFY] !== 0;
    if (machine.cpu.step() !== undefined) return outputOf(machine);
    see(address, nullified);
  }
}

/**
 * How often each row was executed, by its number in the table, within the bodies of blocks; in a body that is about one
 * row, that row alone. Nops do not count.
 */
export function countRows(program: BlockProgram): { readonly output: Buffer; readonly counts: Map<number, number> } {
  const executed = new Uint32Array(program.text.length);
  const output = stepOurs(program, (address, nullified) => {
    if (!nullified && address >= TEXT) executed[(address - TEXT) / 4] += 1;
  });
  const counts = new Map<number, number>();
  for (const { begin, end, row: only } of program.places) {
    for (let i = (begin - TEXT) / 4; i < (end - TEXT) / 4; i += 1) {
      const row = program.text[i] === NOP ? undefined : decode(program.text[i]);
      if (row === undefined || executed[i] === 0 || (only !== undefined && row.name !== only)) continue;
      counts.set(row.index, (counts.get(row.index) ?? 0) + executed[i]);
    }
  }
  return { output, counts };
}
