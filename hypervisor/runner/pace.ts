/**
 * How many instructions a guest runs between two looks at the rings: about so many as take a fifth of a millisecond, however
 * fast the engine is by now. Fewer would cost speed, since each slice's last instructions are the interpreter's and each look asks
 * for the time; more would let messages and the guest's timer wait.
 */
import { TICKS_PER_SECOND } from '../../emulator/board.ts';
import type { Rollback } from '../../emulator/checkpoint.ts';

/** What a slice is to take, in ticks of the interval timer. */
const SLICE_TICKS = TICKS_PER_SECOND / 5000;
/** Bounds, in instructions: what the interpreter does in that time, and three times as much as translated code does. */
const LEAST = 16_384;
const MOST = 2 ** 20;

export class Pace {
  #slice = LEAST;
  #began = 0;

  checkpoint(): Rollback {
    const state = [this.#slice, this.#began] as const;
    return () => void ([this.#slice, this.#began] = state);
  }

  /** Instructions of the next slice. */
  get slice(): number {
    return this.#slice;
  }

  /** A slice begins at `now`, in ticks. */
  begins(now: number): void {
    this.#began = now;
  }

  /** It is over at `now`, and used up. A host that took the processor away meanwhile changes little at once. */
  ends(now: number): void {
    const wanted = this.#slice * (SLICE_TICKS / Math.max(now - this.#began, 1));
    const next = Math.min(Math.max(wanted, this.#slice / 2), this.#slice * 2);
    this.#slice = Math.round(Math.min(Math.max(next, LEAST), MOST));
  }
}
