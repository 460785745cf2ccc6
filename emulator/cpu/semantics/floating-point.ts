/**
 * Floating-point operations. Manual: chapter 6. The arithmetic itself is in ../../fpu; here are the registers, the traps,
 * and who executes what.
 *
 * An operation completes before the next instruction begins, so at most one trap is ever delayed. It is put into
 * Exception Register 1, and the T-bit is set at once, which only a floating-point instruction could see, and that one
 * traps.
 *
 * One result for what the manual leaves open: an operation or format that is reserved or undefined is a reserved-op
 * exception, quad operations and FMPYADD or FMPYSUB with a trapping exception are unimplemented exceptions; a trapping
 * exception leaves its own flag as it is. Registers 1 to 3 are ordinary operands, a result for register 0 is lost. FMPYADD
 * and FMPYSUB read all operands first and write the product last. In 0E the bits of the halves are ignored for doubles.
 */
import { EXCEPTION, ieeeCode, unimplementedCode } from '../../fpu/exceptions.ts';
import { DOUBLE, SINGLE } from '../../fpu/formats.ts';
import {
  enables,
  FPSR,
  roundingMode,
  testHolds,
  withComparison,
  withFlags,
  withIdentity,
} from '../../fpu/status-register.ts';
import { Unit } from '../../fpu/unit.ts';
import type { FloatBinary, FloatConvert, FloatUnary } from '../../isa/does.ts';
import { LAYOUT } from '../../layout.ts';
import type { Core } from '../core.ts';
import { field11, field27, field6 } from '../fields.ts';
import { INTERRUPTION } from '../interruptions.ts';
import { interrupted, NEXT, NULLIFY } from '../outcome.ts';
import { emulateOperation, floatingPointIsOn, reservedOperation } from './assist.ts';
import type { Families } from './semantics.ts';

/** Holds nothing from one instruction to the next. */
const unit = new Unit();

/** Codes of formats in the instruction. */
const SGL = 0;
const DBL = 1;
const QUAD = 3;

const assistException = interrupted(INTERRUPTION.ASSIST_EXCEPTION);

type FloatingPoint =
  | 'float-unary'
  | 'float-convert'
  | 'float-compare'
  | 'float-test'
  | 'float-identify'
  | 'float-binary'
  | 'multiply-integers'
  | 'float-multiple'
  | 'assist';

