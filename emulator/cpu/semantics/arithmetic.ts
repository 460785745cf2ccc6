/**
 * Computation: three-register and immediate arithmetic, logic, shift, extract and deposit, LDO, LDIL and ADDIL. Manual:
 * chapter 5, "Computation Instructions".
 *
 * Carries are kept spread out (layout.ts, CARRIES): the carry out of every bit is computed at once, and of each digit the
 * leftmost one is kept.
 *
 * One result for what the manual leaves open: SHxADD and DS leave the bits shifted out out of conditions 2 and 3, and count
 * them in 4 to 6; a field that would extend beyond bit 0 (EXTRU, EXTRS, DEP...) is cut off there, as in the variable forms.
 */
import { assemble21 } from '../../isa/bits.ts';
import type { Mnemonic } from '../../isa/instructions.ts';
import { LAYOUT } from '../../layout.ts';
import {
  arithmeticCondition,
  compareCondition,
  logicalCondition,
  shiftCondition,
  unitCondition,
} from '../conditions.ts';
import type { Core } from '../core.ts';
import {
  conditionField,
  field11,
  field22,
  field27,
  field6,
  immediate11,
  immediate14,
  immediate5,
  negated,
} from '../fields.ts';
import { INTERRUPTION } from '../interruptions.ts';
import { interrupted, NEXT, NULLIFY } from '../outcome.ts';
import type { Semantics } from './semantics.ts';

const DIGITS = 0x88888888 | 0;
/** A 6 in each digit. */
const SIXES = 0x66666666;

/** Carries out of all bits of an addition a + b (+ 1), whose result is `result`. */
function carriesOf(a: number, b: number, result: number): number {
  return (a & b) | ((a | b) & ~result);
}

/** Negative if a + b (+ 1) = result is not representable. */
function addOverflow(a: number, b: number, result: number): number {
  return (a ^ result) & (b ^ result);
}

/** Writes a result to GR t. */
function put(core: Core, t: number, result: number): void {
  core.words[LAYOUT.GR + t] = result;
  core.words[LAYOUT.GR] = 0;
}

/** The condition "never", c and f 0: worth telling apart, since most instructions have it. */
function isNever(word: number): boolean {
  return (word & 0xf000) === 0;
}

function nullifyIf(word: number, condition: boolean): number {
  return condition !== negated(word) ? NULLIFY : NEXT;
}

/** What distinguishes the arithmetic instructions from plain addition. */
interface Variant {
  /** Sets the carry/borrow bits. */
  readonly carries: boolean;
  readonly trapOnOverflow: boolean;
  readonly trapOnCondition: boolean;
}

const PLAIN: Variant = { carries: true, trapOnOverflow: false, trapOnCondition: false };
const LOGICAL: Variant = { carries: false, trapOnOverflow: false, trapOnCondition: false };
const OVERFLOW: Variant = { carries: true, trapOnOverflow: true, trapOnCondition: false };
const CONDITION: Variant = { carries: true, trapOnOverflow: false, trapOnCondition: true };
const BOTH: Variant = { carries: true, trapOnOverflow: true, trapOnCondition: true };

/** Ends an addition a + b (+ 1) whose result goes to GR t; subtraction is addition of the complement. */
function finish(core: Core, word: number, t: number, a: number, b: number, result: number, variant: Variant): number {
  const carries = carriesOf(a, b, result);
  const overflow = addOverflow(a, b, result);
  if (variant.trapOnOverflow && overflow < 0) return interrupted(INTERRUPTION.OVERFLOW);
  const condition =
    !isNever(word) && arithmeticCondition(conditionField(word), result, carries < 0, overflow) !== negated(word);
  if (variant.trapOnCondition && condition) return interrupted(INTERRUPTION.CONDITIONAL);
  if (variant.carries) core.words[LAYOUT.CARRIES] = carries & DIGITS;
  put(core, t, result);
  return condition ? NULLIFY : NEXT;
}

function addition(variant: Variant): Semantics {
  return (core, word) => {
    const a = core.words[LAYOUT.GR + field11(word)];
    const b = core.words[LAYOUT.GR + field6(word)];
    return finish(core, word, field27(word), a, b, (a + b) | 0, variant);
  };
}

