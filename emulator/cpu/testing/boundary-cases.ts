/**
 * Every row of level 3 alone, with operands at the ends of their ranges and each of its completers and conditions: blocks
 * (./random-program.ts) of cases that leave all that an instruction does in registers of their own.
 *
 * GR 1 and 2 are the operands, from the record; a case's result goes to its own register, and in GR 27 to 29 each case has
 * a bit: the carry afterwards; the following instruction was executed; the one after it was executed.
 */
import { encode, flatOperands } from '../../isa/encode.ts';
import { instruction, type Mnemonic } from '../../isa/instructions.ts';
import {
  ACCESSES,
  accessCompleters,
  CACHE,
  conditionsOf,
  DATA,
  encodeNamed,
  FLOATING_ACCESSES,
  FORBIDDEN,
  isUnlike,
  load,
  PLAIN,
  PROBES,
  RELATIVE,
  SHIFTING,
  SHIFTING_CONDITIONS,
  SYSTEM,
  TEXT,
  TRAPPING,
  withoutLoss,
  withoutTrap,
} from './comparable-rows.ts';
import { NOP, programOf, randomRecords, type BlockProgram, type Body } from './random-program.ts';
import { randomFrom } from './random.ts';
import { BASE, RECORD_SIZE, setRegister } from './record.ts';

const A = 1;
const B = 2;
/** The first case's result; the others follow. */
const FIRST_RESULT = 3;
const CASES = 16;
const CARRY = 27;
const NEXT = 28;
const SECOND = 29;
const TEMPORARY = 26;
const ADDRESS = 25;
const INDEX = 24;

const BOUNDARIES = [0, 1, -1, 0x7fffffff, -0x80000000, 0x00ff8000, 0x12345678];

/** The words of a case, whose result is `t` and whose bit is `bit`. */
type Case = (t: number, bit: number) => number[];
type Values = Readonly<Record<string, number>>;

const mark = (register: number, bit: number): number => encode('depi', [1, bit, 1, register]);
const copy = (from: number, to: number): number => encode('or', [from, 0, to]);

/** Operands other than registers, all that are tried: each entry gives some by name. */
function immediatesOf(name: Mnemonic): readonly Values[] {
  const operands = flatOperands(instruction(name)).map((operand) => operand.name);
  const fields = [
    [0, 1],
    [31, 1],
    [31, 32],
    [15, 16],
    [30, 31],
    [17, 5],
  ].map(([p, len]) => ({ p, cp: p, len }));
  if (operands.includes('len') || operands.includes('cp')) return fields;
  const [immediate] = flatOperands(instruction(name)).filter(({ kind }) => /immediate|displacement/.test(kind));
  if (immediate === undefined) return [{}];
  const { min, max } = immediate;
  return [...new Set([min, -1, 0, 1, max])]
    .filter((value) => value >= min)
    .map((value) => ({ [immediate.name]: value }));
}

/** What stands before an instruction: carry and V, or the shift amount, that it works on. */
function preparationsOf(name: Mnemonic): readonly (readonly number[])[] {
  const carries = [encode('add', [0, 0, 0]), encode('sub', [0, 0, 0])];
  if (/^(addc|subb)o?$/.test(name)) return carries.map((carry) => [carry]);
  if (name === 'ds') return [0, A].flatMap((r) => carries.map((carry) => [encode('ds', [0, r, 0]), carry]));
  if (/^(v|zv)/.test(name)) {
    return [0, 1, 31].map((amount) => [encode('ldo', [amount, 0, TEMPORARY]), encode('mtctl', [TEMPORARY, 11])]);
  }
  return [[]];
}

function product<T, U>(left: readonly T[], right: readonly U[]): [T, U][] {
  return left.flatMap((a) => right.map((b): [T, U] => [a, b]));
}

const saveCarry = (bit: number): number[] => [
  encode('addc', [0, 0, TEMPORARY]),
  encode('dep', [TEMPORARY, bit, 1, CARRY]),
];

