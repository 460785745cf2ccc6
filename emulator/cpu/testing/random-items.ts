/**
 * The items of which generated programs consist: instructions of every row that can be executed at level 3 without a trap,
 * with what must stand around them.
 *
 * An item's first word may be nullified by the item before, or be executed alone, as a delay slot: in an item of more words
 * it is one that the others don't need (`spare`). An item leaves by its end or to the beginning of one of the next items.
 *
 * Left out, where QEMU 7.2's user mode differs from the manual, which decides, or where the manual leaves the result open:
 * - Carry conditions of UXOR are undefined (page 5-109). Of SHxADD and DS, the bits lost in the shift count in conditions
 *   4 to 6, and in 2 and 3 at choice (tables 5-1 and 5-2); not so there. Operands that lose none are compared.
 * - DCOR and IDCOR take each digit's carry from the bit to its right there (page 5-112): the items make carries that are
 *   equal in both. The carry conditions of DCOR are those of an addition there.
 * - STBYS,E,M adds its displacement before the access (page 5-53), LDCWX,S shifts by three (page 5-40). Not so there:
 *   displacement and index are 0.
 * - FCNVFF,DBL,SGL of a NaN with all left fraction bits 0 gives infinity there ("Operations With NaNs", page 6-23). NaNs
 *   are passed over.
 * - FTEST,REJ and REJ8 test there that all bits are 1 (table 6-14).
 * - FCNVFX, FCNVFXT out of range are unimplemented exceptions here (table 6-23), which trap. Their operands fit.
 * - FMPYADD, FMPYSUB with the product's register among the sum's are undefined (page 6-57); their format bit is the wrong
 *   way round there (table 6-16), see ./qemu-user.ts.
 * - There, a nullified FMPYADD or FMPYSUB does its addition, and a nullified instruction that traps on overflow and has no
 *   condition traps ("Nullification", chapter 4).
 * - It has no space registers: they read 0. MTSP writes 0.
 */
import { CACHE_HINTS, FORMATS, MODIFY_COMPLETERS } from '../../isa/completers.ts';
import { CONDITIONS } from '../../isa/conditions.ts';
import { encode, flatOperands } from '../../isa/encode.ts';
import { instruction, type Mnemonic } from '../../isa/instructions.ts';
import type { Operand } from '../../isa/operands.ts';
import { pick, randomFrom, type Random } from './random.ts';
import { BASE, randomStatus } from './record.ts';

/** The pages that programs may name: {@link FORBIDDEN} has no access for them. */
export const TEXT = 0x20000;
export const DATA = 0x80000;
export const FORBIDDEN = 0x7f000000;

/** An item: its words, given its own address and those of the next items (at least {@link REACH}). */
export interface Item {
  readonly length: number;
  words(address: number, next: readonly number[]): number[];
}

/** How many items further branches go at most. */
export const REACH = 5;

