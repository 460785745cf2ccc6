/** Marsaglia's xorshift of 32 bits (Journal of Statistical Software 8(14), 2003): numbers that look random. */

/** The number after `state`, with sign; from 0 there is no way on. */
export function xorshift32(state: number): number {
  let x = state;
  x ^= x << 13;
  x ^= x >>> 17;
  x ^= x << 5;
  return x;
}