function computations(name: Mnemonic): Case[] {
  const settings = product(product(preparationsOf(name), immediatesOf(name)), conditionsOf(name));
  return settings.map(([[before, immediate], condition]) => (t, bit) => {
    const operands = { r: A, r1: A, r2: B, b: A, t, ...immediate };
    // The old value shows in VDEP and the like.
    return [copy(B, t), ...before, encodeNamed(name, operands, condition), mark(NEXT, bit), ...saveCarry(bit)];
  });
}

/** Conditions in which the shift takes part, of operands that lose nothing in it. */
function shifting(name: (typeof SHIFTING)[number]): Case[] {
  return product(preparationsOf(name), SHIFTING_CONDITIONS).map(([before, condition]) => (t, bit) => [
    copy(A, INDEX),
    withoutLoss(name, INDEX),
    ...before,
    encodeNamed(name, { r1: INDEX, r2: B, t }, condition),
    mark(NEXT, bit),
    ...saveCarry(bit),
  ]);
}

/** ADDIL, whose result goes to an operand's register. */
function leftImmediates(): Case[] {
  return immediatesOf('addil').map(({ i21 }) => (t, bit) => [
    copy(A, TEMPORARY),
    encode('addil', [i21, B]),
    copy(1, t),
    copy(TEMPORARY, A),
    mark(NEXT, bit),
  ]);
}

/** Rows that trap, where they do not. */
function trapping(name: Mnemonic): Case[] {
  const settings = product(product(preparationsOf(name), immediatesOf(name)), conditionsOf(name));
  return settings.map(([[before, immediate], condition]) => (t, bit) => {
    const operands = { r: INDEX, r1: INDEX, r2: ADDRESS, t, ...immediate };
    return [
      copy(B, t),
      copy(A, INDEX),
      copy(B, ADDRESS),
      ...before,
      ...withoutTrap(name, INDEX, ADDRESS, operands, condition),
      mark(NEXT, bit),
      ...saveCarry(bit),
    ];
  });
}

/** DCOR and IDCOR after digits' carries that QEMU 7.2 sees too: see ./comparable-rows.ts. */
function decimals(name: Mnemonic): Case[] {
  return product([0, 0x11111111, 0x10101010, 0x00110100], conditionsOf(name)).map(([digits, condition]) => (t, bit) => [
    ...load(Math.imul(digits, 15), TEMPORARY),
    ...load(digits, ADDRESS),
    encode('add', [TEMPORARY, ADDRESS, 0]),
    encodeNamed(name, { r: A, t }, condition),
    mark(NEXT, bit),
  ]);
}

/** Conditional branches and BL, forward and backward. */
function branches(name: Mnemonic): Case[] {
  const settings = product(product(immediatesOf(name), conditionsOf(name)), [0, 1]);
  return settings.flatMap(([[immediate, condition], n]): Case[] => {
    const branch = (t: number, target: number): number => {
      const operands = { r1: A, r2: t, r: name === 'bb' || name === 'bvb' ? A : t, t, ...immediate, target };
      return encodeNamed(name, operands, { ...condition, n });
    };
    return [
      (t, bit) => [copy(B, t), branch(t, 4), mark(NEXT, bit), mark(SECOND, bit)],
      (t, bit) => [
        copy(B, t),
        encode('bl', [4, 0], { n: 1 }),
        mark(SECOND, bit),
        encode('bl', [4, 0], { n: 1 }),
        branch(t, -16),
        mark(NEXT, bit),
      ],
    ];
  });
}

