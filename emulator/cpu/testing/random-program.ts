/**
 * Random programs over the unprivileged integer rows of the instruction table, which any PA-RISC can run: a body of items
 * (an instruction, a forward branch, or an access to a scratch area with the loading of its base), between a prologue
 * that loads the registers and an epilogue that stores them and writes everything to the standard output by Linux's
 * system calls.
 *
 * Left out: what traps; what the manual leaves undefined or to the implementation (carry conditions of UXOR, overflow
 * conditions of DS and SHxADD); DCOR and IDCOR, for which QEMU 7.2 takes the carries from the wrong bits.
 */
import { CONDITIONS } from '../../isa/conditions.ts';
import { encode, flatOperands } from '../../isa/encode.ts';
import { instruction, type Mnemonic } from '../../isa/instructions.ts';
import type { Operand } from '../../isa/operands.ts';

/** Where the parts stand in memory. */
export const TEXT = 0x20000;
export const DATA = 0x40000;

/** Within DATA: initial registers, scratch area, final registers. */
const SCRATCH = 128;
const SCRATCH_SIZE = 1024;
const DUMP = SCRATCH + SCRATCH_SIZE;
/** GR 1 to 30, carry, V, SAR. */
const DUMP_WORDS = 33;
const DATA_SIZE = DUMP + DUMP_WORDS * 4;

/** Points into the middle of the scratch area; the body never writes it. */
const BASE = 31;
const BASE_OFFSET = SCRATCH + SCRATCH_SIZE / 2;

const COMPUTATION: readonly Mnemonic[] = [
  ...(['ldo', 'ldil', 'addil', 'add', 'addl', 'addc', 'sh1add', 'sh1addl', 'sh2add', 'sh2addl', 'sh3add'] as const),
  ...(['sh3addl', 'sub', 'subb', 'ds', 'comclr', 'or', 'xor', 'and', 'andcm', 'uxor', 'uaddcm'] as const),
  ...(['addi', 'subi', 'comiclr', 'vshd', 'shd', 'vextru', 'vextrs', 'extru', 'extrs', 'zvdep'] as const),
  ...(['vdep', 'zdep', 'dep', 'zvdepi', 'vdepi', 'zdepi', 'depi', 'mtctl', 'mfctl'] as const),
];
const BRANCHES: readonly Mnemonic[] = [
  ...(['bl', 'movb', 'movib', 'combt', 'combf', 'comibt', 'comibf', 'addbt', 'addbf'] as const),
  ...(['addibt', 'addibf', 'bvb', 'bb'] as const),
];
/** With the alignment each needs. */
const ACCESSES: readonly (readonly [Mnemonic, number])[] = [
  ...([
    ['ldw', 4],
    ['ldh', 2],
    ['ldb', 1],
    ['stw', 4],
    ['sth', 2],
    ['stb', 1],
    ['ldwm', 4],
    ['stwm', 4],
  ] as const),
  ...([
    ['ldwx', 4],
    ['ldhx', 2],
    ['ldbx', 1],
    ['ldcwx', 16],
    ['ldws', 4],
    ['ldhs', 2],
    ['ldbs', 1],
  ] as const),
  ...([
    ['ldcws', 16],
    ['stws', 4],
    ['sths', 2],
    ['stbs', 1],
    ['stbys', 1],
  ] as const),
];

/** Conditions (c) that every implementation must agree on, where those are not all of the row's set. */
const AGREED: Partial<Record<Mnemonic, readonly number[]>> = {
  uxor: [0, 2, 3],
  ds: [0, 1, 7],
  sh1add: [0, 1, 7],
  sh1addl: [0, 1, 7],
  sh2add: [0, 1, 7],
  sh2addl: [0, 1, 7],
  sh3add: [0, 1, 7],
  sh3addl: [0, 1, 7],
};

const NOP = encode('or', [0, 0, 0]);

/** A generator of numbers from 0 to `below` - 1. */
export type Random = (below: number) => number;

/** mulberry32. */
export function randomFrom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** An item of the body: its words, given the distance in bytes from its first word + 8 to each of the items after it. */
type Item = { readonly length: number; words(distances: readonly number[]): number[] };

/** The body of a program: `count` items. */
export function randomBody(random: Random, count: number): number[] {
  const items = Array.from({ length: count }, () => randomItem(random));
  const starts = [0];
  for (const { length } of items) starts.push(starts[starts.length - 1] + length * 4);
  const start = (i: number): number => (i < starts.length ? starts[i] : starts[count] + 4 * (i - count));
  return items.flatMap((item, i) => item.words([1, 2, 3, 4, 5].map((k) => start(i + k) - starts[i] - 8)));
}

/** The words at TEXT and at DATA of a whole program with this body; the initial registers come from `random`. */
export function wholeProgram(random: Random, body: readonly number[]): { text: number[]; data: number[] } {
  const registers = Array.from({ length: 31 }, () => randomValue(random));
  const scratch = Array.from({ length: SCRATCH_SIZE / 4 }, () => randomValue(random));
  return {
    text: [...prologue(), ...body, ...Array.from({ length: 8 }, () => NOP), ...epilogue()],
    data: [...registers, 0, ...scratch, ...Array.from({ length: DUMP_WORDS }, () => 0)],
  };
}

/** What the program writes: all of DATA. */
export const OUTPUT_SIZE = DATA_SIZE;

/** A name for the word at `offset` of the output. */
export function nameOfOutput(offset: number): string {
  if (offset < DUMP) return `scratch word at ${offset - SCRATCH}`;
  const i = (offset - DUMP) / 4;
  return i < 30 ? `%r${i + 1}` : ['carry', 'divide step by V', 'SAR'][i - 30];
}

