/** Everything that is left to chance in a simulated run, drawn from its seed. */
import type { Rollback } from '../../../emulator/checkpoint.ts';
import { Random } from '../../../emulator/world/random.ts';

export class Chance {
  readonly #random: Random;

  /** `seed`: any 32-bit number; the same one gives the same draws. */
  constructor(seed: number) {
    this.#random = new Random(seed);
    // Neighbouring seeds begin alike; some draws later they no longer do.
    for (let draws = 0; draws < 8; draws += 1) this.#random.fraction();
  }

  checkpoint(): Rollback {
    return this.#random.checkpoint();
  }

  /** True with this probability. */
  happens(probability: number): boolean {
    return this.#random.fraction() < probability;
  }

  /** A whole number from `min` to `max`. */
  whole(min: number, max: number): number {
    return min + this.#random.upTo(max - min);
  }

  /** A number from `min` up to `max`. */
  between(min: number, max: number): number {
    return min + this.#random.fraction() * (max - min);
  }

  /** One of these. */
  pick<T>(choices: readonly T[]): T {
    return choices[this.#random.upTo(choices.length - 1)];
  }

  /** A source of its own: what is drawn there changes nothing here. */
  fork(): Chance {
    return new Chance(this.#random.upTo(0xffffffff));
  }
}
