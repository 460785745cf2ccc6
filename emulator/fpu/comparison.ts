/**
 * FCMP: the relation between two numbers, and the 32 conditions. Manual: chapter 6, "Comparison Conditions", table 6-13.
 */
import { EXCEPTION } from './exceptions.ts';
import type { Format } from './formats.ts';
import { isNan, isSignaling } from './nan.ts';

/** The bits of the field c, by the relation for which they make the condition true. */
export const RELATION = { GREATER: 16, LESS: 8, EQUAL: 4, UNORDERED: 2 } as const;

/** The bit of the field c that makes an unordered comparison invalid. */
const INVALID_IF_UNORDERED = 1;

/** One of {@link RELATION}. Plus and minus zero are equal; a NaN is unordered even to itself. */
export function relation(format: Format, a: bigint, b: bigint): number {
  if (isNan(format, a) || isNan(format, b)) return RELATION.UNORDERED;
  const x = ordinal(format, a);
  const y = ordinal(format, b);
  if (x === y) return RELATION.EQUAL;
  return x < y ? RELATION.LESS : RELATION.GREATER;
}

/** The exceptions that comparing by the condition `c` raises. */
export function comparisonExceptions(format: Format, a: bigint, b: bigint, c: number): number {
  const unordered = isNan(format, a) || isNan(format, b);
  const signaling = isSignaling(format, a) || isSignaling(format, b);
  return signaling || (unordered && (c & INVALID_IF_UNORDERED) !== 0) ? EXCEPTION.INVALID : 0;
}

/** An integer that is ordered as the numbers are: the bits without the sign, negated for negative numbers. */
function ordinal(format: Format, bits: bigint): bigint {
  return BigInt.asIntN(format.width, bits) < 0n ? -BigInt.asUintN(format.width - 1, bits) : bits;
}
