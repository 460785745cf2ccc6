/**
 * Random programs for the lock-step test: words of every row, chosen so that most go on, and loops come about. GR 3 to 7 are
 * kept as bases: of data, of the program itself, of the routine that it calls and stores to, and of addresses without RAM.
 */
import { pick, type Random, randomWord } from '../../cpu/testing/random.ts';
import { split12, split17 } from '../../isa/bits.ts';
import { decode } from '../../isa/decode.ts';
import { encode, encodeFields } from '../../isa/encode.ts';
import type { Family } from '../../isa/does.ts';
import { INSTRUCTIONS, type Instruction, type Mnemonic } from '../../isa/instructions.ts';
import type { Fields } from '../../isa/operands.ts';

/** The registers that hold bases. */
export const BASES = [3, 4, 5, 6, 7] as const;
/** Those that point to the program and to its routine, and one that counts. */
export const CODE_BASE = 5;
export const ROUTINE_BASE = 6;
/** In words from the program to its routine, which stands on the next page. */
export const ROUTINE_DISTANCE = 1024;
const COUNTER = 9;
const DATA_BASES = BASES.filter((register) => register !== ROUTINE_BASE);

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
const LOADS = rowsOf('load');
const CARRYING = rowsOf('sum', 'shift-add');
const VARIABLE = rowsOf('shift', 'extract', 'deposit').filter(({ does }) => 'variable' in does && does.variable);
const CONDITIONAL = rowsOf('move-branch', 'compare-branch', 'add-branch', 'bit-branch');
const FLOATING = rowsOf(
  ...(['float-unary', 'float-convert', 'float-compare', 'float-test', 'float-binary', 'multiply-integers'] as const),
  'float-multiple',
);
const SYSTEM = rowsOf(
  ...(['read-space', 'write-space', 'read-control', 'write-control', 'system-mask', 'nothing', 'probe'] as const),
  ...(['cache', 'gate'] as const),
);
const ALL = INSTRUCTIONS;

/** Words of a program, of which the last ones lead back to the first. */
export function randomProgram(random: Random, length: number): number[] {
  const words: number[] = [];
  while (words.length < length - 2) {
    const at = words.length;
    // A fault in a delay slot is what goes wrong most easily.
    const inSlot = at > 0 && isBranch(words[at - 1]) && random(2) === 0;
    if (inSlot) words.push(access(random));
    else if (random(16) === 0) words.push(...sequence(random, at, length));
    else words.push(randomInstruction(random, at, length));
  }
  return [...words.slice(0, length - 2), branchLink(-4 * (length - 2) - 8, 0), nop()];
}

/** Words of the routine, which returns. */
export function randomRoutine(random: Random): number[] {
  const words = Array.from({ length: 2 + random(12) }, () =>
    random(4) === 0 ? access(random) : randomFields(random, pick(random, COMPUTATION), { t: target(random) }),
  );
  return [...words, field('bv', { b: 2, x: 0, n: 0 }), nop()];
}

/** What does something only together. */
function sequence(random: Random, at: number, length: number): number[] {
  const register = 10 + random(20);
  switch (random(16)) {
    case 0:
      return [branchLink(4 * (ROUTINE_DISTANCE - at - 2), 2), nop()];
    case 1:
    case 2:
      return [encode('ble', [0, 4, ROUTINE_BASE]), encode('or', [31, 0, 2])];
    case 3:
    case 4:
    case 5:
      // The routine gets a word of the program's.
      return [
        encode('ldw', [4 * random(length), 0, CODE_BASE, register]),
        encode('stw', [register, 4 * random(14), 0, ROUTINE_BASE]),
      ];
    case 6:
      // A load to its own base.
      return [
        encode('or', [pick(random, BASES), 0, register]),
        randomFields(random, pick(random, LOADS), { b: register, t: register, m: 1, x: 0, im5: 8, s: 0 }),
      ];
    case 7:
      return [encode('ldo', [random(3), 0, 1]), encode('mtsp', [1, 1 + random(3)])];
    case 8:
      return [field(random(2) === 0 ? 'ssm' : 'rsm', { i: 1 << random(3), t: target(random) })];
    case 9:
      return [encode('mtctl', [register, 11]), randomFields(random, pick(random, VARIABLE), { t: target(random) })];
    case 10:
    case 11:
      // Carries, the last perhaps of an instruction that is nullified.
      return [carrying(random), computation(random), carrying(random), carried(random), carried(random)];
    case 12: {
      // The carry of one instruction or of another.
      const around = randomFields(random, pick(random, CONDITIONAL), split12(1));
      return [carrying(random), around, nop(), carried(random), carried(random)];
    }
    case 13:
      // The page of data, or of the program itself, is mapped no more, or with other rights.
      return [
        random(2) === 0
          ? randomFields(random, row(random(2) === 0 ? 'pdtlb' : 'pitlb'), { b: pick(random, BASES), x: 0, m: 0 })
          : randomFields(random, row(random(2) === 0 ? 'iitlbp' : 'idtlbp'), { b: pick(random, BASES) }),
        nop(),
        nop(),
      ];
    case 14:
      // As a kernel does around what must not be interrupted.
      return [
        field('rsm', { i: 1, t: register }),
        randomFields(random, pick(random, COMPUTATION), { t: 10 + ((register - 9) % 20) }),
        random(2) === 0 ? field('mtsm', { r: register }) : field('ssm', { i: 1, t: register }),
      ];
    default:
      return [encode('mtctl', [random(3) === 0 ? COUNTER : 0, pick(random, [8, 9, 12, 13])]), encode('break', [1, 2])];
  }
}

function computation(random: Random): number {
  return randomFields(random, pick(random, COMPUTATION), { t: target(random) });
}

/** What sets the carries, and what goes by them. */
function carrying(random: Random): number {
  return randomFields(random, pick(random, CARRYING), { t: target(random) });
}

function carried(random: Random): number {
  return field(pick(random, ['addc', 'subb', 'ds'] as const), {
    r1: random(32),
    r2: random(32),
    t: target(random),
    c: 0,
  });
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
  if (kind < 42) return computation(random);
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
    b: random(40) === 0 ? random(32) : pick(random, random(8) === 0 ? BASES : DATA_BASES),
    x: random(30) === 0 ? random(32) : 0,
    s: random(3) === 0 ? random(4) : 0,
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