function prologue(): number[] {
  return [
    encode('ldil', [DATA >>> 11, BASE]),
    ...Array.from({ length: 30 }, (_, i) => encode('ldw', [4 * (i + 1), 0, BASE, i + 1])),
    encode('ldo', [BASE_OFFSET, BASE, BASE]),
    encode('add', [0, 0, 0]),
  ];
}

function epilogue(): number[] {
  const dump = (i: number, register: number): number => encode('stw', [register, DUMP - BASE_OFFSET + 4 * i, 0, BASE]);
  return [
    ...Array.from({ length: 30 }, (_, i) => dump(i, i + 1)),
    encode('addc', [0, 0, 1]),
    dump(30, 1),
    encode('ldo', [1, 0, 2]),
    encode('ds', [0, 2, 1]),
    dump(31, 1),
    encode('mfctl', [11, 1]),
    dump(32, 1),
    // write(1, DATA, DATA_SIZE), then exit(0).
    encode('ldo', [1, 0, 26]),
    encode('ldil', [DATA >>> 11, 25]),
    encode('ldo', [DATA_SIZE, 0, 24]),
    encode('ble', [0x100, 2, 0]),
    encode('ldo', [4, 0, 20]),
    encode('ldo', [0, 0, 26]),
    encode('ble', [0x100, 2, 0]),
    encode('ldo', [1, 0, 20]),
  ];
}

/** Words with many and with few bits, and those at the ends of the ranges. */
function randomValue(random: Random): number {
  const word = random(2 ** 32) | 0;
  return [word, word, word >> random(32), word >>> random(32), 0, -1, 0x7fffffff, -0x80000000][random(8)];
}

function randomItem(random: Random): Item {
  const kind = random(10);
  if (kind < 2) return randomBranch(random);
  if (kind < 4) return randomAccess(random);
  const word = encodeRandom(random, pick(random, COMPUTATION), {});
  return { length: 1, words: () => [word] };
}

function randomBranch(random: Random): Item {
  const name = pick(random, BRANCHES);
  const choice = random(5);
  const seed = random(2 ** 32);
  return { length: 1, words: (distances) => [encodeRandom(randomFrom(seed), name, { target: distances[choice] })] };
}

/** The nop takes the nullification that an instruction before may ask for. */
function randomAccess(random: Random): Item {
  const [name, alignment] = pick(random, ACCESSES);
  const base = 1 + random(15);
  const index = 16 + random(15);
  // LDCWX,s shifts by three, and STBYS,E,M adds its displacement before the access (manual); not so in QEMU 7.2.
  const u = name === 'ldcwx' ? 0 : random(2);
  const m = random(2);
  const a = name === 'stbys' && m === 1 ? 0 : random(2);
  const completers = { u, m, a, cc: instruction(name).hints === 'semaphore' ? 1 : 2 };
  const shift = u === 1 ? Math.log2(alignment) : 0;
  const words = [
    NOP,
    encode('ldo', [(random(32) - 16) * 16, BASE, base]),
    encode('ldo', [(random(8) - 4) * (alignment >>> shift), 0, index]),
    encodeRandom(random, name, { b: base, x: index, alignment }, completers),
  ];
  return { length: words.length, words: () => words };
}

interface Fixed {
  readonly target?: number;
  readonly b?: number;
  readonly x?: number;
  readonly alignment?: number;
}

function encodeRandom(random: Random, name: Mnemonic, fixed: Fixed, completers: Record<string, number> = {}): number {
  const row = instruction(name);
  const fields = Object.fromEntries(
    Object.entries(completers).filter(([field]) => row.pattern.fields.some((has) => has.name === field)),
  );
  if (row.condition !== undefined) {
    const agreed = AGREED[name];
    const conditions = CONDITIONS[row.condition].filter(({ c, f }) => {
      const hasNegation = row.pattern.fields.some((field) => field.name === 'f');
      return (agreed?.includes(c) ?? true) && (hasNegation || f === 0);
    });
    const { c, f } = pick(random, conditions);
    fields['c'] = c;
    if (row.pattern.fields.some((field) => field.name === 'f')) fields['f'] = f;
  }
  if (row.nullify) fields['n'] = random(2);
  const length = 1 + random(32);
  return encode(
    name,
    flatOperands(row).map((operand) => randomOperand(random, operand, length, fixed)),
    fields,
  );
}

function randomOperand(random: Random, operand: Operand, length: number, fixed: Fixed): number {
  switch (operand.name) {
    case 'b':
      return fixed.b ?? random(BASE);
    case 'x':
      return fixed.x ?? random(BASE);
    case 's':
      return 0;
    case 'cr':
      return 11;
    case 'len':
      return length;
    // A field that ends at bit p must begin at bit 0 or after it. (For SHD and BB any p would do.)
    case 'p':
    case 'cp':
      return length - 1 + random(33 - length);
    case 'd14': {
      const alignment = fixed.alignment ?? 1;
      return fixed.alignment === undefined ? random(2 ** 14) - 2 ** 13 : (random(16) - 8) * alignment;
    }
    case 'd5':
      return Math.floor((random(32) - 16) / (fixed.alignment ?? 1)) * (fixed.alignment ?? 1);
  }
  if (operand.kind === 'target') return fixed.target ?? 0;
  if (operand.kind === 'general-register') return random(BASE);
  return operand.min + random(operand.max - operand.min + 1);
}

function pick<T>(random: Random, from: readonly T[]): T {
  return from[random(from.length)];
}
