/**
 * The rows that can be executed at level 3 without a trap, by what must be known of them to do so; and what of them can be
 * compared with QEMU.
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
import { CACHE_HINTS, MODIFY_COMPLETERS } from '../../isa/completers.ts';
import { CONDITIONS } from '../../isa/conditions.ts';
import { encode, flatOperands } from '../../isa/encode.ts';
import { instruction, type Mnemonic } from '../../isa/instructions.ts';

const CONDITION_SV = 6;

/** The pages that programs may name: {@link FORBIDDEN} has no access for them. */
export const TEXT = 0x20000;
export const DATA = 0x80000;
export const FORBIDDEN = 0x7f000000;

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
  ...(['ldw', 'stw', 'ldwm', 'stwm', 'ldwx', 'ldws', 'stws', 'ldcwx', 'ldcws'] as const).map(
    (name) => [name, 4] as const,
  ),
  ...(['ldh', 'sth', 'ldhx', 'ldhs', 'sths'] as const).map((name) => [name, 2] as const),
  ...(['ldb', 'stb', 'ldbx', 'ldbs', 'stbs', 'stbys'] as const).map((name) => [name, 1] as const),
];

export const FLOATING_ACCESSES: readonly (readonly [Mnemonic, number])[] = [
  ...(['fldwx', 'fldws', 'fstwx', 'fstws'] as const).map((name) => [name, 4] as const),
  ...(['flddx', 'fldds', 'fstdx', 'fstds'] as const).map((name) => [name, 8] as const),
];

export const FLOATING: readonly Mnemonic[] = [
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

/** The other conditions of {@link SHIFTING}, which can be compared if no bit is lost: see {@link withoutLoss}. */
export const SHIFTING_CONDITIONS = [2, 3, 4, 5, 6].flatMap((c) => [0, 1].map((f) => ({ c, f })));

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

/** Cuts a register to what is shifted without a loss, of bits or of the sign. */
export function withoutLoss(name: (typeof SHIFTING)[number], register: number): number {
  const shift = name === 'ds' ? 1 : Number(name[2]);
  return encode('extru', [register, 31, 31 - shift, register]);
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

/** Puts an address, or any word, into a register. */
export function load(value: number, register: number): number[] {
  return [encode('ldil', [value >>> 11, register]), encode('ldo', [value & 0x7ff, register, register])];
}

export function hasField(name: Mnemonic, field: string): boolean {
  return instruction(name).pattern.fields.some((has) => has.name === field);
}
