/**
 * The rows of system control that level 0 executes in translated code, one by one: each control and space register, each system mask, with
 * values at the ends of their ranges, on the bare machine and as the guest of an assisted monitor. ./rows.conformance.ts has the rows
 * that every level may execute.
 */
import { describe, expect, it } from 'vitest';
import { IDLE, PROGRAM, TestMachine } from '../cpu/testing/test-machine.ts';
import { EXIT } from '../cpu/processor.ts';
import { encode } from '../isa/encode.ts';
import type { Mnemonic } from '../isa/instructions.ts';
import { Statistics } from './statistics.ts';
import { type TranslatorSettings, translatorWith } from './translator.ts';
import { AT_ONCE } from './testing/at-once.ts';

const SOON: TranslatorSettings = {
  ...AT_ONCE,
  interval: 5,
  growthThreshold: 2,
  optimizeAfter: 10_000,
  limits: { region: 200, block: 60 },
  regions: 50,
};
const VALUES = [0, -1, 1, 0x7fffffff, -0x80000000, 0x1f, 0x41, 0x5a5a5a5a];
const [VALUE, RESULT, SUM, COUNTER] = [20, 21, 22, 23];
const TURNS = 6;
const BUDGETS = [3, 7, 20, 1000, 1000];
const registers = (count: number): number[] => Array.from({ length: count }, (_, number) => number);

/** The word with each of the values in VALUE, and what it leaves in RESULT added up; all of that some times. */
function programOf(word: number): number[] {
  const turn = VALUES.flatMap((value) => [
    encode('ldil', [value >>> 11, VALUE]),
    encode('ldo', [value & 0x7ff, VALUE, VALUE]),
    word,
    encode('add', [RESULT, SUM, SUM]),
  ]);
  const back = -4 * turn.length - 8;
  return [...turn, encode('addibf', [-1, COUNTER, back], { c: 1 }), encode('or', [0, 0, 0]), IDLE];
}

/** Nothing is translated: all of it is the loop's. */
const NEVER: TranslatorSettings = { ...SOON, patience: Infinity };

/** Runs it on both engines; returns how much was translated. */
function compare(word: number, monitored: boolean): number {
  const statistics = new Statistics();
  const engines = [undefined, translatorWith(NEVER), translatorWith(SOON, statistics)];
  const machines = engines.map((engine) => {
    const machine = new TestMachine({ engine, monitored });
    programOf(word).forEach((each, i) => machine.cpu.memory.storeWord(PROGRAM + 4 * i, each));
    machine.setGr(COUNTER, TURNS);
    return machine;
  });
  for (const budget of BUDGETS) {
    const [one, ...others] = machines.map(({ cpu, state }) => {
      const exit = cpu.run(budget);
      const { completed, simulated } = cpu;
      if (exit === EXIT.PRIVILEGED) cpu.simulate();
      return { exit, completed, simulated, words: [...state.words] };
    });
    for (const other of others) expect(other).toEqual(one);
  }
  return statistics.translated;
}

const named = (name: Mnemonic, operands: readonly number[]): [string, number] => [
  `${name} ${operands.join(',')}`,
  encode(name, operands),
];

describe.each([
  ['of its own', false],
  ["as a monitor's guest", true],
])('a machine, %s', (_, monitored) => {
  it.each([
    ...registers(32).map((cr) => named('mfctl', [cr, RESULT])),
    ...registers(32).map((cr) => named('mtctl', [VALUE, cr])),
    ...registers(8).map((sr) => named('mfsp', [sr, RESULT])),
    ...registers(8).map((sr) => named('mtsp', [VALUE, sr])),
    ...registers(4).map((s) => named('ldsid', [s, VALUE, RESULT])),
    named('mtsm', [VALUE]),
  ])('%s', (_name, word) => {
    compare(word, monitored);
  });

  it('changes each bit of the system mask', () => {
    const masks = registers(7).map((bit) => 1 << bit);
    for (const name of ['ssm', 'rsm'] as const) {
      for (const mask of [0, 127, ...masks]) compare(encode(name, [mask, RESULT]), monitored);
    }
  });

  it('has most of them translated', () => {
    for (const [, word] of [named('mtctl', [VALUE, 25]), named('mfctl', [25, RESULT]), named('rsm', [1, RESULT])]) {
      expect(compare(word, monitored)).toBeGreaterThan(100);
    }
  });
});
