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
import { conditionField, field11, field22, field27, field6, immediate5, negated } from '../fields.ts';
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

/** The rows of this file, for one processor. */
export function arithmetic(core: Core) {
  const { words } = core;

  /** Writes a result to GR t. */
  function put(t: number, result: number): void {
    words[LAYOUT.GR + t] = result;
    words[LAYOUT.GR] = 0;
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
  function finish(word: number, t: number, a: number, b: number, result: number, variant: Variant): number {
    const carries = carriesOf(a, b, result);
    const overflow = addOverflow(a, b, result);
    if (variant.trapOnOverflow && overflow < 0) return interrupted(INTERRUPTION.OVERFLOW);
    const condition =
      !isNever(word) && arithmeticCondition(conditionField(word), result, carries < 0, overflow) !== negated(word);
    if (variant.trapOnCondition && condition) return interrupted(INTERRUPTION.CONDITIONAL);
    if (variant.carries) words[LAYOUT.CARRIES] = carries & DIGITS;
    put(t, result);
    return condition ? NULLIFY : NEXT;
  }

  function addition(word: number, variant: Variant): number {
    const a = words[LAYOUT.GR + field11(word)];
    const b = words[LAYOUT.GR + field6(word)];
    return finish(word, field27(word), a, b, (a + b) | 0, variant);
  }

  function additionWithCarry(word: number, variant: Variant): number {
    const a = words[LAYOUT.GR + field11(word)];
    const b = words[LAYOUT.GR + field6(word)];
    return finish(word, field27(word), a, b, (a + b + (words[LAYOUT.CARRIES] >>> 31)) | 0, variant);
  }

  function subtraction(word: number, variant: Variant): number {
    const a = words[LAYOUT.GR + field11(word)];
    const b = words[LAYOUT.GR + field6(word)];
    return finish(word, field27(word), a, ~b, (a - b) | 0, variant);
  }

  function subtractionWithBorrow(word: number, variant: Variant): number {
    const a = words[LAYOUT.GR + field11(word)];
    const b = ~words[LAYOUT.GR + field6(word)];
    return finish(word, field27(word), a, b, (a + b + (words[LAYOUT.CARRIES] >>> 31)) | 0, variant);
  }

  function immediateAddition(word: number, immediate: number, variant: Variant): number {
    const a = immediate;
    const b = words[LAYOUT.GR + field6(word)];
    return finish(word, field11(word), a, b, (a + b) | 0, variant);
  }

  function immediateSubtraction(word: number, immediate: number, variant: Variant): number {
    const a = immediate;
    const b = words[LAYOUT.GR + field6(word)];
    return finish(word, field11(word), a, ~b, (a - b) | 0, variant);
  }

  /** SHxADD: bits lost in the shift count as overflow. */
  function shiftedAddition(word: number, shift: number, variant: Variant): number {
    const source = words[LAYOUT.GR + field11(word)];
    const a = source << shift;
    const b = words[LAYOUT.GR + field6(word)];
    const result = (a + b) | 0;
    const carries = carriesOf(a, b, result);
    const overflow = addOverflow(a, b, result);
    const lostSign = a >> shift !== source;
    const lostBits = source >>> (32 - shift) !== 0;
    if (variant.trapOnOverflow && (overflow < 0 || lostSign)) return interrupted(INTERRUPTION.OVERFLOW);
    if (variant.carries) words[LAYOUT.CARRIES] = carries & DIGITS;
    put(field27(word), result);
    return nullifyIf(word, shiftedCondition(conditionField(word), result, carries < 0, overflow, lostBits, lostSign));
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
  const divideStep: Semantics = (word) => {
    const source = words[LAYOUT.GR + field11(word)];
    const divisor = words[LAYOUT.GR + field6(word)];
    const subtract = words[LAYOUT.DIVIDE] !== 0;
    const a = (source << 1) | (words[LAYOUT.CARRIES] >>> 31);
    const b = subtract ? ~divisor : divisor;
    const result = (a + b + (subtract ? 1 : 0)) | 0;
    const carries = carriesOf(a, b, result);
    put(field27(word), result);
    words[LAYOUT.CARRIES] = carries & DIGITS;
    // In the manual's order: if t is r2, V comes from its new value.
    words[LAYOUT.DIVIDE] = (carries ^ words[LAYOUT.GR + field6(word)]) >>> 31;
    // Unsigned overflow is a carry after an addition, none (a borrow) after a subtraction; a bit shifted out counts as it.
    const carry = source < 0 ? !subtract : carries < 0;
    const overflow = addOverflow(a, b, result);
    return nullifyIf(word, shiftedCondition(conditionField(word), result, carry, overflow, false, (source ^ a) < 0));
  };

  const compareAndClear: Semantics = (word) => {
    const condition = compareCondition(
      conditionField(word),
      words[LAYOUT.GR + field11(word)],
      words[LAYOUT.GR + field6(word)],
    );
    put(field27(word), 0);
    return nullifyIf(word, condition);
  };

  const compareImmediateAndClear: Semantics = (word, immediate) => {
    const condition = compareCondition(conditionField(word), immediate, words[LAYOUT.GR + field6(word)]);
    put(field11(word), 0);
    return nullifyIf(word, condition);
  };

  function finishLogical(word: number, result: number): number {
    put(field27(word), result);
    return isNever(word) ? NEXT : nullifyIf(word, logicalCondition(conditionField(word), result));
  }

  const or: Semantics = (word) =>
    finishLogical(word, words[LAYOUT.GR + field11(word)] | words[LAYOUT.GR + field6(word)]);
  const xor: Semantics = (word) =>
    finishLogical(word, words[LAYOUT.GR + field11(word)] ^ words[LAYOUT.GR + field6(word)]);
  const and: Semantics = (word) =>
    finishLogical(word, words[LAYOUT.GR + field11(word)] & words[LAYOUT.GR + field6(word)]);
  const andcm: Semantics = (word) =>
    finishLogical(word, words[LAYOUT.GR + field11(word)] & ~words[LAYOUT.GR + field6(word)]);

  function finishUnit(word: number, result: number, carries: number): number {
    const condition = unitCondition(conditionField(word), result, carries);
    put(field27(word), result);
    return nullifyIf(word, condition);
  }

  /** UXOR: no carries arise, so the conditions on them never hold. */
  const uxor: Semantics = (word) =>
    finishUnit(word, words[LAYOUT.GR + field11(word)] ^ words[LAYOUT.GR + field6(word)], 0);

  const uaddcm: Semantics = (word) => {
    const a = words[LAYOUT.GR + field11(word)];
    const b = ~words[LAYOUT.GR + field6(word)];
    const result = (a + b) | 0;
    return finishUnit(word, result, carriesOf(a, b, result));
  };

  const uaddcmt: Semantics = (word) => {
    const a = words[LAYOUT.GR + field11(word)];
    const b = ~words[LAYOUT.GR + field6(word)];
    const result = (a + b) | 0;
    if (unitCondition(conditionField(word), result, carriesOf(a, b, result)) !== negated(word)) {
      return interrupted(INTERRUPTION.CONDITIONAL);
    }
    put(field27(word), result);
    return NEXT;
  };

  /** A 6 in each digit whose carry bit is 1: carry bit >> 1 is a 4, >> 2 a 2. */
  function sixes(carries: number): number {
    return (carries >>> 1) | (carries >>> 2);
  }

  const dcor: Semantics = (word) => {
    const a = words[LAYOUT.GR + field6(word)];
    const b = ~(SIXES & ~sixes(words[LAYOUT.CARRIES]));
    const result = (a + b + 1) | 0;
    return finishUnit(word, result, carriesOf(a, b, result));
  };

  const idcor: Semantics = (word) => {
    const a = words[LAYOUT.GR + field6(word)];
    const b = sixes(words[LAYOUT.CARRIES]);
    const result = (a + b) | 0;
    return finishUnit(word, result, carriesOf(a, b, result));
  };

  const ldo: Semantics = (word, immediate) => {
    put(field11(word), (words[LAYOUT.GR + field6(word)] + immediate) | 0);
    return NEXT;
  };

  const ldil: Semantics = (word, immediate) => {
    put(field6(word), immediate << 11);
    return NEXT;
  };

  const addil: Semantics = (word, immediate) => {
    put(1, (words[LAYOUT.GR + field6(word)] + (immediate << 11)) | 0);
    return NEXT;
  };

  function finishShift(word: number, t: number, result: number): number {
    put(t, result);
    const c = conditionField(word);
    return c !== 0 && shiftCondition(c, result) ? NULLIFY : NEXT;
  }

  /** The rightmost 32 bits of the pair (r1, r2) shifted right. */
  function shiftDouble(word: number, amount: number): number {
    const left = words[LAYOUT.GR + field11(word)];
    const right = words[LAYOUT.GR + field6(word)];
    const result = amount === 0 ? right : (right >>> amount) | (left << (32 - amount));
    return finishShift(word, field27(word), result);
  }

  /** A mask of `32 - clen` bits at the right. */
  function fieldMask(word: number): number {
    return -1 >>> field27(word);
  }

  function extractUnsigned(word: number, position: number): number {
    const result = ((words[LAYOUT.GR + field6(word)] >>> (31 - position)) & fieldMask(word)) | 0;
    return finishShift(word, field11(word), result);
  }

  function extractSigned(word: number, position: number): number {
    const shifted = words[LAYOUT.GR + field6(word)] >> (31 - position);
    const unused = field27(word);
    return finishShift(word, field11(word), (shifted << unused) >> unused);
  }

  /** Deposits `value` in GR t, over its old contents or over zero, ending `fromRight` bits left of bit 31. */
  function deposit(word: number, value: number, fromRight: number, merge: boolean): number {
    const t = field6(word);
    const mask = fieldMask(word);
    const old = merge ? words[LAYOUT.GR + t] & ~(mask << fromRight) : 0;
    return finishShift(word, t, old | ((value & mask) << fromRight));
  }

  const amount = (): number => words[LAYOUT.CR + 11];
  const register = (word: number): number => words[LAYOUT.GR + field11(word)];

  return {
    ldo,
    ldil,
    addil,
    add: (word) => addition(word, PLAIN),
    addl: (word) => addition(word, LOGICAL),
    addo: (word) => addition(word, OVERFLOW),
    addc: (word) => additionWithCarry(word, PLAIN),
    addco: (word) => additionWithCarry(word, OVERFLOW),
    sh1add: (word) => shiftedAddition(word, 1, PLAIN),
    sh1addl: (word) => shiftedAddition(word, 1, LOGICAL),
    sh1addo: (word) => shiftedAddition(word, 1, OVERFLOW),
    sh2add: (word) => shiftedAddition(word, 2, PLAIN),
    sh2addl: (word) => shiftedAddition(word, 2, LOGICAL),
    sh2addo: (word) => shiftedAddition(word, 2, OVERFLOW),
    sh3add: (word) => shiftedAddition(word, 3, PLAIN),
    sh3addl: (word) => shiftedAddition(word, 3, LOGICAL),
    sh3addo: (word) => shiftedAddition(word, 3, OVERFLOW),
    sub: (word) => subtraction(word, PLAIN),
    subo: (word) => subtraction(word, OVERFLOW),
    subb: (word) => subtractionWithBorrow(word, PLAIN),
    subbo: (word) => subtractionWithBorrow(word, OVERFLOW),
    subt: (word) => subtraction(word, CONDITION),
    subto: (word) => subtraction(word, BOTH),
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
    addi: (word, immediate) => immediateAddition(word, immediate, PLAIN),
    addio: (word, immediate) => immediateAddition(word, immediate, OVERFLOW),
    addit: (word, immediate) => immediateAddition(word, immediate, CONDITION),
    addito: (word, immediate) => immediateAddition(word, immediate, BOTH),
    subi: (word, immediate) => immediateSubtraction(word, immediate, PLAIN),
    subio: (word, immediate) => immediateSubtraction(word, immediate, OVERFLOW),
    comiclr: compareImmediateAndClear,
    vshd: (word) => shiftDouble(word, amount()),
    shd: (word) => shiftDouble(word, 31 - field22(word)),
    vextru: (word) => extractUnsigned(word, amount()),
    vextrs: (word) => extractSigned(word, amount()),
    extru: (word) => extractUnsigned(word, field22(word)),
    extrs: (word) => extractSigned(word, field22(word)),
    zvdep: (word) => deposit(word, register(word), 31 - amount(), false),
    vdep: (word) => deposit(word, register(word), 31 - amount(), true),
    zdep: (word) => deposit(word, register(word), field22(word), false),
    dep: (word) => deposit(word, register(word), field22(word), true),
    zvdepi: (word) => deposit(word, immediate5(word), 31 - amount(), false),
    vdepi: (word) => deposit(word, immediate5(word), 31 - amount(), true),
    zdepi: (word) => deposit(word, immediate5(word), field22(word), false),
    depi: (word) => deposit(word, immediate5(word), field22(word), true),
  } as const satisfies Partial<Record<Mnemonic, Semantics>>;
}
