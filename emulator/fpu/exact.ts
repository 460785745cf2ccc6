/**
 * The arithmetic operations on operands of any kind, in any rounding mode: computed exactly, then rounded once. Manual:
 * chapter 6, instruction pages FADD to FRND. ./unit.ts does the common cases faster.
 */
import { EXCEPTION } from './exceptions.ts';
import { infinity, signBit, zero, type Format } from './formats.ts';
import { defaultNan, isNan, isSignaling, propagated, propagatedOne } from './nan.ts';
import { round, ROUNDING, roundToMultiple, type Environment, type Exact, type Result } from './rounding.ts';
import { bitLength, unpack, type Unpacked } from './unpacked.ts';

/** An operation on numbers of one format. */
export type Binary = (format: Format, a: bigint, b: bigint, environment: Environment) => Result;
export type Unary = (format: Format, a: bigint, environment: Environment) => Result;

/** FADD. */
export const add: Binary = (format, a, b, environment) =>
  withNumbers(format, a, b, (x, y) => sum(format, x, y, environment));

/** FSUB: the sum of `a` and the negated `b`, except that a NaN keeps its sign. */
export const subtract: Binary = (format, a, b, environment) =>
  withNumbers(format, a, b, (x, y) => sum(format, x, { ...y, sign: 1 - y.sign }, environment));

/** FMPY. */
export const multiply: Binary = (format, a, b, environment) =>
  withNumbers(format, a, b, (x, y) => {
    const sign = x.sign ^ y.sign;
    if (x.kind === 'infinity' || y.kind === 'infinity') {
      return x.kind === 'zero' || y.kind === 'zero' ? invalid(format) : exact(infinity(format, sign));
    }
    if (x.kind === 'zero' || y.kind === 'zero') return exact(zero(format, sign));
    const product = { sign, significand: x.significand * y.significand, exponent: x.exponent + y.exponent };
    return round(format, product, environment);
  });

/** FDIV. */
export const divide: Binary = (format, a, b, environment) =>
  withNumbers(format, a, b, (x, y) => {
    const sign = x.sign ^ y.sign;
    if (x.kind === 'infinity') return y.kind === 'infinity' ? invalid(format) : exact(infinity(format, sign));
    if (y.kind === 'infinity') return exact(zero(format, sign));
    if (y.kind === 'zero') {
      if (x.kind === 'zero') return invalid(format);
      return { bits: infinity(format, sign), exceptions: EXCEPTION.DIVISION_BY_ZERO };
    }
    if (x.kind === 'zero') return exact(zero(format, sign));
    return round(format, { sign, ...quotient(format, x, y) }, environment);
  });

/** FSQRT. */
export const squareRoot: Unary = (format, a, environment) => {
  if (isNan(format, a)) return oneNan(format, a);
  const x = unpack(format, a);
  if (x.kind === 'zero') return exact(a);
  if (x.sign === 1) return invalid(format);
  if (x.kind === 'infinity') return exact(a);
  return round(format, { sign: 0, ...root(format, x) }, environment);
};

/** FRND: to an integral value. Never tiny, never too large. */
export const roundToIntegral: Unary = (format, a, environment) => {
  if (isNan(format, a)) return oneNan(format, a);
  const x = unpack(format, a);
  if (x.kind !== 'finite') return exact(a);
  const { multiple, inexact } = roundToMultiple(x, 0, environment.rounding);
  const exceptions = inexact ? EXCEPTION.INEXACT : 0;
  if (multiple === 0n) return { bits: zero(format, x.sign), exceptions };
  return { bits: round(format, { sign: x.sign, significand: multiple, exponent: 0 }, environment).bits, exceptions };
};

/** The result with no exception. */
function exact(bits: bigint): Result {
  return { bits, exceptions: 0 };
}

function invalid(format: Format): Result {
  return { bits: defaultNan(format), exceptions: EXCEPTION.INVALID };
}

function oneNan(format: Format, a: bigint): Result {
  return { bits: propagatedOne(format, a), exceptions: isSignaling(format, a) ? EXCEPTION.INVALID : 0 };
}

/** Deals with NaNs, and leaves the rest to `operate`. */
function withNumbers(format: Format, a: bigint, b: bigint, operate: (x: Unpacked, y: Unpacked) => Result): Result {
  if (isNan(format, a) || isNan(format, b)) {
    const signaling = isSignaling(format, a) || isSignaling(format, b);
    return { bits: propagated(format, a, b), exceptions: signaling ? EXCEPTION.INVALID : 0 };
  }
  return operate(unpack(format, a), unpack(format, b));
}

function sum(format: Format, x: Unpacked, y: Unpacked, environment: Environment): Result {
  if (x.kind === 'infinity' || y.kind === 'infinity') {
    if (x.kind === y.kind && x.sign !== y.sign) return invalid(format);
    return exact(infinity(format, x.kind === 'infinity' ? x.sign : y.sign));
  }
  const exponent = commonExponent(x, y);
  const total = aligned(x, exponent) + aligned(y, exponent);
  if (total === 0n) {
    const sign = x.sign === y.sign ? x.sign : environment.rounding === ROUNDING.DOWN ? 1 : 0;
    return exact(sign === 0 ? 0n : signBit(format));
  }
  const value = { sign: total < 0n ? 1 : 0, significand: total < 0n ? -total : total, exponent };
  return round(format, value, environment);
}

function commonExponent(x: Unpacked, y: Unpacked): number {
  if (x.kind === 'zero') return y.exponent;
  return y.kind === 'zero' ? x.exponent : Math.min(x.exponent, y.exponent);
}

/** The value in units of 2^exponent, with its sign. */
function aligned({ kind, sign, significand, exponent: own }: Unpacked, exponent: number): bigint {
  if (kind === 'zero') return 0n;
  const magnitude = significand << BigInt(own - exponent);
  return sign === 0 ? magnitude : -magnitude;
}

type Magnitude = Omit<Exact, 'sign'>;

/** x / y, with at least two bits more than the format has; the last one is 1 if there was a remainder. */
function quotient(format: Format, x: Unpacked, y: Unpacked): Magnitude {
  const shift = Math.max(0, format.precision + 3 + bitLength(y.significand) - bitLength(x.significand));
  const dividend = x.significand << BigInt(shift);
  const whole = dividend / y.significand;
  const remainder = whole * y.significand !== dividend;
  return {
    significand: (whole << 1n) | (remainder ? 1n : 0n),
    exponent: x.exponent - shift - y.exponent - 1,
  };
}

/** The square root, in the same manner. */
function root(format: Format, x: Unpacked): Magnitude {
  const wanted = Math.max(0, 2 * (format.precision + 2) - bitLength(x.significand));
  const shift = (x.exponent - wanted) % 2 === 0 ? wanted : wanted + 1;
  const radicand = x.significand << BigInt(shift);
  const whole = integerRoot(radicand);
  const remainder = whole * whole !== radicand;
  return { significand: (whole << 1n) | (remainder ? 1n : 0n), exponent: (x.exponent - shift) / 2 - 1 };
}

/** The largest integer whose square is at most `value`: Newton's iteration from above. */
function integerRoot(value: bigint): bigint {
  let guess = 1n << BigInt(Math.ceil(bitLength(value) / 2));
  for (;;) {
    const next = (guess + value / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}
