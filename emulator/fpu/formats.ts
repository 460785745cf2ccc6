/**
 * The binary floating-point formats that the arithmetic knows. Manual: chapter 6, "Floating-point Formats", table 6-3. Quad
 * is not among them: every operation on it is left to software (unimplemented exception).
 */
export interface Format {
  /** Width in bits. */
  readonly width: 32 | 64;
  /** p: the bits of a significand, with the one before the point. */
  readonly precision: number;
  /** Of a normalized number, unbiased. */
  readonly minExponent: number;
  readonly maxExponent: number;
  /** What is added to or subtracted from the exponent of a result whose underflow or overflow traps. */
  readonly biasAdjustment: number;
}

export const SINGLE: Format = { width: 32, precision: 24, minExponent: -126, maxExponent: 127, biasAdjustment: 192 };

export const DOUBLE: Format = { width: 64, precision: 53, minExponent: -1022, maxExponent: 1023, biasAdjustment: 1536 };

/** The sign bit alone. */
export function signBit(format: Format): bigint {
  return 1n << BigInt(format.width - 1);
}

/** Infinity with the sign 0 (plus) or 1. */
export function infinity(format: Format, sign: number): bigint {
  return encode(format, sign, 2 * format.maxExponent + 1, 0n);
}

/** The finite number of the largest magnitude. */
export function largest(format: Format, sign: number): bigint {
  return infinity(format, sign) - 1n;
}

/** Zero with a sign. */
export function zero(format: Format, sign: number): bigint {
  return sign === 0 ? 0n : signBit(format);
}

/** Puts the three fields together; `biased` is the exponent field. */
export function encode(format: Format, sign: number, biased: number, fraction: bigint): bigint {
  return zero(format, sign) | (BigInt(biased) << BigInt(format.precision - 1)) | fraction;
}
