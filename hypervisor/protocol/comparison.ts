/**
 * How far the backup has compared its states with the primary's: the primary tells a hash in [end, E], and the backup goes
 * on behind the end of E only if its own is equal (P5).
 */
import type { Rollback } from '../../emulator/checkpoint.ts';

export class Comparison {
  #told = 0;
  #compared = 0;

  /** The end of `epoch` goes to the backup, with a hash. */
  told(epoch: number): void {
    this.#told = epoch;
  }

  /** The backup has gone on behind the end of `epoch`, and of all before. */
  finished(epoch: number): void {
    this.#compared = Math.max(this.#compared, epoch);
  }

  checkpoint(): Rollback {
    const state = [this.#told, this.#compared] as const;
    return () => void ([this.#told, this.#compared] = state);
  }

  /** Has the backup found every state that it was told of equal to its own? */
  get complete(): boolean {
    return this.#compared >= this.#told;
  }
}
