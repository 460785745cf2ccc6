/** From bits to what they mean: sign, class, and for finite numbers an exact value. Manual: chapter 6, tables 6-3, 6-4. */
import { type Format } from './formats.ts';

export interface Unpacked {
  readonly kind: 'zero' | 'finite' | 'infinity' | 'nan';
  /** 0 for plus, 1 for minus. */
  readonly sign: number;
  /** The magnitude is significand * 2^exponent if kind is finite; 0 otherwise. */
  readonly significand: bigint;
  readonly exponent: number;
}

export function unpack(format: Format, bits: bigint): Unpacked {
  const { precision, width, minExponent, maxExponent } = format;
  const sign = Number(bits >> BigInt(width - 1));
  const fraction = bits & ((1n << BigInt(precision - 1)) - 1n);
  const biased = Number((bits >> BigInt(precision - 1)) & BigInt(2 * maxExponent + 1));
  if (biased === 2 * maxExponent + 1) {
    return { kind: fraction === 0n ? 'infinity' : 'nan', sign, significand: 0n, exponent: 0 };
  }
  if (biased === 0 && fraction === 0n) return { kind: 'zero', sign, significand: 0n, exponent: 0 };
  const hidden = biased === 0 ? 0n : 1n << BigInt(precision - 1);
  const exponent = minExponent + Math.max(biased, 1) - 1 - (precision - 1);
  return { kind: 'finite', sign, significand: fraction | hidden, exponent };
}

/** Number of bits of a positive number, without leading zeros. */
export function bitLength(value: bigint): number {
  const digits = value.toString(16);
  return digits.length * 4 - Math.clz32(parseInt(digits[0], 16)) + 28;
}