function additionWithCarry(variant: Variant): Semantics {
  return (core, word) => {
    const a = core.words[LAYOUT.GR + field11(word)];
    const b = core.words[LAYOUT.GR + field6(word)];
    return finish(core, word, field27(word), a, b, (a + b + (core.words[LAYOUT.CARRIES] >>> 31)) | 0, variant);
  };
}

function subtraction(variant: Variant): Semantics {
  return (core, word) => {
    const a = core.words[LAYOUT.GR + field11(word)];
    const b = core.words[LAYOUT.GR + field6(word)];
    return finish(core, word, field27(word), a, ~b, (a - b) | 0, variant);
  };
}

function subtractionWithBorrow(variant: Variant): Semantics {
  return (core, word) => {
    const a = core.words[LAYOUT.GR + field11(word)];
    const b = ~core.words[LAYOUT.GR + field6(word)];
    return finish(core, word, field27(word), a, b, (a + b + (core.words[LAYOUT.CARRIES] >>> 31)) | 0, variant);
  };
}

function immediateAddition(variant: Variant): Semantics {
  return (core, word) => {
    const a = immediate11(word);
    const b = core.words[LAYOUT.GR + field6(word)];
    return finish(core, word, field11(word), a, b, (a + b) | 0, variant);
  };
}

function immediateSubtraction(variant: Variant): Semantics {
  return (core, word) => {
    const a = immediate11(word);
    const b = core.words[LAYOUT.GR + field6(word)];
    return finish(core, word, field11(word), a, ~b, (a - b) | 0, variant);
  };
}

/** SHxADD: bits lost in the shift count as overflow. */
function shiftedAddition(shift: number, variant: Variant): Semantics {
  return (core, word) => {
    const source = core.words[LAYOUT.GR + field11(word)];
    const a = source << shift;
    const b = core.words[LAYOUT.GR + field6(word)];
    const result = (a + b) | 0;
    const carries = carriesOf(a, b, result);
    const overflow = addOverflow(a, b, result);
    const lostSign = a >> shift !== source;
    const lostBits = source >>> (32 - shift) !== 0;
    if (variant.trapOnOverflow && (overflow < 0 || lostSign)) return interrupted(INTERRUPTION.OVERFLOW);
    if (variant.carries) core.words[LAYOUT.CARRIES] = carries & DIGITS;
    put(core, field27(word), result);
    return nullifyIf(word, shiftedCondition(conditionField(word), result, carries < 0, overflow, lostBits, lostSign));
  };
}

function shiftedCondition(
  c: number,
  result: number,
  carry: boolean,
  overflow: number,
  lostBits: boolean,
  lostSign: boolean,
): boolean {
  return c === 6 ? overflow < 0 || lostSign : arithmeticCondition(c, result, carry || lostBits, overflow);
}

/** DS: one step of a non-restoring division. */
const divideStep: Semantics = (core, word) => {
  const { words } = core;
  const source = words[LAYOUT.GR + field11(word)];
  const divisor = words[LAYOUT.GR + field6(word)];
  const subtract = words[LAYOUT.DIVIDE] !== 0;
  const a = (source << 1) | (words[LAYOUT.CARRIES] >>> 31);
  const b = subtract ? ~divisor : divisor;
  const result = (a + b + (subtract ? 1 : 0)) | 0;
  const carries = carriesOf(a, b, result);
  put(core, field27(word), result);
  words[LAYOUT.CARRIES] = carries & DIGITS;
  // In the manual's order: if t is r2, V comes from its new value.
  words[LAYOUT.DIVIDE] = (carries ^ words[LAYOUT.GR + field6(word)]) >>> 31;
  // Unsigned overflow is a carry after an addition, none (a borrow) after a subtraction; a bit shifted out counts as it.
  const carry = source < 0 ? !subtract : carries < 0;
  const overflow = addOverflow(a, b, result);
  return nullifyIf(word, shiftedCondition(conditionField(word), result, carry, overflow, false, (source ^ a) < 0));
};

const compareAndClear: Semantics = (core, word) => {
  const { words } = core;
  const condition = compareCondition(
    conditionField(word),
    words[LAYOUT.GR + field11(word)],
    words[LAYOUT.GR + field6(word)],
  );
  put(core, field27(word), 0);
  return nullifyIf(word, condition);
};