export const PLAIN: readonly Mnemonic[] = [
  ...(['ldo', 'ldil', 'addil', 'add', 'addl', 'addc', 'sh1add', 'sh1addl', 'sh2add', 'sh2addl', 'sh3add'] as const),
  ...(['sh3addl', 'sub', 'subb', 'ds', 'comclr', 'or', 'xor', 'and', 'andcm', 'uxor', 'uaddcm'] as const),
  ...(['addi', 'subi', 'comiclr', 'vshd', 'shd', 'vextru', 'vextrs', 'extru', 'extrs', 'zvdep'] as const),
  ...(['vdep', 'zdep', 'dep', 'zvdepi', 'vdepi', 'zdepi', 'depi'] as const),
];
export const SYSTEM: readonly Mnemonic[] = ['mtctl', 'mfctl', 'mtsp', 'mfsp', 'ldsid', 'sync', 'syncdma'];
export const PROBES: readonly Mnemonic[] = ['prober', 'proberi', 'probew', 'probewi'];
export const CACHE: readonly Mnemonic[] = ['pdc', 'fdc', 'fic', 'fdce', 'fice'];
export const RELATIVE: readonly Mnemonic[] = [
  ...(['bl', 'movb', 'movib', 'combt', 'combf', 'comibt', 'comibf', 'addbt', 'addbf'] as const),
  ...(['addibt', 'addibf', 'bvb', 'bb'] as const),
];
/** Loads and stores of general registers, with the alignment each needs; those with ,s scale by it. */
export const ACCESSES: readonly (readonly [Mnemonic, number])[] = [
  ...(['ldw', 'stw', 'ldwm', 'stwm', 'ldwx', 'ldws', 'stws'] as const).map((name) => [name, 4] as const),
  ...(['ldh', 'sth', 'ldhx', 'ldhs', 'sths'] as const).map((name) => [name, 2] as const),
  ...(['ldb', 'stb', 'ldbx', 'ldbs', 'stbs', 'stbys'] as const).map((name) => [name, 1] as const),
  ...(['ldcwx', 'ldcws'] as const).map((name) => [name, 16] as const),
];
export const FLOATING_ACCESSES: readonly (readonly [Mnemonic, number])[] = [
  ...(['fldwx', 'fldws', 'fstwx', 'fstws'] as const).map((name) => [name, 4] as const),
  ...(['flddx', 'fldds', 'fstdx', 'fstds'] as const).map((name) => [name, 8] as const),
];
const FLOATING: readonly Mnemonic[] = [
  ...(['fcpy', 'fabs', 'fsqrt', 'frnd', 'fcpy0e', 'fabs0e', 'fsqrt0e', 'frnd0e', 'fcnvxf', 'fcnvxf0e'] as const),
  ...(['fcmp', 'fcmp0e', 'ftest', 'fadd', 'fsub', 'fmpy', 'fdiv', 'fadd0e', 'fsub0e', 'fmpy0e', 'fdiv0e'] as const),
  'xmpyu',
];
/** Those that trap, with a row of the same condition by whose nullification they can be passed over. */
export const TRAPPING: Partial<Record<Mnemonic, Mnemonic>> = {
  addo: 'add',
  addco: 'add',
  sh1addo: 'add',
  sh2addo: 'add',
  sh3addo: 'add',
  subo: 'sub',
  subbo: 'sub',
  subt: 'sub',
  subto: 'sub',
  uaddcmt: 'uaddcm',
  addio: 'addi',
  addit: 'addi',
  addito: 'addi',
  subio: 'subi',
};

/** Rows whose shift takes part in conditions 2 to 6. */
export const SHIFTING = ['sh1add', 'sh1addl', 'sh2add', 'sh2addl', 'sh3add', 'sh3addl', 'ds'] as const;

/** Conditions (c) that can be compared, where those are not all of the row's set. */
const AGREED: Partial<Record<Mnemonic, readonly number[]>> = {
  uxor: [0, 2, 3],
  dcor: [0, 2, 3],
  ...Object.fromEntries([...SHIFTING, 'sh1addo', 'sh2addo', 'sh3addo'].map((name) => [name, [0, 1, 7]] as const)),
  ftest: [0, 1, 5, 9, 13, 17],
};

/** All conditions of a row that can be compared, as the fields that hold them. */
export function conditionsOf(name: Mnemonic): readonly Record<string, number>[] {
  const row = instruction(name);
  if (row.condition === undefined) return [{}];
  const hasNegation = row.pattern.fields.some((field) => field.name === 'f');
  return CONDITIONS[row.condition]
    .filter(({ c, f }) => (AGREED[name]?.includes(c) ?? true) && (hasNegation || f === 0))
    .map(({ c, f }): Record<string, number> => (hasNegation ? { c, f } : { c }));
}

/** Mostly plain computation; everything else often enough to be met thousands of times. */
export function randomItem(random: Random): Item {
  const kind = random(100);
  if (kind < 36) return single(encodeRandom(random, pick(random, PLAIN)));
  if (kind < 48) return accessItem(random, pick(random, ACCESSES));
  if (kind < 58) return branchItem(random);
  if (kind < 68) return single(floating(random, pick(random, FLOATING)));
  if (kind < 69) return multipleItem(random);
  if (kind < 75) return trappingItem(random, pick(random, Object.keys(TRAPPING) as Mnemonic[]));
  if (kind < 80) return accessItem(random, pick(random, FLOATING_ACCESSES));
  if (kind < 83) return systemItem(random);
  return pick(random, RARE)(random);
}

