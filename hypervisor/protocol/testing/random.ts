/** Random numbers that a seed determines: the same seed gives the same run. (xorshift32, Marsaglia 2003.) */
export class Random {
  #state: number;

  constructor(seed: number) {
    // Zero is the one state from which the generator never moves; the constant also spreads small seeds.
    this.#state = Math.imul(seed, 0x9e3779b1) | 1;
    for (let round = 0; round < 8; round += 1) this.below(1);
  }

  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % limit;
  }
}