const compareImmediateAndClear: Semantics = (core, word) => {
  const condition = compareCondition(conditionField(word), immediate11(word), core.words[LAYOUT.GR + field6(word)]);
  put(core, field11(word), 0);
  return nullifyIf(word, condition);
};

function finishLogical(core: Core, word: number, result: number): number {
  put(core, field27(word), result);
  return isNever(word) ? NEXT : nullifyIf(word, logicalCondition(conditionField(word), result));
}

const or: Semantics = (core, word) =>
  finishLogical(core, word, core.words[LAYOUT.GR + field11(word)] | core.words[LAYOUT.GR + field6(word)]);
const xor: Semantics = (core, word) =>
  finishLogical(core, word, core.words[LAYOUT.GR + field11(word)] ^ core.words[LAYOUT.GR + field6(word)]);
const and: Semantics = (core, word) =>
  finishLogical(core, word, core.words[LAYOUT.GR + field11(word)] & core.words[LAYOUT.GR + field6(word)]);
const andcm: Semantics = (core, word) =>
  finishLogical(core, word, core.words[LAYOUT.GR + field11(word)] & ~core.words[LAYOUT.GR + field6(word)]);

function finishUnit(core: Core, word: number, result: number, carries: number): number {
  const condition = unitCondition(conditionField(word), result, carries);
  put(core, field27(word), result);
  return nullifyIf(word, condition);
}

/** UXOR: no carries arise, so the conditions on them never hold. */
const uxor: Semantics = (core, word) =>
  finishUnit(core, word, core.words[LAYOUT.GR + field11(word)] ^ core.words[LAYOUT.GR + field6(word)], 0);

const uaddcm: Semantics = (core, word) => {
  const a = core.words[LAYOUT.GR + field11(word)];
  const b = ~core.words[LAYOUT.GR + field6(word)];
  const result = (a + b) | 0;
  return finishUnit(core, word, result, carriesOf(a, b, result));
};

const uaddcmt: Semantics = (core, word) => {
  const a = core.words[LAYOUT.GR + field11(word)];
  const b = ~core.words[LAYOUT.GR + field6(word)];
  const result = (a + b) | 0;
  if (unitCondition(conditionField(word), result, carriesOf(a, b, result)) !== negated(word)) {
    return interrupted(INTERRUPTION.CONDITIONAL);
  }
  put(core, field27(word), result);
  return NEXT;
};

/** A 6 in each digit whose carry bit is 1: carry bit >> 1 is a 4, >> 2 a 2. */
function sixes(carries: number): number {
  return (carries >>> 1) | (carries >>> 2);
}

const dcor: Semantics = (core, word) => {
  const a = core.words[LAYOUT.GR + field6(word)];
  const b = ~(SIXES & ~sixes(core.words[LAYOUT.CARRIES]));
  const result = (a + b + 1) | 0;
  return finishUnit(core, word, result, carriesOf(a, b, result));
};

const idcor: Semantics = (core, word) => {
  const a = core.words[LAYOUT.GR + field6(word)];
  const b = sixes(core.words[LAYOUT.CARRIES]);
  const result = (a + b) | 0;
  return finishUnit(core, word, result, carriesOf(a, b, result));
};

const ldo: Semantics = (core, word) => {
  put(core, field11(word), (core.words[LAYOUT.GR + field6(word)] + immediate14(word)) | 0);
  return NEXT;
};

const ldil: Semantics = (core, word) => {
  put(core, field6(word), assemble21(word & 0x1fffff) << 11);
  return NEXT;
};

const addil: Semantics = (core, word) => {
  put(core, 1, (core.words[LAYOUT.GR + field6(word)] + (assemble21(word & 0x1fffff) << 11)) | 0);
  return NEXT;
};

function finishShift(core: Core, word: number, t: number, result: number): number {
  put(core, t, result);
  const c = conditionField(word);
  return c !== 0 && shiftCondition(c, result) ? NULLIFY : NEXT;
}

/** The rightmost 32 bits of the pair (r1, r2) shifted right. */
function shiftDouble(core: Core, word: number, amount: number): number {
  const left = core.words[LAYOUT.GR + field11(word)];
  const right = core.words[LAYOUT.GR + field6(word)];
  const result = amount === 0 ? right : (right >>> amount) | (left << (32 - amount));
  return finishShift(core, word, field27(word), result);
}