/** The other conditions of {@link SHIFTING}, which can be compared if no bit is lost: see {@link withoutLoss}. */
export const SHIFTING_CONDITIONS = [2, 3, 4, 5, 6].flatMap((c) => [0, 1].map((f) => ({ c, f })));

/** Cuts a register to what is shifted without a loss, of bits or of the sign. */
export function withoutLoss(name: (typeof SHIFTING)[number], register: number): number {
  const shift = name === 'ds' ? 1 : Number(name[2]);
  return encode('extru', [register, 31, 31 - shift, register]);
}

const RARE: readonly ((random: Random) => Item)[] = [
  statusItem,
  narrowingItem,
  toFixedItem,
  decimalItem,
  shiftingItem,
  probeItem,
  cacheItem,
  indirectItem,
  gateItem,
  tableItem,
  backwardItem,
  loopItem,
  loopItem,
];

function single(word: number): Item {
  return { length: 1, words: () => [word] };
}

function fixed(words: readonly number[]): Item {
  return { length: words.length, words: () => [...words] };
}

/** A computation that does not nullify, nor change the register `without`. */
function spare(random: Random, without?: number): number {
  // The result of ADDIL goes to GR 1.
  const name = pick(random, without === 1 ? PLAIN.filter((plain) => plain !== 'addil') : PLAIN);
  const never = Object.fromEntries(['c', 'f'].filter((field) => hasField(name, field)).map((field) => [field, 0]));
  return encodeRandom(random, name, without === undefined ? {} : { t: otherThan(random, without) }, never);
}

/** A general register that items may change. */
export function anyRegister(random: Random): number {
  const register = random(31);
  return register === BASE ? 31 : register;
}

function otherThan(random: Random, ...registers: number[]): number {
  for (;;) {
    const register = anyRegister(random);
    if (register !== 0 && !registers.includes(register)) return register;
  }
}

/** Puts an address, or any word, into a register. */
export function load(value: number, register: number): number[] {
  return [encode('ldil', [value >>> 11, register]), encode('ldo', [value & 0x7ff, register, register])];
}

/** A load or store somewhere in the scratch area, by a base and an index register that are loaded before. */
function accessItem(random: Random, [name, alignment]: readonly [Mnemonic, number]): Item {
  const base = otherThan(random);
  const index = otherThan(random, base);
  const completers = pick(random, accessCompleters(name));
  const still = isUnlike(name, completers);
  const step = completers['u'] === 1 ? 1 : alignment;
  const isStore = instruction(name).hints === 'store';
  return fixed([
    spare(random),
    encode('ldo', [(random(8) - 4) * 16, BASE, base]),
    encode('ldo', [still ? 0 : (random(8) - 4) * step, 0, index]),
    encodeRandom(
      random,
      name,
      {
        b: base,
        x: index,
        d14: (random(16) - 8) * alignment,
        d5: still ? 0 : Math.floor((random(32) - 16) / alignment) * alignment,
        ...(isStore ? { fr: 2 * random(32), hr: random(64) } : {}),
      },
      completers,
    ),
  ]);
}

/** STBYS,E,M and LDCWX,S: other than in QEMU 7.2. */
export function isUnlike(name: Mnemonic, { a, m, u }: Record<string, number>): boolean {
  return (name === 'stbys' && a === 1 && m === 1) || (name === 'ldcwx' && u === 1);
}

/** All settings of the completers of a load or store, its cache hints too. */
export function accessCompleters(name: Mnemonic): readonly Record<string, number>[] {
  const { modify, hints } = instruction(name);
  const modes = modify === undefined ? [{}] : MODIFY_COMPLETERS[modify].map(({ fields }) => fields);
  const cached = hints === undefined ? [{}] : CACHE_HINTS[hints].map(({ fields }) => fields);
  return modes.flatMap((mode) => cached.map((hint): Record<string, number> => ({ ...mode, ...hint })));
}

function branchItem(random: Random): Item {
  const name = pick(random, RELATIVE);
  const choice = random(REACH);
  const seed = random(2 ** 32);
  return {
    length: 1,
    words: (address, next) => [encodeRandom(randomFrom(seed), name, { target: next[choice] - address - 8 })],
  };
}

