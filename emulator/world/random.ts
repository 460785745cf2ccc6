/**
 * Pseudo-random numbers that a seed determines: a run with `--uncertain PROBABILITY,SEED` can be repeated.
 */
import type { Rollback } from '../checkpoint.ts';
import { xorshift32 } from '../xorshift.ts';

export class Random {
  #state: number;

  /** `seed`: any 32-bit number. */
  constructor(seed: number) {
    // Zero would stay zero for ever; the multiplication keeps neighbouring seeds apart.
    this.#state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 1;
  }

  checkpoint(): Rollback {
    const state = this.#state;
    return () => void (this.#state = state);
  }

  /** A number from 0 up to, but not including, 1. */
  fraction(): number {
    this.#state = xorshift32(this.#state);
    return (this.#state >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to `max`. */
  upTo(max: number): number {
    return Math.floor(this.fraction() * (max + 1));
  }
}