/** A mask of `32 - clen` bits at the right. */
function fieldMask(word: number): number {
  return -1 >>> field27(word);
}

function extractUnsigned(core: Core, word: number, position: number): number {
  const result = ((core.words[LAYOUT.GR + field6(word)] >>> (31 - position)) & fieldMask(word)) | 0;
  return finishShift(core, word, field11(word), result);
}

function extractSigned(core: Core, word: number, position: number): number {
  const shifted = core.words[LAYOUT.GR + field6(word)] >> (31 - position);
  const unused = field27(word);
  return finishShift(core, word, field11(word), (shifted << unused) >> unused);
}

/** Deposits `value` in GR t, over its old contents or over zero, ending `fromRight` bits left of bit 31. */
function deposit(core: Core, word: number, value: number, fromRight: number, merge: boolean): number {
  const t = field6(word);
  const mask = fieldMask(word);
  const old = merge ? core.words[LAYOUT.GR + t] & ~(mask << fromRight) : 0;
  return finishShift(core, word, t, old | ((value & mask) << fromRight));
}

const amount = (core: Core): number => core.words[LAYOUT.CR + 11];
const register = (core: Core, word: number): number => core.words[LAYOUT.GR + field11(word)];

export const ARITHMETIC = {
  ldo,
  ldil,
  addil,
  add: addition(PLAIN),
  addl: addition(LOGICAL),
  addo: addition(OVERFLOW),
  addc: additionWithCarry(PLAIN),
  addco: additionWithCarry(OVERFLOW),
  sh1add: shiftedAddition(1, PLAIN),
  sh1addl: shiftedAddition(1, LOGICAL),
  sh1addo: shiftedAddition(1, OVERFLOW),
  sh2add: shiftedAddition(2, PLAIN),
  sh2addl: shiftedAddition(2, LOGICAL),
  sh2addo: shiftedAddition(2, OVERFLOW),
  sh3add: shiftedAddition(3, PLAIN),
  sh3addl: shiftedAddition(3, LOGICAL),
  sh3addo: shiftedAddition(3, OVERFLOW),
  sub: subtraction(PLAIN),
  subo: subtraction(OVERFLOW),
  subb: subtractionWithBorrow(PLAIN),
  subbo: subtractionWithBorrow(OVERFLOW),
  subt: subtraction(CONDITION),
  subto: subtraction(BOTH),
  ds: divideStep,
  comclr: compareAndClear,
  or,
  xor,
  and,
  andcm,
  uxor,
  uaddcm,
  uaddcmt,
  dcor,
  idcor,
  addi: immediateAddition(PLAIN),
  addio: immediateAddition(OVERFLOW),
  addit: immediateAddition(CONDITION),
  addito: immediateAddition(BOTH),
  subi: immediateSubtraction(PLAIN),
  subio: immediateSubtraction(OVERFLOW),
  comiclr: compareImmediateAndClear,
  vshd: (core, word) => shiftDouble(core, word, amount(core)),
  shd: (core, word) => shiftDouble(core, word, 31 - field22(word)),
  vextru: (core, word) => extractUnsigned(core, word, amount(core)),
  vextrs: (core, word) => extractSigned(core, word, amount(core)),
  extru: (core, word) => extractUnsigned(core, word, field22(word)),
  extrs: (core, word) => extractSigned(core, word, field22(word)),
  zvdep: (core, word) => deposit(core, word, register(core, word), 31 - amount(core), false),
  vdep: (core, word) => deposit(core, word, register(core, word), 31 - amount(core), true),
  zdep: (core, word) => deposit(core, word, register(core, word), field22(word), false),
  dep: (core, word) => deposit(core, word, register(core, word), field22(word), true),
  zvdepi: (core, word) => deposit(core, word, immediate5(word), 31 - amount(core), false),
  vdepi: (core, word) => deposit(core, word, immediate5(word), 31 - amount(core), true),
  zdepi: (core, word) => deposit(core, word, immediate5(word), field22(word), false),
  depi: (core, word) => deposit(core, word, immediate5(word), field22(word), true),
} as const satisfies Partial<Record<Mnemonic, Semantics>>;