/** BV, BE and BLE, to one of the next items. */
function indirectItem(random: Random): Item {
  const name = pick(random, ['bv', 'be', 'ble'] as const);
  const base = otherThan(random);
  const displacement = (random(64) - 32) * 4;
  const choice = random(REACH);
  const before = spare(random);
  const last = encodeRandom(random, name, { b: base, x: 0, wd: displacement });
  return {
    length: 4,
    words: (_, next) => {
      // The level in the base's low bits, whatever it is, makes no difference at level 3.
      const target = next[choice] - (name === 'bv' ? 0 : displacement) + (last & 3);
      return [before, ...load(target, base), last];
    },
  };
}

/** GATE is illegal in a delay slot, and on this page does not promote. */
function gateItem(random: Random): Item {
  const before = spare(random);
  const choice = random(REACH);
  const t = anyRegister(random);
  const n = random(2);
  return {
    length: 2,
    words: (address, next) => [before, encode('gate', [next[choice] - address - 12, t], { n })],
  };
}

/** BLR into a table of pairs. */
function tableItem(random: Random): Item {
  const index = otherThan(random);
  return fixed([
    spare(random),
    encode('ldo', [random(4), 0, index]),
    encodeRandom(random, 'blr', { x: index }),
    ...Array.from({ length: 7 }, () => spare(random)),
  ]);
}

/** A conditional branch backward, to code that is reached by it alone. */
function backwardItem(random: Random): Item {
  const name = pick(random, RELATIVE.slice(1));
  return fixed([
    spare(random),
    encode('bl', [16, 0], { n: random(2) }),
    spare(random),
    encodeRandom(random, pick(random, PLAIN)),
    spare(random),
    encode('bl', [8, 0], { n: random(2) }),
    spare(random),
    encodeRandom(random, name, { target: -24 }),
    encodeRandom(random, pick(random, PLAIN)),
  ]);
}

/** A few rounds, counted up or down. */
function loopItem(random: Random): Item {
  const counter = otherThan(random);
  const rounds = 1 + random(5);
  const body = Array.from({ length: 1 + random(5) }, () =>
    random(4) === 0 ? floating(random, pick(random, FLOATING)) : spare(random, counter),
  );
  const back = -4 * (body.length + 1) - 8;
  const n = random(2);
  const [start, branch] =
    random(2) === 0
      ? [rounds, encode('addibf', [-1, counter, back], { c: CONDITION_LE, n })]
      : [-rounds, encode('addibt', [1, counter, back], { c: CONDITION_LT, n })];
  return fixed([
    spare(random),
    encode('ldo', [start, 0, counter]),
    ...body,
    spare(random, counter),
    branch,
    spare(random, counter),
  ]);
}

function trappingItem(random: Random, name: Mnemonic): Item {
  const left = otherThan(random);
  const right = otherThan(random, left);
  const completers = pick(random, conditionsOf(name));
  const operands = { r1: left, r2: right, r: left, i11: random(2 ** 11) - 2 ** 10, t: anyRegister(random) };
  return fixed([spare(random), ...withoutTrap(name, left, right, operands, completers)]);
}

/**
 * An instruction that traps, but not now: its operands, in the registers `left` and `right`, are cut to what fits, or a
 * condition that holds passes over it.
 */
export function withoutTrap(
  name: Mnemonic,
  left: number,
  right: number,
  operands: Readonly<Record<string, number>>,
  completers: Readonly<Record<string, number>>,
): number[] {
  const guard = TRAPPING[name];
  if (guard === undefined) throw new Error(`${name} does not trap`);
  const last = encodeNamed(name, operands, completers);
  const passing = (condition: Readonly<Record<string, number>>): number =>
    encodeNamed(guard, { ...operands, t: 0 }, condition);
  const shift = Number(/^sh([123])/.exec(name)?.[1] ?? 0);
  const cuts = [encode('extrs', [left, 31, 31 - shift, left]), encode('extrs', [right, 31, 31, right])];
  // QEMU 7.2 takes the trap of a nullified instruction that has no condition.
  const isNever = completers['c'] === 0 && completers['f'] === 0;
  switch (name) {
    case 'addo':
    case 'subo':
    case 'addio':
    case 'subio':
      return isNever ? [...cuts, last] : [passing({ c: CONDITION_SV, f: 0 }), last];
    case 'subt':
    case 'addit':
    case 'uaddcmt':
      return [passing(completers), last];
    case 'subto':
    case 'addito':
      return [...cuts, passing(completers), last];
    default:
      return [...cuts, last];
  }
}

