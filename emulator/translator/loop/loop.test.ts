/**
 * The loop does the frequent rows itself, and leaves the others to the interpreter. That it does them right, ../lockstep.test.ts and
 * ../rows.conformance.ts show.
 */
import { describe, expect, it } from 'vitest';
import { Core } from '../../cpu/core.ts';
import { FREQUENT } from '../../cpu/frequent.ts';
import { execute } from '../../cpu/operations.ts';
import { NEXT } from '../../cpu/outcome.ts';
import { encode, flatOperands } from '../../isa/encode.ts';
import { instruction, type Mnemonic } from '../../isa/instructions.ts';
import type { Operand } from '../../isa/operands.ts';
import { LAYOUT, MachineState, SCRATCH } from '../../layout.ts';
import { createLoop } from './loop.ts';

/** The base of loads and stores, and where it points: with registers of 0, a branch goes to the next instruction but one. */
const [BASE, DATA] = [2, 0x800];
const NOTHING = encode('or', [0, 0, 0]);

const nowhere = (): never => {
  throw new Error('no device');
};

function wordOf(name: Mnemonic): number {
  const isAbsolute = ['be', 'ble', 'bv'].includes(name);
  const value = ({ name: operand, kind, min }: Operand): number => {
    if (isAbsolute) return kind === 'displacement' ? 8 : 0;
    return operand === 'b' ? BASE : Math.max(min, 0);
  };
  return encode(name, flatOperands(instruction(name)).map(value));
}

/** Executes the word and one behind it, some times; returns how many the interpreter executed in the last of them. */
function interpreted(word: number): number {
  const state = new MachineState({ ram: 1 << 20 });
  const core = new Core(state, { load: nowhere, store: nowhere } as never, {} as never);
  let count = 0;
  const { burst } = createLoop(core, (...instruction) => {
    count += 1;
    return execute(...instruction);
  });
  state.ram.set([word, NOTHING, NOTHING]);
  for (let round = 0; round < 3; round += 1) {
    state.words.fill(0, 0, LAYOUT.TLB);
    state.words[LAYOUT.IAOQ_BACK] = 4;
    state.words[LAYOUT.GR + BASE] = DATA;
    // The floating-point coprocessor is on.
    state.words[LAYOUT.CR + 10] = 0xc0;
    core.scratch[SCRATCH.COMPLETED] = 0;
    core.scratch[SCRATCH.BUDGET] = 2;
    count = 0;
    expect(burst()).toBe(NEXT);
    expect(core.scratch[SCRATCH.COMPLETED]).toBe(2);
  }
  return count;
}

describe('once its page is known to the caches, the loop', () => {
  it.each(FREQUENT.filter((name) => !name.startsWith('f')))('executes %s itself', (name) => {
    expect(interpreted(wordOf(name))).toBe(0);
  });

  it('executes floating-point loads and stores itself, but those of register 0', () => {
    expect(interpreted(encode('fldds', [0, 0, BASE, 4]))).toBe(0);
    expect(interpreted(encode('fstws', [4, 0, 0, BASE]))).toBe(0);
    expect(interpreted(encode('fldds', [0, 0, BASE, 0]))).toBe(1);
  });

  it('executes what level 0 may do, if nobody else would notice', () => {
    for (const word of [encode('rsm', [1, 5]), encode('mtctl', [5, 24]), encode('mtsp', [5, 6])])
      expect(interpreted(word)).toBe(0);
  });

  it('leaves what is rare to the interpreter', () => {
    const rare = [encode('ldcws', [0, 0, BASE, 5]), encode('dcor', [3, 4]), encode('stbys', [3, 0, 0, BASE])];
    for (const word of rare) expect(interpreted(word)).toBe(1);
  });
});
