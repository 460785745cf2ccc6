/** Random floating-point operands, for tests: all kinds of numbers, and pairs that are near each other. */
import { xorshift32 } from '../../xorshift.ts';
import { DOUBLE, encode, infinity, SINGLE, type Format } from '../formats.ts';

/** A number from 0 (inclusive) to `below` (exclusive). */
export type Random = (below: number) => number;

/** A generator; the same seed gives the same numbers. */
export function randomFrom(seed: number): Random {
  let state = seed | 1;
  return (below) => {
    state = xorshift32(state);
    return Math.floor(((state >>> 0) / 2 ** 32) * below);
  };
}

function randomBits(random: Random, length: number): bigint {
  let bits = 0n;
  for (let i = 0; i < length; i += 16) bits = (bits << 16n) | BigInt(random(65536));
  return BigInt.asUintN(length, bits);
}

/** A fraction: often with long runs of equal bits, where rounding is interesting. */
function randomFraction(random: Random, length: number): bigint {
  const bits = randomBits(random, length);
  const cut = BigInt(random(length));
  const ones = (1n << BigInt(length)) - 1n;
  switch (random(5)) {
    case 0:
      return bits;
    case 1:
      return (bits >> cut) << cut;
    case 2:
      return BigInt.asUintN(length, bits << cut) | ((1n << cut) - 1n);
    case 3:
      return (ones >> cut) << cut;
    default:
      return (1n << cut) + BigInt(random(3)) - 1n;
  }
}

/** The bits of any number, NaNs of both kinds and infinities among them. */
function randomOperand(random: Random, format: Format): bigint {
  const { precision, maxExponent } = format;
  const sign = random(2);
  const fraction = BigInt.asUintN(precision - 1, randomFraction(random, precision - 1));
  const top = 2 * maxExponent + 1;
  switch (random(12)) {
    case 0:
      return encode(format, sign, 0, random(3) === 0 ? 0n : fraction);
    case 1:
      return encode(format, sign, top, random(3) === 0 ? 0n : fraction);
    case 2:
      return encode(format, sign, 1 + random(3), fraction);
    case 3:
      return encode(format, sign, top - 1 - random(3), fraction);
    case 4:
      return encode(format, sign, random(top), fraction);
    case 5:
      return infinity(format, sign) - BigInt(random(3));
    default:
      return encode(format, sign, maxExponent + random(2 * precision) - precision, fraction);
  }
}

/** Two operands, sometimes of nearly the same size, so that sums cancel. */
export function randomPair(random: Random, format: Format): [bigint, bigint] {
  const a = randomOperand(random, format);
  if (random(3) !== 0) return [a, randomOperand(random, format)];
  const near = a + BigInt(random(5) - 2) * (random(2) === 0 ? 1n : 1n << BigInt(random(format.precision)));
  const flipped = random(2) === 0 ? near : near ^ (1n << BigInt(format.width - 1));
  return [a, BigInt.asUintN(format.width, flipped)];
}

/** A number whose magnitude is below 2^bits or not much larger. */
export function randomBelow(random: Random, format: Format, bits: number): bigint {
  const fraction = BigInt.asUintN(format.precision - 1, randomFraction(random, format.precision - 1));
  return encode(format, random(2), format.maxExponent + random(bits + 8) - 7, fraction);
}

/** 64 bits: a double, or two singles. */
export function randomDoubleword(random: Random): bigint {
  if (random(2) === 0) return randomOperand(random, DOUBLE);
  return (randomOperand(random, SINGLE) << 32n) | randomOperand(random, SINGLE);
}