/** An instruction with all its operands given by name. */
export function encodeNamed(
  name: Mnemonic,
  operands: Readonly<Record<string, number>>,
  completers: Readonly<Record<string, number>> = {},
): number {
  const values = flatOperands(instruction(name)).map(
    (operand) => operands[operand.name] ?? operands[operand.kind] ?? 0,
  );
  return encode(name, values, completers);
}

function floating(random: Random, name: Mnemonic): number {
  const row = instruction(name);
  const formats = row.formats === undefined ? [{}] : FORMATS[row.formats].map(({ fields }) => fields);
  const format = pick(
    random,
    formats.filter((fields) => !Object.values(fields).includes(QUAD)),
  );
  return encodeRandom(random, name, wholeDoubles(random, format), format);
}

/** FMPYADD, FMPYSUB: the product's register is none of the sum's. */
function multipleItem(random: Random): Item {
  const name = pick(random, ['fmpyadddbl', 'fmpyaddsgl', 'fmpysubdbl', 'fmpysubsgl'] as const);
  const isSingle = name.endsWith('sgl');
  const register = (): number => (isSingle ? 32 + random(32) : 2 * (4 + random(28)));
  const tm = register();
  const [ra, ta] = [register(), register()].map((other) => (other === tm ? tm ^ (isSingle ? 1 : 2) : other));
  const prefix = isSingle ? 's' : 'd';
  const operands = { [`${prefix}tm`]: tm, [`${prefix}ra`]: ra, [`${prefix}ta`]: ta };
  return fixed([spare(random), encodeRandom(random, name, operands)]);
}

function systemItem(random: Random): Item {
  const name = pick(random, SYSTEM);
  if (name === 'mfctl') return single(encodeRandom(random, name, { cr: pick(random, [11, 11, 26, 27]) }));
  return single(encodeRandom(random, name, name === 'mtsp' ? { r: 0, sr: random(5) } : { cr: 11 }));
}

/** Loads the Status Register by way of the scratch area. */
function statusItem(random: Random): Item {
  const register = otherThan(random);
  return fixed([
    spare(random),
    ...load(randomStatus(random), register),
    encode('stw', [register, 0, 0, BASE]),
    encode('fldws', [0, 0, BASE, 0]),
  ]);
}

/** FCNVFF to a narrower format, but not of NaNs. */
function narrowingItem(random: Random): Item {
  const source = 2 * (4 + random(28));
  const name = pick(random, ['fcnvff', 'fcnvff0e'] as const);
  const format = random(3) === 0 ? { sf: 0, df: 1 } : { sf: 1, df: 0 };
  const operands = { ...wholeDoubles(random, format), fr: source, hr: source };
  return fixed([
    spare(random),
    encode('fcmp', [source, source], { fmt: 1, c: UNORDERED }),
    encode('ftest', [], { c: 0 }),
    encodeRandom(random, name, operands, format),
  ]);
}

/** FCNVFX, FCNVFXT of a number that fits: an integer of at most 24 bits, times a power of two. */
function toFixedItem(random: Random): Item {
  const name = pick(random, ['fcnvfx', 'fcnvfxt', 'fcnvfx0e', 'fcnvfxt0e'] as const);
  const formats = [0, 1].flatMap((sf) => [0, 1].map((df) => ({ sf, df })));
  const { sf, df } = pick(random, name.endsWith('0e') ? formats.slice(0, 3) : formats);
  const register = otherThan(random);
  const exponent = random(df === 0 ? 38 : 70) - 30;
  const power = sf === 0 ? (127 + exponent) << 23 : (1023 + exponent) << 20;
  const right = name.endsWith('0e') && sf === 0 ? random(2) : 0;
  const number = 2 * (5 + random(27)) + right;
  const multiply = sf === 0 ? encode('fmpy0e', [number, 8, number]) : encode('fmpy', [number, 8, number], { fmt: 1 });
  const convert =
    sf === 0 ? encode('fcnvxf0e', [9, number], { sf: 0, df: 0 }) : encode('fcnvxf0e', [9, number], { sf: 0, df: 1 });
  return fixed([
    spare(random),
    encode('extrs', [register, 31, 1 + random(24), register]),
    encode('stw', [register, 0, 0, BASE]),
    encode('fldws', [0, 0, BASE, 9]),
    convert,
    ...load(power, register),
    encode('stw', [register, 0, 0, BASE]),
    encode('stw', [0, 4, 0, BASE]),
    encode('fldds', [0, 0, BASE, 8]),
    multiply,
    encodeRandom(random, name, { ...wholeDoubles(random, { sf, df }), fr: number, hr: number }, { sf, df }),
  ]);
}

