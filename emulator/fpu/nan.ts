/**
 * Not-a-number results. Made in software, bit by bit: neither JavaScript nor WebAssembly promises a NaN's bits, and both
 * machines of a pair must have the same. Manual: chapter 6, "Operations With NaNs".
 *
 * PA-RISC marks a *signaling* NaN by a 1 in the first bit of the fraction. Where the manual leaves a choice (the second
 * bit of a NaN made quiet), the bit is set.
 */
import { infinity, type Format } from './formats.ts';

/** The fraction's first bit: signaling. */
function firstBit(format: Format): bigint {
  return 1n << BigInt(format.precision - 2);
}

/** The fraction's second bit. */
function secondBit(format: Format): bigint {
  return 1n << BigInt(format.precision - 3);
}

function fractionOf(format: Format, bits: bigint): bigint {
  return bits & ((1n << BigInt(format.precision - 1)) - 1n);
}

export function isNan(format: Format, bits: bigint): boolean {
  const exponent = infinity(format, 0);
  return (bits & exponent) === exponent && fractionOf(format, bits) !== 0n;
}

export function isSignaling(format: Format, bits: bigint): boolean {
  return isNan(format, bits) && (bits & firstBit(format)) !== 0n;
}

/** What an invalid operation gives when no operand is a NaN. */
export function defaultNan(format: Format): bigint {
  return infinity(format, 0) | secondBit(format);
}

/** A signaling NaN made quiet. */
function quieted(format: Format, bits: bigint): bigint {
  return (bits & ~firstBit(format)) | secondBit(format);
}

/** The result for one operand that is a NaN. */
export function propagatedOne(format: Format, a: bigint): bigint {
  return isSignaling(format, a) ? quieted(format, a) : a;
}

/**
 * The result for operands of which at least one is a NaN: the first signaling one, made quiet, else the first quiet one.
 */
export function propagated(format: Format, a: bigint, b: bigint): bigint {
  if (isSignaling(format, a)) return quieted(format, a);
  if (isSignaling(format, b)) return quieted(format, b);
  return isNan(format, a) ? a : b;
}

/** The NaN `bits` of one format as a quiet NaN of another: the leftmost bits of its fraction stay. */
export function convertedNan(from: Format, to: Format, bits: bigint): bigint {
  const quiet = propagatedOne(from, bits);
  const sign = Number(quiet >> BigInt(from.width - 1));
  const shift = BigInt(to.precision - from.precision);
  const fraction = fractionOf(from, quiet);
  const moved = shift >= 0n ? fraction << shift : fraction >> -shift;
  return infinity(to, sign) | (moved === 0n ? secondBit(to) : moved);
}
