/**
 * What the table says of what an instruction leaves behind (`ends`), against what it does to a machine with random registers:
 * a row changes nothing on which the code behind it depends but what it says.
 */
import { describe, expect, it } from 'vitest';
import { encodeFields } from '../isa/encode.ts';
import { decode } from '../isa/decode.ts';
import type { End } from '../isa/does.ts';
import { INSTRUCTIONS, type Instruction, type Mnemonic } from '../isa/instructions.ts';
import { LAYOUT } from '../layout.ts';
import { Tlb } from '../tlb.ts';
import { PSW } from './psw.ts';
import { pick, randomFrom, type Random } from './testing/random.ts';
import { PROGRAM, TestMachine } from './testing/test-machine.ts';

const TRIALS = 60;
/** The first page of data; the others stand at its multiples. */
const PAGES = 0x10000;
/** Words of a state on which code behind an instruction depends, by what a row that changes them must say. */
const GUARDED: readonly (readonly [End, first: number, end: number])[] = [
  ['space', LAYOUT.SR, LAYOUT.SR + 8],
  ['space', LAYOUT.IASQ_FRONT, LAYOUT.IASQ_BACK + 1],
  ['control', LAYOUT.CR, LAYOUT.CR + 32],
  ['psw', LAYOUT.PSW, LAYOUT.PSW + 1],
  ['translation', LAYOUT.TLB_GENERATOR, LAYOUT.TLB + 64],
];
/** RFI changes everything with the PSW, BE and BLE the space with the branch; a control register may be the timer's. */
const IMPLIED: Partial<Record<End, readonly End[]>> = {
  psw: ['branch', 'space'],
  space: ['branch'],
  environment: ['control'],
};

/** Registers that many an instruction finds something with: addresses of words in RAM, small numbers, and any. */
function randomize(machine: TestMachine, random: Random): void {
  const { words } = machine.state;
  const value = (): number =>
    pick(random, [PAGES * (1 + random(3)) + 4 * random(1024), random(40), random(2 ** 32) | 0]);
  for (let register = 1; register < 32; register += 1) words[LAYOUT.GR + register] = value();
  for (let register = 0; register < 8; register += 1) words[LAYOUT.SR + register] = random(2);
  for (let register = 8; register < 32; register += 1) words[LAYOUT.CR + register] = value();
  for (let half = 4; half < 64; half += 1) words[LAYOUT.FR + half] = random(2 ** 32) | 0;
  words[LAYOUT.CR + 10] = 0xc0;
  words[LAYOUT.CR + 14] = 0x8000;
  words[LAYOUT.CR + 15] = 0;
  words[LAYOUT.CR + 22] = random(2) === 0 ? 0 : PSW.S | PSW.M;
}

function randomWord(row: Instruction<Mnemonic>, random: Random): number {
  for (;;) {
    const fields = row.pattern.fields.filter(({ name }) => name !== 'rv');
    const word = encodeFields(row, Object.fromEntries(fields.map(({ name, length }) => [name, random(2 ** length)])));
    if (decode(word) === row) return word;
  }
}

/** What executing the word has changed; undefined if it did not complete. */
function changesOf(machine: TestMachine, word: number, random: Random): readonly End[] | undefined {
  const { words } = machine.state;
  machine.cpu.powerOn(PROGRAM);
  randomize(machine, random);
  for (const page of [1, 2]) machine.map(random(2), PAGES * page, PAGES, random(2 ** 30));
  // A page whose entry waits for its protection.
  new Tlb(machine.state, () => undefined).insertAddress(random(2), PAGES * 3, PAGES >>> 7);
  machine.cpu.psw = pick(random, [0, PSW.P]);
  machine.jump(PROGRAM);
  machine.cpu.memory.storeWord(PROGRAM, word);
  const before = words.slice();
  machine.cpu.step();
  if (machine.cpu.interruption !== 0 || machine.cpu.completed === 0) return undefined;
  const changed = GUARDED.filter(([, first, end]) => !words.slice(first, end).every((v, i) => v === before[first + i]));
  const goesOn = machine.front === PROGRAM + 4 && machine.back === PROGRAM + 8;
  return [...changed.map(([end]) => end), ...(goesOn ? [] : (['branch'] as const))];
}

const machine = new TestMachine();

describe('what a row leaves behind', () => {
  it.each(INSTRUCTIONS.map((row) => [row.name, row.does.ends ?? 'nothing', row] as const))('%s: %s', (_, __, row) => {
    const random = randomFrom(row.index);
    const trials = Array.from({ length: TRIALS }, () => changesOf(machine, randomWord(row, random), random));
    const { ends } = row.does;
    const allowed: readonly (End | undefined)[] = [ends, ...(ends === undefined ? [] : (IMPLIED[ends] ?? []))];
    const seen = [...new Set(trials.flatMap((changes) => changes ?? []))];
    expect(seen.filter((change) => !allowed.includes(change))).toEqual([]);
    if (ends === 'trap') expect(trials.every((changes) => changes === undefined)).toBe(true);
    else expect(trials.some((changes) => changes !== undefined)).toBe(true);
    if (ends !== undefined && ends !== 'trap' && ends !== 'environment') expect(seen).toContain(ends);
  });
});
