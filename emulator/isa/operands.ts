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
  /** A floating-point register's 32-bit half: twice its number, plus 1 for the right one. Whole registers are even. */
  | 'float-register'
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

/** A whole floating-point register, or its left half. */
function whole(name: string, field: string): Operand {
  const get = (f: Fields): number => f[field] * 2;
  return { name, kind: 'float-register', min: 0, max: 62, step: 2, get, put: (value) => ({ [field]: value / 2 }) };
}

/** Either half of a floating-point register, chosen by a bit in a field of its own. */
function half(name: string, field: string, side: string): Operand {
  return {
    name,
    kind: 'float-register',
    min: 0,
    max: 63,
    step: 1,
    get: (f) => f[field] * 2 + f[side],
    put: (value) => ({ [field]: value >> 1, [side]: value & 1 }),
  };
}

/** FMPYADD and FMPYSUB, single: 5 bits for the halves of registers 16 to 31, the left ones first. Manual: table 6-17. */
function upperHalf(name: string, field: string): Operand {
  return {
    name,
    kind: 'float-register',
    min: 32,
    max: 63,
    step: 1,
    get: (f) => 32 + (f[field] & 15) * 2 + (f[field] >> 4),
    put: (value) => ({ [field]: ((value >> 1) & 15) | ((value & 1) << 4) }),
  };
}

/** A number in the two fields sop1 and sop2, of which the second has 5 bits. */
function split(name: string, length: number): Operand {
  return {
    name,
    kind: 'immediate',
    min: 0,
    max: 2 ** length - 1,
    step: 1,
    get: (f) => f['sop1'] * 32 + f['sop2'],
    put: (value) => ({ sop1: value >> 5, sop2: value & 31 }),
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
  // Floating-point registers: whole or left, either half, those of FMPYADD in its two formats.
  fr: whole('fr', 'r'),
  ft: whole('ft', 't'),
  fr1: whole('fr1', 'r1'),
  fr2: whole('fr2', 'r2'),
  hr: half('hr', 'r', 'rh'),
  ht: half('ht', 't', 'th'),
  hr1: half('hr1', 'r1', 'r1h'),
  hr2: half('hr2', 'r2', 'r2h'),
  drm1: whole('drm1', 'rm1'),
  drm2: whole('drm2', 'rm2'),
  dtm: whole('dtm', 'tm'),
  dra: whole('dra', 'ra'),
  dta: whole('dta', 'ta'),
  srm1: upperHalf('srm1', 'rm1'),
  srm2: upperHalf('srm2', 'rm2'),
  stm: upperHalf('stm', 'tm'),
  sra: upperHalf('sra', 'ra'),
  sta: upperHalf('sta', 'ta'),
  // Assist processors: a unit, an operation, a register of a coprocessor.
  uid: plain('uid', 'immediate', 'uid', 0, 7),
  sop10: split('sop10', 10),
  sop15: plain('sop15', 'immediate', 'sop', 0, 2 ** 15 - 1),
  sop15s: split('sop15s', 15),
  sop20: split('sop20', 20),
  sop22: split('sop22', 22),
  cpt: plain('cpt', 'immediate', 't', 0, 31),
  cpr: plain('cpr', 'immediate', 'r', 0, 31),
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
  const find = (name: string): Operand => findOperand(name, text);
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

/** Reads a list of single operands, for example `uid,sop22`. Throws an Error on a mistake: the table is ours. */
export function parseNumbers(text: string): readonly Operand[] {
  return text === '' ? [] : text.split(',').map((name) => findOperand(name, text));
}

function findOperand(name: string, text: string): Operand {
  const operand = (OPERANDS as Record<string, Operand>)[name];
  if (operand === undefined) throw new Error(`no operand "${name}" in "${text}"`);
  return operand;
}
