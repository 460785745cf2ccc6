/**
 * Every row that level 3 can execute, on both engines: with operands at the ends of their ranges and each of its completers
 * and conditions, in random programs, and floating point on special numbers in all rounding modes. What the interpreter makes
 * of these programs is compared with QEMU (../cpu/qemu.conformance.ts); here all memory and registers must be the same, and
 * most instructions translated.
 */
import { describe, expect, it } from 'vitest';
import { memoryProgram, registerProgram } from '../cpu/testing/boundary-cases.ts';
import { OPERATIONS, programFor, tablesFrom } from '../cpu/testing/floating-point-programs.ts';
import { randomProgram, type Program } from '../cpu/testing/random-program.ts';
import { randomFrom } from '../cpu/testing/random.ts';
import { loadProgram } from '../cpu/testing/user-machine.ts';
import { EXIT } from '../cpu/processor.ts';
import { Statistics } from './statistics.ts';
import { type TranslatorSettings, translatorWith } from './translator.ts';
import { AT_ONCE } from './testing/at-once.ts';

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 32));
const INSTRUCTION_LIMIT = 100_000_000;
const SOON: TranslatorSettings = {
  ...AT_ONCE,
  interval: 40,
  growthThreshold: 2,
  optimizeAfter: 10_000,
  limits: { region: 200, block: 60 },
  regions: 5000,
};

/** Nothing is translated: all of it is the loop's. */
const NEVER: TranslatorSettings = { ...SOON, patience: Infinity };

/** Runs a program on both engines; returns the share of its instructions that was translated. */
function compare(program: Program): number {
  expect(compareWith(NEVER, program)).toBe(0);
  return compareWith(SOON, program);
}

function compareWith(settings: TranslatorSettings, program: Program): number {
  const statistics = new Statistics();
  const interpreted = loadProgram(program);
  const translated = loadProgram(program, translatorWith(settings, statistics));
  for (const { cpu } of [interpreted, translated]) expect(cpu.run(INSTRUCTION_LIMIT)).toBe(EXIT.REST);
  expect(translated.cpu.completed).toBe(interpreted.cpu.completed);
  expect([...translated.state.words]).toEqual([...interpreted.state.words]);
  const [ours, theirs] = [translated, interpreted].map(({ state: { ram } }) =>
    Buffer.from(ram.buffer, ram.byteOffset, ram.byteLength),
  );
  expect(ours.equals(theirs), 'the same memory').toBe(true);
  return statistics.translated / translated.cpu.completed;
}

describe(`both engines (SEED=${seed})`, () => {
  it('each row alone on general registers and immediates', () => {
    expect(compare(registerProgram(seed))).toBeGreaterThan(0.5);
  });

  it('each row alone on memory and the system', () => {
    expect(compare(memoryProgram(seed))).toBeGreaterThan(0.3);
  });

  it.each([1, 2, 3])('random programs (%i)', (number) => {
    expect(compare(randomProgram(seed + number, 32, 60, 40))).toBeGreaterThan(0.3);
  });

  it.each(OPERATIONS)('%s', (_, operations) => {
    for (let number = 0; number < 5; number += 1) {
      expect(compare(programFor(operations, tablesFrom(randomFrom(seed + number))))).toBeGreaterThan(0.3);
    }
  });
});