/** BV, BE and BLE over one instruction: ADDRESS becomes the target less the displacement. */
function indirectBranches(name: 'bv' | 'be' | 'ble'): Case[] {
  const displacements = name === 'bv' ? [0] : [-(2 ** 18), -4, 0, 2 ** 18 - 4];
  return product(displacements, [0, 1]).map(([wd, n]) => (t, bit) => [
    encode('bl', [0, 31]),
    copy(0, t),
    ...load(24 - wd, INDEX),
    encode('addl', [31, INDEX, ADDRESS]),
    encodeNamed(name, { b: ADDRESS, x: 0, wd }, { n }),
    mark(NEXT, bit),
    mark(SECOND, bit),
    copy(31, t),
  ]);
}

function vectoredBranches(): Case[] {
  return [0, 1].map((n) => (t, bit) => [
    encode('ldo', [1, 0, INDEX]),
    encode('blr', [INDEX, t], { n }),
    mark(NEXT, bit),
    mark(SECOND, bit),
    NOP,
  ]);
}

function gates(): Case[] {
  return [0, 1].map((n) => (t, bit) => [copy(A, t), encode('gate', [4, t], { n }), mark(NEXT, bit), mark(SECOND, bit)]);
}

/** Displacements or indices of an access, with what each adds to the base. */
function displacementsOf(
  name: Mnemonic,
  alignment: number,
  { u, m, a }: Values,
): readonly (Values & { sum: number })[] {
  const operands = flatOperands(instruction(name));
  const displacement = operands.find(({ kind }) => kind === 'displacement');
  if (displacement === undefined) {
    const scale = u === 1 ? alignment : 1;
    return isUnlike(name, { u })
      ? [{ index: 0, sum: 0 }]
      : [-3, 0, 5].map((n) => ({ index: (n * alignment) / scale, sum: n * alignment }));
  }
  if (isUnlike(name, { m, a })) return [{ [displacement.name]: 0, sum: 0 }];
  const ends = [displacement.min, displacement.max].map((end) => Math.trunc(end / alignment) * alignment);
  return [...new Set([...ends, -alignment, 0, alignment])]
    .filter((value) => value >= displacement.min && value <= displacement.max)
    .map((value) => ({ [displacement.name]: value, sum: value }));
}

/** Is the displacement or index added before the access? */
function addsBefore(name: Mnemonic, sum: number, { a, m }: Values): boolean {
  if (name === 'ldwm' || name === 'stwm') return sum < 0;
  return m !== 1 || a === 1;
}

/** Loads and stores, each in its own 16 bytes of the scratch area. The base's change goes to the register after t. */
function accesses([name, alignment]: readonly [Mnemonic, number]): Case[] {
  const places = Array.from({ length: Math.max(1, 4 / alignment) }, (_, i) => i * alignment);
  const settings = product(accessCompleters(name), places).flatMap(([completers, place]) =>
    displacementsOf(name, alignment, completers).map((displacement) => ({ completers, place, ...displacement })),
  );
  return settings.map(({ completers, place, sum, ...operands }) => (t, bit) => {
    const access = 16 * bit - 128 + place;
    const floating = 2 * (t + 4) + (/f..w/.test(name) ? bit % 2 : 0);
    return [
      ...load(access - (addsBefore(name, sum, completers) ? sum : 0), TEMPORARY),
      encode('addl', [BASE, TEMPORARY, ADDRESS]),
      encode('ldo', [(operands as Values)['index'] ?? 0, 0, INDEX]),
      encodeNamed(
        name,
        { ...operands, b: ADDRESS, x: INDEX, r: A, t, ht: floating, hr: floating, ft: floating, fr: floating },
        completers,
      ),
      encode('sub', [ADDRESS, BASE, t + 1]),
      mark(NEXT, bit),
    ];
  });
}

function systems(name: Mnemonic): Case[] {
  const numbers = { mtctl: [11], mfctl: [11, 26, 27], mtsp: [0, 1, 2, 3, 4], mfsp: [0, 1, 2, 3, 4, 5, 6, 7] };
  const chosen: readonly number[] = name in numbers ? numbers[name as keyof typeof numbers] : [0, 1, 2, 3];
  return chosen.map((number) => (t, bit) => [
    copy(B, t),
    encodeNamed(name, { r: name === 'mtsp' ? 0 : A, cr: number, sr: number, s: number, b: A, t }),
    mark(NEXT, bit),
    ...(name === 'mtctl' ? [encode('mfctl', [11, t])] : []),
  ]);
}

