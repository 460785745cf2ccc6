/**
 * Notices epochs that last longer than the guest's timer tick. Interrupts wait for the end of an epoch, so the ticks of
 * such a guest come late, and there are fewer of them if it sets each from the present.
 *
 * All times are in ticks of the interval timer.
 */

import type { Rollback } from '../../emulator/checkpoint.ts';

/** So many epochs on end: one alone may have been interrupted by the host. */
const ON_END = 4;

export class TickWatch {
  #began = 0;
  #excused = false;
  #count = 0;

  checkpoint(): Rollback {
    const state = [this.#began, this.#excused, this.#count] as const;
    return () => void ([this.#began, this.#excused, this.#count] = state);
  }

  epochBegins(now: number): void {
    this.#began = now;
    this.#excused = false;
  }

  /** In this epoch the guest rests, or it ends as early as it can: if it is long nevertheless, then by no fault of ours. */
  excuse(): void {
    this.#excused = true;
  }

  /**
   * The epoch ends at `now`, with the timer due at `due` and set to go off every `tick`. Returns how long it was, if it is
   * the last of several that were too long; otherwise undefined.
   */
  epochEnds(now: number, due: number, tick: number): number | undefined {
    const length = now - this.#began;
    const tooLong = !this.#excused && length > tick && due <= now;
    this.#count = tooLong ? this.#count + 1 : 0;
    return this.#count >= ON_END ? length : undefined;
  }
}
