/**
 * Conversions between formats and to and from two's complement integers. Manual: chapter 6, instruction pages FCNVFF,
 * FCNVXF, FCNVFX; tables 6-21 to 6-23.
 */
import { EXCEPTION } from './exceptions.ts';
import { infinity, zero, type Format } from './formats.ts';
import { convertedNan, isNan, isSignaling } from './nan.ts';
import { round, roundToMultiple, type Environment, type Result } from './rounding.ts';
import { unpack } from './unpacked.ts';

/** FCNVFF. */
export function convertFormat(from: Format, to: Format, a: bigint, environment: Environment): Result {
  if (isNan(from, a)) {
    return { bits: convertedNan(from, to, a), exceptions: isSignaling(from, a) ? EXCEPTION.INVALID : 0 };
  }
  const x = unpack(from, a);
  if (x.kind === 'zero') return { bits: zero(to, x.sign), exceptions: 0 };
  if (x.kind === 'infinity') return { bits: infinity(to, x.sign), exceptions: 0 };
  return round(to, x, environment);
}

/** FCNVXF. `value` is a signed integer. */
export function fromInteger(to: Format, value: bigint, environment: Environment): Result {
  if (value === 0n) return { bits: 0n, exceptions: 0 };
  const significand = value < 0n ? -value : value;
  return round(to, { sign: value < 0n ? 1 : 0, significand, exponent: 0 }, environment);
}

/**
 * FCNVFX, and FCNVFXT if `rounding` is toward zero, to a signed integer of `width` bits, given unsigned. A NaN, an
 * infinity or a result out of range is left to software.
 */
export function toInteger(from: Format, width: 32 | 64, a: bigint, rounding: number): Result {
  const x = unpack(from, a);
  if (x.kind === 'zero') return { bits: 0n, exceptions: 0 };
  if (x.kind !== 'finite') return { bits: 0n, exceptions: EXCEPTION.UNIMPLEMENTED };
  const { multiple, inexact } = roundToMultiple(x, 0, rounding);
  const value = x.sign === 0 ? multiple : -multiple;
  if (BigInt.asIntN(width, value) !== value) return { bits: 0n, exceptions: EXCEPTION.UNIMPLEMENTED };
  return { bits: BigInt.asUintN(width, value), exceptions: inexact ? EXCEPTION.INEXACT : 0 };
}