function probes(name: Mnemonic): Case[] {
  return product([TEXT, DATA, DATA + 0xfff, FORBIDDEN], [0, 1, 2, 3, 31]).map(([address, level]) => (t, bit) => [
    ...load(address, ADDRESS),
    encode('ldo', [level, 0, INDEX]),
    encodeNamed(name, { b: ADDRESS, r: INDEX, level, t }),
    mark(NEXT, bit),
  ]);
}

function cacheOperations(name: Mnemonic): Case[] {
  return product([0, 1], [-64, 0, 1, 64]).map(([m, index]) => (t, bit) => [
    encode('ldo', [0, BASE, t]),
    encode('ldo', [index, 0, INDEX]),
    encodeNamed(name, { b: t, x: INDEX }, { m }),
    encode('sub', [t, BASE, t]),
    mark(NEXT, bit),
  ]);
}

/** Of the cases of one row as many blocks as they need; results of `width` registers. */
function blocksOf(row: Mnemonic, cases: readonly Case[], width = 1): Body[] {
  const each = CASES / width;
  return Array.from({ length: Math.ceil(cases.length / each) }, (_, block) => ({
    row,
    words: () => [
      ...[CARRY, NEXT, SECOND].map((register) => copy(0, register)),
      ...cases.slice(block * each, (block + 1) * each).flatMap((words, i) => words(FIRST_RESULT + width * i, i)),
    ],
  }));
}

/** Every row that works on general registers alone, on all pairs of boundary values. */
export function registerProgram(seed: number): BlockProgram {
  const blocks = (names: readonly Mnemonic[], casesOf: (name: Mnemonic) => Case[]): Body[] =>
    names.flatMap((name) => blocksOf(name, casesOf(name)));
  const bodies = [
    ...blocks(
      PLAIN.filter((name) => name !== 'addil'),
      computations,
    ),
    ...SHIFTING.flatMap((name) => blocksOf(name, shifting(name))),
    ...blocks(['addil'], leftImmediates),
    ...blocks(Object.keys(TRAPPING) as Mnemonic[], trapping),
    ...blocks(['dcor', 'idcor'], decimals),
    ...blocks(RELATIVE, branches),
  ];
  const pairs = product(BOUNDARIES, BOUNDARIES);
  const data = randomRecords(randomFrom(seed), bodies.length * pairs.length);
  for (let i = 0; i < data.length / RECORD_SIZE; i += 1) {
    const record = data.subarray(i * RECORD_SIZE, (i + 1) * RECORD_SIZE);
    const [a, b] = pairs[Math.floor(i / bodies.length)];
    setRegister(record, A, a);
    setRegister(record, B, b);
  }
  return programOf(bodies, data);
}

/** Every other row but floating-point operations: the operands that matter are in the cases. */
export function memoryProgram(seed: number): BlockProgram {
  const bodies = [
    ...[...ACCESSES, ...FLOATING_ACCESSES].flatMap((access) => blocksOf(access[0], accesses(access), 2)),
    ...(['bv', 'be', 'ble'] as const).flatMap((name) => blocksOf(name, indirectBranches(name))),
    ...blocksOf('blr', vectoredBranches()),
    ...blocksOf('gate', gates()),
    ...SYSTEM.flatMap((name) => blocksOf(name, systems(name))),
    ...PROBES.flatMap((name) => blocksOf(name, probes(name))),
    ...CACHE.flatMap((name) => blocksOf(name, cacheOperations(name))),
  ];
  return programOf(bodies, randomRecords(randomFrom(seed), bodies.length * 4));
}
