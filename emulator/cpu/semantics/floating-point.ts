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
import type { Mnemonic } from '../../isa/instructions.ts';
import { LAYOUT } from '../../layout.ts';
import type { Core } from '../core.ts';
import { field11, field27, field6 } from '../fields.ts';
import { INTERRUPTION } from '../interruptions.ts';
import { interrupted, NEXT, NULLIFY } from '../outcome.ts';
import { emulateOperation, floatingPointIsOn, reservedOperation } from './assist.ts';
import type { Semantics } from './semantics.ts';

/** Holds nothing from one instruction to the next. */
const unit = new Unit();

/** An operation on operands in {@link unit}; returns the exceptions. */
type Operation = () => number;

/** The operations of one instruction by its format. */
interface Formats {
  readonly single: Operation;
  readonly double: Operation;
}

/** Codes of formats in the instruction. */
const SGL = 0;
const DBL = 1;
const QUAD = 3;

const assistException = interrupted(INTERRUPTION.ASSIST_EXCEPTION);

/** The rows of this file, for one processor. */
export function floatingPoint(core: Core) {
  const { words } = core;

  /**
   * The trap that comes before any floating-point operation, or 0. If there is none, the unit is told the rounding mode and
   * the enables.
   */
  function begin(): number {
    if (!floatingPointIsOn(core)) return emulateOperation(core);
    const status = words[LAYOUT.FR];
    if ((status & FPSR.T) !== 0) return assistException;
    unit.rounding = roundingMode(status);
    unit.enables = enables(status);
    return 0;
  }

  /** COPR: units 0 and 1 are floating point, the others not there. */
  const coprocessorOperation: Semantics = (word) =>
    ((word >>> 6) & 7) > 1 ? emulateOperation(core) : reservedOperation(core);

  /** Which half of a register: the bits of major opcode 0E. */
  const half1 = (word: number): number => (word >>> 7) & 1;
  const half2 = (word: number): number => (word >>> 12) & 1;
  const halfT = (word: number): number => (word >>> 6) & 1;

  /** Words of an operand. Register 0 is zero. */
  function source(register: number, half: number): number {
    return register === 0 ? 0 : words[LAYOUT.FR + 2 * register + half];
  }

  function setSingleA(register: number, half: number): void {
    unit.setA(source(register, half), 0);
  }

  function setDoubleA(register: number): void {
    unit.setA(source(register, 0), source(register, 1));
  }

  function setSingleB(register: number, half: number): void {
    unit.setB(source(register, half), 0);
  }

  function setDoubleB(register: number): void {
    unit.setB(source(register, 0), source(register, 1));
  }

  function putSingle(register: number, half: number): number {
    if (register !== 0) words[LAYOUT.FR + 2 * register + half] = unit.left;
    return NEXT;
  }

  function putDouble(register: number): number {
    if (register !== 0) {
      words[LAYOUT.FR + 2 * register] = unit.left;
      words[LAYOUT.FR + 2 * register + 1] = unit.right;
    }
    return NEXT;
  }

  /**
   * Deals with the exceptions of an operation: sets flags, or arms a delayed trap. True if the operation has a result for
   * its destination.
   */
  function settle(word: number, exceptions: number): boolean {
    if (exceptions === 0) return true;
    if ((exceptions & EXCEPTION.UNIMPLEMENTED) !== 0) {
      leaveToSoftware(word);
      return false;
    }
    const trapped = exceptions & unit.enables;
    words[LAYOUT.FR] = withFlags(words[LAYOUT.FR], exceptions & ~trapped);
    if (trapped !== 0) armTrap(word, ieeeCode(trapped));
    return (trapped & (EXCEPTION.INVALID | EXCEPTION.DIVISION_BY_ZERO)) === 0;
  }

  /** The unimplemented exception. */
  function leaveToSoftware(word: number): number {
    armTrap(word, unimplementedCode(word >>> 26));
    return NEXT;
  }

  /** Records an excepting instruction, with `code` in the place of its opcode, in Exception Register 1. */
  function armTrap(word: number, code: number): void {
    words[LAYOUT.FR + 1] = code | (word & 0x03ffffff);
    words[LAYOUT.FR] |= FPSR.T;
  }

  /** Class 3 in 0C. */
  function binary({ single, double }: Formats): Semantics {
    return (word) => {
      const trap = begin();
      if (trap !== 0) return trap;
      switch ((word >>> 11) & 3) {
        case SGL:
          setSingleA(field6(word), 0);
          setSingleB(field11(word), 0);
          return settle(word, single()) ? putSingle(field27(word), 0) : NEXT;
        case DBL:
          return binaryDouble(word, double);
        case QUAD:
          return leaveToSoftware(word);
        default:
          return assistException;
      }
    };
  }

  function binaryDouble(word: number, operation: Operation): number {
    setDoubleA(field6(word));
    setDoubleB(field11(word));
    return settle(word, operation()) ? putDouble(field27(word)) : NEXT;
  }

  /** Class 3 in 0E: the format's left bit is the half of r2 for singles, and must be 0 for doubles. */
  function binaryHalves({ single, double }: Formats): Semantics {
    return (word) => {
      const trap = begin();
      if (trap !== 0) return trap;
      if ((word & 0x800) !== 0) return half2(word) === 0 ? binaryDouble(word, double) : assistException;
      setSingleA(field6(word), half1(word));
      setSingleB(field11(word), half2(word));
      return settle(word, single()) ? putSingle(field27(word), halfT(word)) : NEXT;
    };
  }

  /** Class 0. */
  function unary({ single, double }: Formats): Semantics {
    return (word) => {
      const trap = begin();
      if (trap !== 0) return trap;
      switch ((word >>> 11) & 3) {
        case SGL:
          setSingleA(field6(word), half1(word));
          return settle(word, single()) ? putSingle(field27(word), halfT(word)) : NEXT;
        case DBL:
          setDoubleA(field6(word));
          return settle(word, double()) ? putDouble(field27(word)) : NEXT;
        default:
          return otherFormat(word, ((word >>> 11) & 3) === QUAD);
      }
    };
  }

  /** Formats that are not implemented: quad, which 0C has but 0E has not, and undefined ones. */
  function otherFormat(word: number, quad: boolean): number {
    return quad && word >>> 26 === 0x0c ? leaveToSoftware(word) : assistException;
  }

  /** Class 1: the operations by source and destination format, `from` and `to` 64-bit ("double") or 32-bit. */
  interface Conversions {
    readonly singleToSingle?: Operation;
    readonly singleToDouble: Operation;
    readonly doubleToSingle: Operation;
    readonly doubleToDouble?: Operation;
  }

  function conversion(conversions: Conversions): Semantics {
    const { singleToSingle, singleToDouble, doubleToSingle, doubleToDouble } = conversions;
    return (word) => {
      const trap = begin();
      if (trap !== 0) return trap;
      const from = (word >>> 11) & 3;
      const to = (word >>> 13) & 3;
      if (from > DBL || to > DBL) {
        const known = from !== 2 && to !== 2 && (from !== to || singleToSingle !== undefined);
        return otherFormat(word, known);
      }
      if (from === SGL) setSingleA(field6(word), half1(word));
      else setDoubleA(field6(word));
      const operation =
        from === SGL ? (to === SGL ? singleToSingle : singleToDouble) : to === SGL ? doubleToSingle : doubleToDouble;
      // From a floating-point format to itself.
      if (operation === undefined) return assistException;
      if (!settle(word, operation())) return NEXT;
      return to === SGL ? putSingle(field27(word), halfT(word)) : putDouble(field27(word));
    };
  }

  /** Class 2: FCMP in 0C. */
  const compare: Semantics = (word) => {
    const trap = begin();
    if (trap !== 0) return trap;
    switch ((word >>> 11) & 3) {
      case SGL:
        setSingleA(field6(word), 0);
        setSingleB(field11(word), 0);
        return finishCompare(word, false);
      case DBL:
        setDoubleA(field6(word));
        setDoubleB(field11(word));
        return finishCompare(word, true);
      default:
        return otherFormat(word, ((word >>> 11) & 3) === QUAD);
    }
  };

  /** FCMP in 0E. */
  const compareHalves: Semantics = (word) => {
    const trap = begin();
    if (trap !== 0) return trap;
    if ((word & 0x800) !== 0) {
      if (half2(word) !== 0) return assistException;
      setDoubleA(field6(word));
      setDoubleB(field11(word));
      return finishCompare(word, true);
    }
    setSingleA(field6(word), half1(word));
    setSingleB(field11(word), half2(word));
    return finishCompare(word, false);
  };

  function finishCompare(word: number, double: boolean): number {
    const c = field27(word);
    const exceptions = unit.compare(double ? DOUBLE : SINGLE, c);
    if (settle(word, exceptions)) {
      words[LAYOUT.FR] = withComparison(words[LAYOUT.FR], (c & unit.left) !== 0);
    }
    return NEXT;
  }

  const ftest: Semantics = (word) => begin() || (testHolds(words[LAYOUT.FR], field27(word)) ? NULLIFY : NEXT);

  const identify: Semantics = () => {
    const trap = begin();
    if (trap !== 0) return trap;
    words[LAYOUT.FR] = withIdentity(words[LAYOUT.FR]);
    return NEXT;
  };

  const xmpyu: Semantics = (word) => {
    const trap = begin();
    if (trap !== 0) return trap;
    setSingleA(field6(word), half1(word));
    setSingleB(field11(word), half2(word));
    unit.multiplyIntegers();
    return putDouble(field27(word));
  };

  /** Registers of FMPYADD and FMPYSUB beside rm1, rm2 and tm, which stand where r1, r2 and t do. */
  const fieldTa = (word: number): number => (word >>> 11) & 31;
  const fieldRa = (word: number): number => (word >>> 6) & 31;

  /** FMPYADD, FMPYSUB on doubles. `combine` adds to or subtracts from register ta. */
  function multipleDouble(combine: Operation): Semantics {
    return (word) => {
      const trap = begin();
      if (trap !== 0) return trap;
      setDoubleA(field6(word));
      setDoubleB(field11(word));
      let exceptions = unit.multiplyDouble();
      const { left, right } = unit;
      setDoubleA(fieldTa(word));
      setDoubleB(fieldRa(word));
      exceptions |= combine();
      if (!settleMultiple(word, exceptions)) return NEXT;
      putDouble(fieldTa(word));
      unit.left = left;
      unit.right = right;
      return putDouble(field27(word));
    };
  }

  /** FMPYADD, FMPYSUB on singles, whose fields name halves of registers 16 to 31. */
  function multipleSingle(combine: Operation): Semantics {
    return (word) => {
      const trap = begin();
      if (trap !== 0) return trap;
      unit.setA(words[upperHalf(field6(word))], 0);
      unit.setB(words[upperHalf(field11(word))], 0);
      let exceptions = unit.multiplySingle();
      const product = unit.left;
      unit.setA(words[upperHalf(fieldTa(word))], 0);
      unit.setB(words[upperHalf(fieldRa(word))], 0);
      exceptions |= combine();
      if (!settleMultiple(word, exceptions)) return NEXT;
      words[upperHalf(fieldTa(word))] = unit.left;
      words[upperHalf(field27(word))] = product;
      return NEXT;
    };
  }

  /** Index of the word for a single operand of FMPYADD and FMPYSUB. Manual: table 6-17. */
  function upperHalf(field: number): number {
    return LAYOUT.FR + 2 * (16 + (field & 15)) + (field >>> 4);
  }

  /** An exception register cannot hold an IEEE exception of these: if one traps, nothing of the instruction is done. */
  function settleMultiple(word: number, exceptions: number): boolean {
    const traps = (exceptions & (unit.enables | EXCEPTION.UNIMPLEMENTED)) !== 0;
    return settle(word, traps ? EXCEPTION.UNIMPLEMENTED : exceptions);
  }

  const ADD = { single: () => unit.addSingle(), double: () => unit.addDouble() };
  const SUBTRACT = { single: () => unit.subtractSingle(), double: () => unit.subtractDouble() };
  const MULTIPLY = { single: () => unit.multiplySingle(), double: () => unit.multiplyDouble() };
  const DIVIDE = { single: () => unit.divideSingle(), double: () => unit.divideDouble() };
  const SQUARE_ROOT = { single: () => unit.squareRootSingle(), double: () => unit.squareRootDouble() };
  const ROUND = { single: () => unit.roundSingle(), double: () => unit.roundDouble() };
  const COPY = { single: () => unit.copy(), double: () => unit.copy() };
  const MAGNITUDE = { single: () => unit.magnitude(), double: () => unit.magnitude() };

  const FLOAT_TO_FLOAT = conversion({
    singleToDouble: () => unit.singleToDouble(),
    doubleToSingle: () => unit.doubleToSingle(),
  });
  const FIXED_TO_FLOAT = conversion({
    singleToSingle: () => unit.wordToSingle(),
    singleToDouble: () => unit.wordToDouble(),
    doubleToSingle: () => unit.doublewordToFloat(SINGLE),
    doubleToDouble: () => unit.doublewordToFloat(DOUBLE),
  });
  const FLOAT_TO_FIXED = conversion({
    singleToSingle: () => unit.toInteger(SINGLE, 32),
    singleToDouble: () => unit.toInteger(SINGLE, 64),
    doubleToSingle: () => unit.toInteger(DOUBLE, 32),
    doubleToDouble: () => unit.toInteger(DOUBLE, 64),
  });
  const FLOAT_TO_FIXED_TRUNCATED = conversion({
    singleToSingle: () => unit.truncateToWord(SINGLE),
    singleToDouble: () => unit.truncate(SINGLE, 64),
    doubleToSingle: () => unit.truncateToWord(DOUBLE),
    doubleToDouble: () => unit.truncate(DOUBLE, 64),
  });

  const emulate: Semantics = () => emulateOperation(core);

  return {
    fid: identify,
    fcpy: unary(COPY),
    fcpy0e: unary(COPY),
    fabs: unary(MAGNITUDE),
    fabs0e: unary(MAGNITUDE),
    fsqrt: unary(SQUARE_ROOT),
    fsqrt0e: unary(SQUARE_ROOT),
    frnd: unary(ROUND),
    frnd0e: unary(ROUND),
    fcnvff: FLOAT_TO_FLOAT,
    fcnvff0e: FLOAT_TO_FLOAT,
    fcnvxf: FIXED_TO_FLOAT,
    fcnvxf0e: FIXED_TO_FLOAT,
    fcnvfx: FLOAT_TO_FIXED,
    fcnvfx0e: FLOAT_TO_FIXED,
    fcnvfxt: FLOAT_TO_FIXED_TRUNCATED,
    fcnvfxt0e: FLOAT_TO_FIXED_TRUNCATED,
    fcmp: compare,
    fcmp0e: compareHalves,
    ftest,
    fadd: binary(ADD),
    fadd0e: binaryHalves(ADD),
    fsub: binary(SUBTRACT),
    fsub0e: binaryHalves(SUBTRACT),
    fmpy: binary(MULTIPLY),
    fmpy0e: binaryHalves(MULTIPLY),
    fdiv: binary(DIVIDE),
    fdiv0e: binaryHalves(DIVIDE),
    xmpyu,
    fmpyadddbl: multipleDouble(ADD.double),
    fmpyaddsgl: multipleSingle(ADD.single),
    fmpysubdbl: multipleDouble(SUBTRACT.double),
    fmpysubsgl: multipleSingle(SUBTRACT.single),
    pmdis: emulate,
    pmenb: emulate,
    copr: coprocessorOperation,
    spop0: emulate,
    spop1: emulate,
    spop2: emulate,
    spop3: emulate,
  } as const satisfies Partial<Record<Mnemonic, Semantics>>;
}
