/** Random numbers that a seed determines: the same seed gives the same run. */
import { xorshift32 } from '../../../emulator/xorshift.ts';

export class Random {
  #state: number;

  constructor(seed: number) {
    // Zero is the one state from which the generator never moves; the constant also spreads small seeds.
    this.#state = Math.imul(seed, 0x9e3779b1) | 1;
    for (let round = 0; round < 8; round += 1) this.below(1);
  }

  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number {
    this.#state = xorshift32(this.#state);
    return (this.#state >>> 0) % limit;
  }
}
