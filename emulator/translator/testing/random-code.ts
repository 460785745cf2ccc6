/**
 * Random programs for the lock-step test: words of every row, chosen so that most go on, and loops come about. GR 3 to 7 are
 * kept as bases: of data, of the program itself, and of addresses without RAM.
 */
import { pick, type Random, randomWord } from '../../cpu/testing/random.ts';
import { split12, split17 } from '../../isa/bits.ts';
import { decode } from '../../isa/decode.ts';
import { encodeFields } from '../../isa/encode.ts';
import type { Family } from '../../isa/does.ts';
import { INSTRUCTIONS, type Instruction, type Mnemonic } from '../../isa/instructions.ts';
import type { Fields } from '../../isa/operands.ts';

/** The registers that hold bases. */
export const BASES = [3, 4, 5, 6, 7] as const;
/** The one that points into the program, and one that counts. */
export const CODE_BASE = 5;
const COUNTER = 9;

type Row = Instruction<Mnemonic>;
const rowsOf = (...families: Family[]): readonly Row[] =>
  INSTRUCTIONS.filter(({ does }) => families.includes(does.family));

const COMPUTATION = rowsOf(
  ...([
    'sum',
    'shift-add',
    'divide-step',
    'compare-clear',
    'logical',
    'unit',
    'immediate',
    'shift',
    'extract',
  ] as const),
  'deposit',
);
const MEMORY = rowsOf('load', 'store', 'store-bytes', 'float-load', 'float-store');
const CONDITIONAL = rowsOf('move-branch', 'compare-branch', 'add-branch', 'bit-branch');
const FLOATING = rowsOf(
  ...(['float-unary', 'float-convert', 'float-compare', 'float-test', 'float-binary', 'multiply-integers'] as const),
  'float-multiple',
);
const SYSTEM = rowsOf('read-space', 'read-control', 'write-control', 'nothing', 'probe', 'cache', 'gate');
const ALL = INSTRUCTIONS;

/** Words of a program, of which the last ones lead back to the first. */
export function randomProgram(random: Random, length: number): number[] {
  const words: number[] = [];
  for (let i = 0; i < length - 2; i += 1) {
    // A fault in a delay slot is what goes wrong most easily.
    const inSlot = i > 0 && isBranch(words[i - 1]) && random(2) === 0;
    words.push(inSlot ? access(random) : randomInstruction(random, i, length));
  }
  return [...words, branchLink(-4 * (length - 2) - 8, 0), nop()];
}

function isBranch(word: number): boolean {
  return decode(word)?.does.ends === 'branch';
}

function nop(): number {
  return field('or', {});
}

/** `at` in a program of `length` words. */
function randomInstruction(random: Random, at: number, length: number): number {
  const kind = random(100);
  if (kind < 42) return randomFields(random, pick(random, COMPUTATION), { t: target(random) });
  if (kind < 64) return access(random);
  if (kind < 74) return conditional(random, at, length);
  if (kind < 76) return field('addibt', { r: COUNTER, im5: 1, c: random(8), n: random(2), ...split12(-2 - random(6)) });
  if (kind < 80) return jump(random, at, length);
  if (kind < 90) return randomFields(random, pick(random, FLOATING), floatFields(random));
  if (kind < 93) return randomFields(random, pick(random, SYSTEM), { t: target(random), b: pick(random, BASES) });
  if (kind < 95) return field('ldo', { b: 0, t: COUNTER, im14: random(64) });
  if (kind < 99 || random(2) === 0) return nop();
  return random(2) === 0 ? randomFields(random, pick(random, ALL), {}) : randomWord(random) >>> 0;
}

/** A register that may be changed, most often no base. */
function target(random: Random): number {
  const register = random(32);
  return (BASES as readonly number[]).includes(register) && random(8) !== 0 ? 10 + random(20) : register;
}

/** Few registers, so that results meet; most often of a format that is implemented. */
function floatFields(random: Random): Fields {
  return {
    r: random(8),
    r1: random(8),
    r2: random(8),
    t: 2 + random(8),
    fmt: random(8) === 0 ? random(4) : random(2),
    sf: random(2),
    df: random(2),
    c: random(32),
  };
}

function access(random: Random): number {
  const row = pick(random, MEMORY);
  return randomFields(random, row, {
    b: random(40) === 0 ? random(32) : pick(random, BASES),
    x: random(30) === 0 ? random(32) : 0,
    s: random(4) === 0 ? random(4) : 0,
    // Low-sign: an even distance, most often aligned.
    im14: random(12) === 0 ? random(1 << 14) : random(64) << 3,
    im5: random(12) === 0 ? random(32) : random(4) << 3,
    m: random(6) === 0 ? 1 : 0,
    t: target(random),
  });
}

function conditional(random: Random, at: number, length: number): number {
  return randomFields(random, pick(random, CONDITIONAL), split12(distance(random, at, length)));
}

/** In words, from the instruction behind the delay slot: to somewhere in the program. */
function distance(random: Random, at: number, length: number): number {
  const near = at + random(16) - 6;
  const to = random(4) === 0 || near < 0 || near >= length ? random(length) : near;
  return to - at - 2;
}

function branchLink(displacement: number, t: number, n = 0): number {
  return field('bl', { t, n, ...split17(displacement / 4) });
}

/** Calls, returns and tables: their targets are the program's own, most often. */
function jump(random: Random, at: number, length: number): number {
  switch (random(6)) {
    case 0:
      return branchLink(4 * distance(random, at, length), random(2) === 0 ? 0 : 2, random(2));
    case 1:
      return field('bl', { t: 2, n: 0, ...split17(distance(random, at, length)) });
    case 2:
      return field('bv', { b: 2, x: 0, n: random(2) });
    case 3:
      return field('blr', { x: 8, t: random(2) === 0 ? 0 : 2, n: random(2) });
    case 4:
      return randomFields(random, row('be'), { b: CODE_BASE, ...split17(random(length)) });
    default:
      return randomFields(random, row('ble'), { b: CODE_BASE, ...split17(random(length)) });
  }
}

function row(name: Mnemonic): Row {
  const found = INSTRUCTIONS.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(name);
  return found;
}

function field(name: Mnemonic, fields: Fields): number {
  return encodeFields(row(name), fields);
}

/** A word of the row, with these of its fields, and the others at random; conditions are often "never". */
function randomFields(random: Random, of: Row, given: Fields): number {
  for (;;) {
    const fields: Fields = {};
    for (const { name, length } of of.pattern.fields) {
      if (name === 'rv') continue;
      const wanted = given[name];
      const isCondition = (name === 'c' && length === 3) || name === 'f';
      fields[name] = wanted ?? (isCondition && random(2) === 0 ? 0 : random(2 ** length));
      fields[name] &= 2 ** length - 1;
    }
    const word = encodeFields(of, fields);
    if (decode(word) === of) return word;
  }
}
