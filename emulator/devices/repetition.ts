/**
 * What a later command says about an uncertain one: is it that one over again? Each device says it of its own commands
 * (definition.ts); hypervisor/history asks. What counts is what is seen from outside, so slot and buffer may be others.
 */

export type Relation =
  /** It has nothing to do with it. */
  | 'apart'
  | 'repeats'
  /** It is a part of it over again, or what was left of it: so many units, from its beginning, are settled. */
  | { readonly settled: number }
  /** It goes on behind it, and all of it was performed. */
  | 'behind'
  /** It comes in its place. */
  | 'instead';

/** What the comparison needs to know besides the two commands. */
export interface Knowledge {
  /** Units of the earlier command that were repeated, or need not be. */
  readonly settled: number;
  /** How far the device's stream is known to have come: see `reaches` of a command's definition. */
  readonly reached: number;
}

/** Do two buffers hold the same bytes? */
export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