/** The families of this file. Called once: see ./semantics.ts. */
export function floatingPoint(): Families<FloatingPoint> {
  /**
   * The trap that comes before any floating-point operation, or 0. If there is none, the unit is told the rounding mode and
   * the enables.
   */
  function begin(core: Core): number {
    if (!floatingPointIsOn(core)) return emulateOperation(core);
    const status = core.words[LAYOUT.FR];
    if ((status & FPSR.T) !== 0) return assistException;
    unit.rounding = roundingMode(status);
    unit.enables = enables(status);
    return 0;
  }

  /** Of the units that COPR names, 0 and 1 are floating point, the others not there. */
  const assist: Families['assist'] =
    ({ floatingPoint }) =>
    (core, word) =>
      floatingPoint && ((word >>> 6) & 7) <= 1 ? reservedOperation(core) : emulateOperation(core);

  /** Which half of a register: the bits of major opcode 0E. */
  const half1 = (word: number): number => (word >>> 7) & 1;
  const half2 = (word: number): number => (word >>> 12) & 1;
  const halfT = (word: number): number => (word >>> 6) & 1;

  /** Words of an operand. Register 0 is zero. */
  function source(core: Core, register: number, half: number): number {
    return register === 0 ? 0 : core.words[LAYOUT.FR + 2 * register + half];
  }

  function setSingleA(core: Core, register: number, half: number): void {
    unit.setA(source(core, register, half), 0);
  }

  function setDoubleA(core: Core, register: number): void {
    unit.setA(source(core, register, 0), source(core, register, 1));
  }

  function setSingleB(core: Core, register: number, half: number): void {
    unit.setB(source(core, register, half), 0);
  }

  function setDoubleB(core: Core, register: number): void {
    unit.setB(source(core, register, 0), source(core, register, 1));
  }

  function putSingle(core: Core, register: number, half: number): number {
    if (register !== 0) core.words[LAYOUT.FR + 2 * register + half] = unit.left;
    return NEXT;
  }

  function putDouble(core: Core, register: number): number {
    if (register !== 0) {
      core.words[LAYOUT.FR + 2 * register] = unit.left;
      core.words[LAYOUT.FR + 2 * register + 1] = unit.right;
    }
    return NEXT;
  }

  /**
   * Deals with the exceptions of an operation: sets flags, or arms a delayed trap. True if the operation has a result for
   * its destination.
   */
  function settle(core: Core, word: number, exceptions: number): boolean {
    if (exceptions === 0) return true;
    if ((exceptions & EXCEPTION.UNIMPLEMENTED) !== 0) {
      leaveToSoftware(core, word);
      return false;
    }
    const trapped = exceptions & unit.enables;
    core.words[LAYOUT.FR] = withFlags(core.words[LAYOUT.FR], exceptions & ~trapped);
    if (trapped !== 0) armTrap(core, word, ieeeCode(trapped));
    return (trapped & (EXCEPTION.INVALID | EXCEPTION.DIVISION_BY_ZERO)) === 0;
  }

  /** The unimplemented exception. */
  function leaveToSoftware(core: Core, word: number): number {
    armTrap(core, word, unimplementedCode(word >>> 26));
    return NEXT;
  }

  /** Records an excepting instruction, with `code` in the place of its opcode, in Exception Register 1. */
  function armTrap(core: Core, word: number, code: number): void {
    core.words[LAYOUT.FR + 1] = code | (word & 0x03ffffff);
    core.words[LAYOUT.FR] |= FPSR.T;
  }

  const binary: Families['float-binary'] =
    ({ operation, halves }) =>
    (core, word) => {
      const trap = begin(core);
      if (trap !== 0) return trap;
      return halves ? binaryHalves(core, word, operation) : binaryWhole(core, word, operation);
    };

  /** Class 3 in 0C. */
  function binaryWhole(core: Core, word: number, operation: FloatBinary['operation']): number {
    switch ((word >>> 11) & 3) {
      case SGL:
        setSingleA(core, field6(word), 0);
        setSingleB(core, field11(word), 0);
        return settle(core, word, computeSingle(operation)) ? putSingle(core, field27(word), 0) : NEXT;
      case DBL:
        return binaryDouble(core, word, operation);
      case QUAD:
        return leaveToSoftware(core, word);
      default:
        return assistException;
    }
  }

  /** Class 3 in 0E: the format's left bit is the half of r2 for singles, and must be 0 for doubles. */
  function binaryHalves(core: Core, word: number, operation: FloatBinary['operation']): number {
    if ((word & 0x800) !== 0) return half2(word) === 0 ? binaryDouble(core, word, operation) : assistException;
    setSingleA(core, field6(word), half1(word));
    setSingleB(core, field11(word), half2(word));
    return settle(core, word, computeSingle(operation)) ? putSingle(core, field27(word), halfT(word)) : NEXT;
  }

  function binaryDouble(core: Core, word: number, operation: FloatBinary['operation']): number {
    setDoubleA(core, field6(word));
    setDoubleB(core, field11(word));
    return settle(core, word, computeDouble(operation)) ? putDouble(core, field27(word)) : NEXT;
  }

  function computeSingle(operation: FloatBinary['operation']): number {
    switch (operation) {
      case 'add':
        return unit.addSingle();
      case 'subtract':
        return unit.subtractSingle();
      case 'multiply':
        return unit.multiplySingle();
      case 'divide':
        return unit.divideSingle();
    }
  }

  function computeDouble(operation: FloatBinary['operation']): number {
    switch (operation) {
      case 'add':
        return unit.addDouble();
      case 'subtract':
        return unit.subtractDouble();
      case 'multiply':
        return unit.multiplyDouble();
      case 'divide':
        return unit.divideDouble();
    }
  }

  const unary: Families['float-unary'] =
    ({ operation, halves }) =>
    (core, word) => {
      const trap = begin(core);
      if (trap !== 0) return trap;
      const format = (word >>> 11) & 3;
      switch (format) {
        case SGL:
          setSingleA(core, field6(word), half1(word));
          return settle(core, word, computeUnary(operation, false))
            ? putSingle(core, field27(word), halfT(word))
            : NEXT;
        case DBL:
          setDoubleA(core, field6(word));
          return settle(core, word, computeUnary(operation, true)) ? putDouble(core, field27(word)) : NEXT;
        default:
          return otherFormat(core, word, format === QUAD && !halves);
      }
    };

  function computeUnary(operation: FloatUnary['operation'], double: boolean): number {
    switch (operation) {
      case 'copy':
        return unit.copy();
      case 'absolute':
        return unit.magnitude();
      case 'square-root':
        return double ? unit.squareRootDouble() : unit.squareRootSingle();
      case 'round':
        return double ? unit.roundDouble() : unit.roundSingle();
    }
  }

  /** Formats that are not implemented: quad, which 0C has but 0E has not, and undefined ones. */
  function otherFormat(core: Core, word: number, quad: boolean): number {
    return quad ? leaveToSoftware(core, word) : assistException;
  }

  const convert: Families['float-convert'] =
    ({ operation, halves }) =>
    (core, word) => {
      const trap = begin(core);
      if (trap !== 0) return trap;
      const from = (word >>> 11) & 3;
      const to = (word >>> 13) & 3;
      // From a floating-point format to itself there is no conversion.
      const toItself = operation === 'float-to-float' && from === to;
      if (from > DBL || to > DBL) return otherFormat(core, word, from !== 2 && to !== 2 && !toItself && !halves);
      if (toItself) return assistException;
      if (from === SGL) setSingleA(core, field6(word), half1(word));
      else setDoubleA(core, field6(word));
      if (!settle(core, word, computeConversion(operation, from === DBL, to === DBL))) return NEXT;
      return to === SGL ? putSingle(core, field27(word), halfT(word)) : putDouble(core, field27(word));
    };

  /** `from` and `to` 64 bits ("double") or 32. */
  function computeConversion(operation: FloatConvert['operation'], fromDouble: boolean, toDouble: boolean): number {
    const source = fromDouble ? DOUBLE : SINGLE;
    switch (operation) {
      case 'float-to-float':
        return fromDouble ? unit.doubleToSingle() : unit.singleToDouble();
      case 'fixed-to-float':
        if (fromDouble) return unit.doublewordToFloat(toDouble ? DOUBLE : SINGLE);
        return toDouble ? unit.wordToDouble() : unit.wordToSingle();
      case 'float-to-fixed':
        return unit.toInteger(source, toDouble ? 64 : 32);
      case 'float-to-fixed-truncated':
        return toDouble ? unit.truncate(source, 64) : unit.truncateToWord(source);
    }
  }

  const compare: Families['float-compare'] =
    ({ halves }) =>
    (core, word) => {
      const trap = begin(core);
      if (trap !== 0) return trap;
      return halves ? compareHalves(core, word) : compareWhole(core, word);
    };

  /** Class 2: FCMP in 0C. */
  function compareWhole(core: Core, word: number): number {
    const format = (word >>> 11) & 3;
    switch (format) {
      case SGL:
        setSingleA(core, field6(word), 0);
        setSingleB(core, field11(word), 0);
        return finishCompare(core, word, false);
      case DBL:
        setDoubleA(core, field6(word));
        setDoubleB(core, field11(word));
        return finishCompare(core, word, true);
      default:
        return otherFormat(core, word, format === QUAD);
    }
  }

  /** FCMP in 0E. */
  function compareHalves(core: Core, word: number): number {
    if ((word & 0x800) !== 0) {
      if (half2(word) !== 0) return assistException;
      setDoubleA(core, field6(word));
      setDoubleB(core, field11(word));
      return finishCompare(core, word, true);
    }
    setSingleA(core, field6(word), half1(word));
    setSingleB(core, field11(word), half2(word));
    return finishCompare(core, word, false);
  }

  function finishCompare(core: Core, word: number, double: boolean): number {
    const c = field27(word);
    const exceptions = unit.compare(double ? DOUBLE : SINGLE, c);
    if (settle(core, word, exceptions)) {
      core.words[LAYOUT.FR] = withComparison(core.words[LAYOUT.FR], (c & unit.left) !== 0);
    }
    return NEXT;
  }

  const test: Families['float-test'] = () => (core, word) =>
    begin(core) || (testHolds(core.words[LAYOUT.FR], field27(word)) ? NULLIFY : NEXT);

  const identify: Families['float-identify'] = () => (core) => {
    const trap = begin(core);
    if (trap !== 0) return trap;
    core.words[LAYOUT.FR] = withIdentity(core.words[LAYOUT.FR]);
    return NEXT;
  };

  const multiplyIntegers: Families['multiply-integers'] = () => (core, word) => {
    const trap = begin(core);
    if (trap !== 0) return trap;
    setSingleA(core, field6(word), half1(word));
    setSingleB(core, field11(word), half2(word));
    unit.multiplyIntegers();
    return putDouble(core, field27(word));
  };

  /** Registers of FMPYADD and FMPYSUB beside rm1, rm2 and tm, which stand where r1, r2 and t do. */
  const fieldTa = (word: number): number => (word >>> 11) & 31;
  const fieldRa = (word: number): number => (word >>> 6) & 31;

  const multiple: Families['float-multiple'] =
    ({ operation, double }) =>
    (core, word) => {
      const trap = begin(core);
      if (trap !== 0) return trap;
      return double ? multipleDouble(core, word, operation) : multipleSingle(core, word, operation);
    };

  /** FMPYADD, FMPYSUB on doubles: `operation` adds to or subtracts from register ta. */
  function multipleDouble(core: Core, word: number, operation: 'add' | 'subtract'): number {
    setDoubleA(core, field6(word));
    setDoubleB(core, field11(word));
    let exceptions = unit.multiplyDouble();
    const { left, right } = unit;
    setDoubleA(core, fieldTa(word));
    setDoubleB(core, fieldRa(word));
    exceptions |= computeDouble(operation);
    if (!settleMultiple(core, word, exceptions)) return NEXT;
    putDouble(core, fieldTa(word));
    unit.left = left;
    unit.right = right;
    return putDouble(core, field27(word));
  }

  /** FMPYADD, FMPYSUB on singles, whose fields name halves of registers 16 to 31. */
  function multipleSingle(core: Core, word: number, operation: 'add' | 'subtract'): number {
    unit.setA(core.words[upperHalf(field6(word))], 0);
    unit.setB(core.words[upperHalf(field11(word))], 0);
    let exceptions = unit.multiplySingle();
    const product = unit.left;
    unit.setA(core.words[upperHalf(fieldTa(word))], 0);
    unit.setB(core.words[upperHalf(fieldRa(word))], 0);
    exceptions |= computeSingle(operation);
    if (!settleMultiple(core, word, exceptions)) return NEXT;
    core.words[upperHalf(fieldTa(word))] = unit.left;
    core.words[upperHalf(field27(word))] = product;
    return NEXT;
  }

  /** Index of the word for a single operand of FMPYADD and FMPYSUB. Manual: table 6-17. */
  function upperHalf(field: number): number {
    return LAYOUT.FR + 2 * (16 + (field & 15)) + (field >>> 4);
  }

  /** An exception register cannot hold an IEEE exception of these: if one traps, nothing of the instruction is done. */
  function settleMultiple(core: Core, word: number, exceptions: number): boolean {
    const traps = (exceptions & (unit.enables | EXCEPTION.UNIMPLEMENTED)) !== 0;
    return settle(core, word, traps ? EXCEPTION.UNIMPLEMENTED : exceptions);
  }

  return {
    'float-unary': unary,
    'float-convert': convert,
    'float-compare': compare,
    'float-test': test,
    'float-identify': identify,
    'float-binary': binary,
    'multiply-integers': multiplyIntegers,
    'float-multiple': multiple,
    assist,
  };
}
