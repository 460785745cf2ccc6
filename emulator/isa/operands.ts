/**
 * The kinds of operand that instructions take, by the names the table uses, and how each stands in the word's fields.
 * Manual: chapter 5 (notation) and appendix C (field names).
 */
import {
  assemble12,
  assemble17,
  assemble21,
  assemble3,
  lowSignExtend,
  lowSignPack,
  split12,
  split17,
  split21,
  split3,
} from './bits.ts';

/** Raw field values of one instruction word, by field name. */
export type Fields = Record<string, number>;

export type OperandKind =
  | 'general-register'
  | 'space-register'
  | 'control-register'
  /** A number within `min`..`max`. */
  | 'immediate'
  /** A displacement in bytes, within `min`..`max`; its own operand, or the one before a `(b)`. */
  | 'displacement'
  /** An address, encoded as its distance in bytes from the instruction + 8; a multiple of 4 within `min`..`max`. */
  | 'target';

/** One operand: `get` reads its value from the raw fields, `put` gives the raw fields for a value. */
export interface Operand {
  readonly name: string;
  readonly kind: OperandKind;
  /** The range of legal values. */
  readonly min: number;
  readonly max: number;
  /** Legal values are multiples of this. */
  readonly step: number;
  get(fields: Fields): number;
  put(value: number): Fields;
}

function plain(name: string, kind: OperandKind, field: string, min: number, max: number): Operand {
  return { name, kind, min, max, step: 1, get: (f) => f[field], put: (value) => ({ [field]: value }) };
}

const gr = (field: string): Operand => plain(field, 'general-register', field, 0, 31);

function lowSigned(name: string, kind: OperandKind, field: string, length: number): Operand {
  const half = 2 ** (length - 1);
  return {
    name,
    kind,
    min: -half,
    max: half - 1,
    step: 1,
    get: (f) => lowSignExtend(f[field], length),
    put: (value) => ({ [field]: lowSignPack(value, length) }),
  };
}

/** Every operand name that the table may use. */
export const OPERANDS = {
  // General registers, by field.
  r: gr('r'),
  r1: gr('r1'),
  r2: gr('r2'),
  t: gr('t'),
  b: gr('b'),
  x: gr('x'),
  /** A 2-bit space register: 0 means that the base's top bits choose one of SR 4 to 7. */
  s: plain('s', 'space-register', 's', 0, 3),
  /** A 3-bit space register, its bits rotated. */
  sr: {
    name: 'sr',
    kind: 'space-register',
    min: 0,
    max: 7,
    step: 1,
    get: (f) => assemble3(f['s3']),
    put: (value) => ({ s3: split3(value) }),
  },
  cr: plain('cr', 'control-register', 'cr', 0, 31),
  // Immediates.
  i5: lowSigned('i5', 'immediate', 'im5', 5),
  i11: lowSigned('i11', 'immediate', 'im11', 11),
  /** LDIL and ADDIL: the left 21 bits of the value. */
  i21: {
    name: 'i21',
    kind: 'immediate',
    min: 0,
    max: 2 ** 21 - 1,
    step: 1,
    get: (f) => assemble21(f['im21']),
    put: (value) => ({ im21: split21(value) }),
  },
  /** BREAK's two numbers, DIAG's one. */
  u5: plain('u5', 'immediate', 'u5', 0, 31),
  u13: plain('u13', 'immediate', 'u13', 0, 2 ** 13 - 1),
  u26: plain('u26', 'immediate', 'u26', 0, 2 ** 26 - 1),
  /** SSM and RSM: the seven system mask bits. */
  mask: plain('mask', 'immediate', 'i', 0, 127),
  /** PROBERI and PROBEWI: a privilege level. */
  level: plain('level', 'immediate', 'i', 0, 31),
  /** A bit position; EXTRU and BB hold it as it is, SHD and DEP as 31 minus it. */
  p: plain('p', 'immediate', 'p', 0, 31),
  cp: {
    name: 'cp',
    kind: 'immediate',
    min: 0,
    max: 31,
    step: 1,
    get: (f) => 31 - f['cp'],
    put: (value) => ({ cp: 31 - value }),
  },
  /** A field length in bits. */
  len: {
    name: 'len',
    kind: 'immediate',
    min: 1,
    max: 32,
    step: 1,
    get: (f) => 32 - f['clen'],
    put: (value) => ({ clen: 32 - value }),
  },
  // Displacements in front of a base register.
  d5: lowSigned('d5', 'displacement', 'im5', 5),
  d14: lowSigned('d14', 'displacement', 'im14', 14),
  /** BE and BLE: a word displacement, in bytes. */
  wd: {
    name: 'wd',
    kind: 'displacement',
    min: -(2 ** 18),
    max: 2 ** 18 - 4,
    step: 4,
    get: (f) => assemble17(f['w1'], f['w2'], f['w']) * 4,
    put: (value) => split17(value / 4),
  },
  // Branch targets.
  target12: {
    name: 'target12',
    kind: 'target',
    min: -8192,
    max: 8188,
    step: 4,
    get: (f) => assemble12(f['w1'], f['w']) * 4,
    put: (value) => split12(value / 4),
  },
  target17: {
    name: 'target17',
    kind: 'target',
    min: -(2 ** 18),
    max: 2 ** 18 - 4,
    step: 4,
    get: (f) => assemble17(f['w1'], f['w2'], f['w']) * 4,
    put: (value) => split17(value / 4),
  },
} as const satisfies Record<string, Operand>;

export type OperandName = keyof typeof OPERANDS;

/**
 * One operand position as source writes it: a single operand, or a memory reference with an optional displacement or
 * index before the parentheses, an optional space register, and a base.
 */
export type OperandSyntax =
  | { readonly form: 'single'; readonly operand: Operand }
  | {
      readonly form: 'memory';
      readonly offset: Operand | undefined;
      readonly space: Operand | undefined;
      readonly base: Operand;
    };

/**
 * Reads the table's operand text, for example `r,d14(s,b)`. Throws an Error on a mistake: the table is ours.
 */
export function parseOperands(text: string): readonly OperandSyntax[] {
  const find = (name: string): Operand => {
    const operand = (OPERANDS as Record<string, Operand>)[name];
    if (operand === undefined) throw new Error(`no operand "${name}" in "${text}"`);
    return operand;
  };
  const pieces = text === '' ? [] : text.split(/,(?![^(]*\))/);
  return pieces.map((piece) => {
    const memory = /^(\w*)\((?:(\w+),)?(\w+)\)$/.exec(piece);
    if (!memory) return { form: 'single', operand: find(piece) };
    const [, offset, space, base] = memory as unknown as [string, string, string | undefined, string];
    return {
      form: 'memory',
      offset: offset === '' ? undefined : find(offset),
      space: space === undefined ? undefined : find(space),
      base: find(base),
    };
  });
}
