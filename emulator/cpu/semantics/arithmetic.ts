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
import type { Logical } from '../../isa/does.ts';
import { LAYOUT } from '../../layout.ts';
import * as conditions from '../conditions.ts';
import type { Core } from '../core.ts';
import * as fields from '../fields.ts';
import { INTERRUPTION } from '../interruptions.ts';
import { interrupted, NEXT, NULLIFY } from '../outcome.ts';
import type { Families } from './semantics.ts';

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

export type Computation =
  | 'sum'
  | 'shift-add'
  | 'divide-step'
  | 'compare-clear'
  | 'logical'
  | 'unit'
  | 'immediate'
  | 'shift'
  | 'extract'
  | 'deposit';

/** The families of this file. Called once: see ./semantics.ts. */
export function computation(): Families<Computation> {
  const { conditionField, field11, field22, field27, field6, immediate5, negated } = fields;
  const { arithmeticCondition, compareCondition, logicalCondition, shiftCondition, unitCondition } = conditions;

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

  const sum: Families['sum'] = ({
    left,
    subtract,
    carryIn,
    carries: setsCarries,
    trapsOnOverflow,
    trapsOnCondition,
  }) => {
    const isImmediate = left === 'immediate';
    return (core, word, immediate) => {
      const a = isImmediate ? immediate : core.words[LAYOUT.GR + field11(word)];
      const right = core.words[LAYOUT.GR + field6(word)];
      const b = subtract ? ~right : right;
      const carry = carryIn ? core.words[LAYOUT.CARRIES] >>> 31 : subtract ? 1 : 0;
      const result = (a + b + carry) | 0;
      const carries = carriesOf(a, b, result);
      const overflow = addOverflow(a, b, result);
      if (trapsOnOverflow && overflow < 0) return interrupted(INTERRUPTION.OVERFLOW);
      const condition =
        !isNever(word) && arithmeticCondition(conditionField(word), result, carries < 0, overflow) !== negated(word);
      if (trapsOnCondition && condition) return interrupted(INTERRUPTION.CONDITIONAL);
      if (setsCarries) core.words[LAYOUT.CARRIES] = carries & DIGITS;
      put(core, isImmediate ? field11(word) : field27(word), result);
      return condition ? NULLIFY : NEXT;
    };
  };

  /** SHxADD: bits lost in the shift count as overflow. */
  const shiftAdd: Families['shift-add'] =
    ({ shift, carries: setsCarries, trapsOnOverflow }) =>
    (core, word) => {
      const source = core.words[LAYOUT.GR + field11(word)];
      const a = source << shift;
      const b = core.words[LAYOUT.GR + field6(word)];
      const result = (a + b) | 0;
      const carries = carriesOf(a, b, result);
      const overflow = addOverflow(a, b, result);
      const lostSign = a >> shift !== source;
      const lostBits = source >>> (32 - shift) !== 0;
      if (trapsOnOverflow && (overflow < 0 || lostSign)) return interrupted(INTERRUPTION.OVERFLOW);
      if (setsCarries) core.words[LAYOUT.CARRIES] = carries & DIGITS;
      put(core, field27(word), result);
      return nullifyIf(word, shiftedCondition(conditionField(word), result, carries < 0, overflow, lostBits, lostSign));
    };

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
  const divideStep: Families['divide-step'] = () => (core, word) => {
    const source = core.words[LAYOUT.GR + field11(word)];
    const divisor = core.words[LAYOUT.GR + field6(word)];
    const subtract = core.words[LAYOUT.DIVIDE] !== 0;
    const a = (source << 1) | (core.words[LAYOUT.CARRIES] >>> 31);
    const b = subtract ? ~divisor : divisor;
    const result = (a + b + (subtract ? 1 : 0)) | 0;
    const carries = carriesOf(a, b, result);
    put(core, field27(word), result);
    core.words[LAYOUT.CARRIES] = carries & DIGITS;
    // In the manual's order: if t is r2, V comes from its new value.
    core.words[LAYOUT.DIVIDE] = (carries ^ core.words[LAYOUT.GR + field6(word)]) >>> 31;
    // Unsigned overflow is a carry after an addition, none (a borrow) after a subtraction; a bit shifted out counts as it.
    const carry = source < 0 ? !subtract : carries < 0;
    const overflow = addOverflow(a, b, result);
    return nullifyIf(word, shiftedCondition(conditionField(word), result, carry, overflow, false, (source ^ a) < 0));
  };

  const compareClear: Families['compare-clear'] =
    ({ left }) =>
    (core, word, immediate) => {
      const a = left === 'immediate' ? immediate : core.words[LAYOUT.GR + field11(word)];
      const condition = compareCondition(conditionField(word), a, core.words[LAYOUT.GR + field6(word)]);
      put(core, left === 'immediate' ? field11(word) : field27(word), 0);
      return nullifyIf(word, condition);
    };

  const logical: Families['logical'] =
    ({ operation }) =>
    (core, word) => {
      const result = combine(operation, core.words[LAYOUT.GR + field11(word)], core.words[LAYOUT.GR + field6(word)]);
      put(core, field27(word), result);
      return isNever(word) ? NEXT : nullifyIf(word, logicalCondition(conditionField(word), result));
    };

  function combine(operation: Logical['operation'], a: number, b: number): number {
    switch (operation) {
      case 'or':
        return a | b;
      case 'xor':
        return a ^ b;
      case 'and':
        return a & b;
      case 'and-complement':
        return a & ~b;
    }
  }

  const unit: Families['unit'] =
    ({ operation, trapsOnCondition }) =>
    (core, word) => {
      const r = core.words[LAYOUT.GR + field6(word)];
      switch (operation) {
        case 'xor': {
          // No carries arise, so the conditions on them never hold.
          const a = core.words[LAYOUT.GR + field11(word)];
          return finishUnit(core, word, a ^ r, 0, trapsOnCondition);
        }
        case 'add-complement':
          return finishUnitSum(core, word, core.words[LAYOUT.GR + field11(word)], ~r, 0, trapsOnCondition);
        case 'decimal-correct':
          return finishUnitSum(core, word, r, ~(SIXES & ~sixes(core.words[LAYOUT.CARRIES])), 1, trapsOnCondition);
        case 'intermediate-decimal-correct':
          return finishUnitSum(core, word, r, sixes(core.words[LAYOUT.CARRIES]), 0, trapsOnCondition);
      }
    };

  function finishUnitSum(
    core: Core,
    word: number,
    a: number,
    b: number,
    carry: number,
    trapsOnCondition: boolean,
  ): number {
    const result = (a + b + carry) | 0;
    return finishUnit(core, word, result, carriesOf(a, b, result), trapsOnCondition);
  }

  function finishUnit(core: Core, word: number, result: number, carries: number, trapsOnCondition: boolean): number {
    const condition = unitCondition(conditionField(word), result, carries) !== negated(word);
    if (trapsOnCondition && condition) return interrupted(INTERRUPTION.CONDITIONAL);
    put(core, field27(word), result);
    return condition ? NULLIFY : NEXT;
  }

  /** A 6 in each digit whose carry bit is 1: carry bit >> 1 is a 4, >> 2 a 2. */
  function sixes(carries: number): number {
    return (carries >>> 1) | (carries >>> 2);
  }

  /** LDIL has no register, and the sum of ADDIL goes to GR 1. */
  const immediate: Families['immediate'] =
    ({ left, adds }) =>
    (core, word, value) => {
      const first = field6(word);
      const addend = left ? value << 11 : value;
      const result = adds ? (core.words[LAYOUT.GR + first] + addend) | 0 : addend;
      put(core, left ? (adds ? 1 : first) : field11(word), result);
      return NEXT;
    };

  function finishShift(core: Core, word: number, t: number, result: number): number {
    put(core, t, result);
    const c = conditionField(word);
    return c !== 0 && shiftCondition(c, result) ? NULLIFY : NEXT;
  }

  /** The rightmost 32 bits of the pair (r1, r2) shifted right. */
  const shift: Families['shift'] =
    ({ variable }) =>
    (core, word) => {
      const amount = variable ? core.words[LAYOUT.CR + 11] : 31 - field22(word);
      const left = core.words[LAYOUT.GR + field11(word)];
      const right = core.words[LAYOUT.GR + field6(word)];
      const result = amount === 0 ? right : (right >>> amount) | (left << (32 - amount));
      return finishShift(core, word, field27(word), result);
    };

  const extract: Families['extract'] =
    ({ signed, variable }) =>
    (core, word) => {
      const fromRight = 31 - (variable ? core.words[LAYOUT.CR + 11] : field22(word));
      const unused = field27(word);
      const source = core.words[LAYOUT.GR + field6(word)];
      const result = signed
        ? ((source >> fromRight) << unused) >> unused
        : ((source >>> fromRight) & (-1 >>> unused)) | 0;
      return finishShift(core, word, field11(word), result);
    };

  /** Deposits in GR t a field that ends `fromRight` bits left of bit 31. */
  const deposit: Families['deposit'] =
    ({ value: kind, merges, variable }) =>
    (core, word) => {
      const fromRight = variable ? 31 - core.words[LAYOUT.CR + 11] : field22(word);
      const value = kind === 'immediate' ? immediate5(word) : core.words[LAYOUT.GR + field11(word)];
      const t = field6(word);
      const mask = -1 >>> field27(word);
      const old = merges ? core.words[LAYOUT.GR + t] & ~(mask << fromRight) : 0;
      return finishShift(core, word, t, old | ((value & mask) << fromRight));
    };

  return {
    sum,
    'shift-add': shiftAdd,
    'divide-step': divideStep,
    'compare-clear': compareClear,
    logical,
    unit,
    immediate,
    shift,
    extract,
    deposit,
  };
}
