/**
 * Rounding: from an exact value to a number of a format, with the exceptions that this raises. Manual: chapter 6,
 * "Rounding", "Overflow Exception", "Underflow Exception" (tininess is detected after rounding, as if the exponent had no
 * bounds).
 */
import { EXCEPTION } from './exceptions.ts';
import { encode, infinity, largest, zero, type Format } from './formats.ts';
import { bitLength } from './unpacked.ts';

/** Values of the Status Register's field RM. Manual: table 6-5. */
export const ROUNDING = { NEAREST: 0, TOWARD_ZERO: 1, UP: 2, DOWN: 3 } as const;

/** What the Status Register tells an operation. */
export interface Environment {
  /** One of {@link ROUNDING}. */
  readonly rounding: number;
  /** The exceptions whose traps are enabled: for overflow and underflow they change the result. */
  readonly enables: number;
}

/** Result bits and the set of exceptions raised; the bits mean nothing if one of them traps before a result exists. */
export interface Result {
  readonly bits: bigint;
  readonly exceptions: number;
}

/** The magnitude significand * 2^exponent with a sign, not zero. */
export interface Exact {
  readonly sign: number;
  readonly significand: bigint;
  readonly exponent: number;
}

/** A magnitude rounded to a multiple of 2^quantum. */
export interface Rounded {
  readonly multiple: bigint;
  readonly inexact: boolean;
}

/** Rounds to a multiple of 2^quantum. */
export function roundToMultiple({ sign, significand, exponent }: Exact, quantum: number, rounding: number): Rounded {
  if (exponent >= quantum) return { multiple: significand << BigInt(exponent - quantum), inexact: false };
  const shift = BigInt(quantum - exponent);
  const multiple = significand >> shift;
  const rest = significand - (multiple << shift);
  if (rest === 0n) return { multiple, inexact: false };
  return { multiple: awayFromZero(sign, multiple, rest, shift, rounding) ? multiple + 1n : multiple, inexact: true };
}

function awayFromZero(sign: number, multiple: bigint, rest: bigint, shift: bigint, rounding: number): boolean {
  switch (rounding) {
    case ROUNDING.NEAREST: {
      const twice = rest << 1n;
      const one = 1n << shift;
      return twice > one || (twice === one && (multiple & 1n) === 1n);
    }
    case ROUNDING.UP:
      return sign === 0;
    case ROUNDING.DOWN:
      return sign === 1;
    default:
      return false;
  }
}

/**
 * Rounds to a number of `format`. A result whose overflow or underflow traps has its exponent adjusted; if it is out of
 * range even so, which only conversions can bring about, the operation is unimplemented.
 */
export function round(format: Format, value: Exact, environment: Environment): Result {
  const { precision, minExponent, maxExponent, biasAdjustment } = format;
  const quantum = bitLength(value.significand) + value.exponent - precision;
  const unbounded = roundToMultiple(value, quantum, environment.rounding);
  const exponent = bitLength(unbounded.multiple) + quantum - 1;
  const inexact = unbounded.inexact ? EXCEPTION.INEXACT : 0;
  if (exponent > maxExponent) {
    if ((environment.enables & EXCEPTION.OVERFLOW) === 0) return overflowed(format, value.sign, environment.rounding);
    return adjusted(format, value.sign, unbounded, quantum - biasAdjustment, EXCEPTION.OVERFLOW | inexact);
  }
  if (exponent < minExponent) {
    if ((environment.enables & EXCEPTION.UNDERFLOW) === 0) return denormalized(format, value, environment.rounding);
    return adjusted(format, value.sign, unbounded, quantum + biasAdjustment, EXCEPTION.UNDERFLOW | inexact);
  }
  return { bits: pack(format, value.sign, unbounded.multiple, quantum), exceptions: inexact };
}

function overflowed(format: Format, sign: number, rounding: number): Result {
  const toInfinity =
    rounding === ROUNDING.NEAREST ||
    (rounding === ROUNDING.UP && sign === 0) ||
    (rounding === ROUNDING.DOWN && sign === 1);
  const bits = toInfinity ? infinity(format, sign) : largest(format, sign);
  return { bits, exceptions: EXCEPTION.OVERFLOW | EXCEPTION.INEXACT };
}

function denormalized(format: Format, value: Exact, rounding: number): Result {
  const quantum = format.minExponent - format.precision + 1;
  const { multiple, inexact } = roundToMultiple(value, quantum, rounding);
  return {
    bits: pack(format, value.sign, multiple, quantum),
    exceptions: inexact ? EXCEPTION.UNDERFLOW | EXCEPTION.INEXACT : 0,
  };
}

function adjusted(format: Format, sign: number, { multiple }: Rounded, quantum: number, exceptions: number): Result {
  const exponent = bitLength(multiple) + quantum - 1;
  if (exponent < format.minExponent || exponent > format.maxExponent) {
    return { bits: 0n, exceptions: EXCEPTION.UNIMPLEMENTED };
  }
  return { bits: pack(format, sign, multiple, quantum), exceptions };
}

/**
 * The bits of multiple * 2^quantum, which fits the format; `quantum` is the last place of a number of its size, or one
 * less precise place if rounding carried out of the leftmost bit.
 */
function pack(format: Format, sign: number, multiple: bigint, quantum: number): bigint {
  if (multiple === 0n) return zero(format, sign);
  const hidden = 1n << BigInt(format.precision - 1);
  const biased = quantum + format.precision - 1 - format.minExponent + 1;
  if (multiple < hidden) return encode(format, sign, 0, multiple);
  return encode(format, sign, biased, 0n) + (multiple - hidden);
}