/** Operands of a conversion in 0E: those that are doubles have no halves. */
function wholeDoubles(random: Random, { sf, df }: Readonly<Record<string, number>>): Record<string, number> {
  const whole = (): number => 2 * (4 + random(28));
  return { ...(sf === 1 ? { hr: whole() } : {}), ...(df === 1 ? { ht: whole() } : {}) };
}

/** DCOR, IDCOR after an addition whose digits are 0 + 0 or F + 1: each carries out of all its bits, or of none. */
function decimalItem(random: Random): Item {
  const left = otherThan(random);
  const right = otherThan(random, left);
  const digits = Array.from({ length: 8 }, (_, i) => random(2) << (4 * i)).reduce((sum, digit) => sum | digit);
  return fixed([
    spare(random),
    ...load(Math.imul(digits, 15), left),
    ...load(digits, right),
    encode('add', [left, right, 0]),
    encodeRandom(random, pick(random, ['dcor', 'idcor'] as const)),
  ]);
}

function shiftingItem(random: Random): Item {
  const name = pick(random, SHIFTING);
  const r1 = otherThan(random);
  return fixed([
    spare(random),
    withoutLoss(name, r1),
    encodeRandom(random, name, { r1 }, pick(random, SHIFTING_CONDITIONS)),
  ]);
}

function probeItem(random: Random): Item {
  const base = otherThan(random);
  const address = pick(random, [TEXT, DATA, FORBIDDEN]) + random(1024);
  return fixed([spare(random), ...load(address, base), encodeRandom(random, pick(random, PROBES), { b: base })]);
}

function cacheItem(random: Random): Item {
  const base = otherThan(random);
  const index = otherThan(random, base);
  return fixed([
    spare(random),
    encode('ldo', [random(64), BASE, base]),
    encode('ldo', [random(64), 0, index]),
    encodeRandom(random, pick(random, CACHE), { b: base, x: index }, { m: random(2) }),
  ]);
}

const CONDITION_LT = 2;
const CONDITION_LE = 3;
const CONDITION_SV = 6;
const UNORDERED = 2;
const QUAD = 3;

function hasField(name: Mnemonic, field: string): boolean {
  return instruction(name).pattern.fields.some((has) => has.name === field);
}

/**
 * An instruction with the operands given, by name, and the completers given, by field; the others at random: conditions
 * that can be compared, registers that may be changed.
 */
export function encodeRandom(
  random: Random,
  name: Mnemonic,
  operands: Readonly<Record<string, number>> = {},
  completers: Readonly<Record<string, number>> = {},
): number {
  const row = instruction(name);
  const fields = { ...pick(random, conditionsOf(name)), ...(row.nullify ? { n: random(2) } : {}), ...completers };
  const length = 1 + random(32);
  return encode(
    name,
    flatOperands(row).map(
      (operand) => operands[operand.name] ?? operands[operand.kind] ?? randomOperand(random, operand, length),
    ),
    fields,
  );
}

function randomOperand(random: Random, operand: Operand, length: number): number {
  if (operand.kind === 'general-register') return anyRegister(random);
  // Not 0 to 3, the Status Register and the exception registers.
  const first = operand.kind === 'float-register' ? Math.max(8, operand.min) : operand.min;
  switch (operand.name) {
    case 'len':
      return length;
    // A field that ends at bit p must begin at bit 0 or after it. (For SHD and BB any p would do.)
    case 'p':
    case 'cp':
      return length - 1 + random(33 - length);
    default:
      return first + operand.step * random(Math.floor((operand.max - first) / operand.step) + 1);
  }
}
