/** The bell behind the test's device of that name: it rings once a millisecond. */
import { RESULT } from '../../board.ts';
import type { AnyRequest, Hardware, Outcome } from '../definition.ts';
import type { Scheduler } from '../../scheduler.ts';

/** What the device asks for. */
type Ring = AnyRequest & { readonly times: number };

export class BellTower implements Hardware<Ring> {
  readonly #scheduler: Scheduler;
  readonly #most: number;
  #rings = 0;

  /** `most`: rings of one command. */
  constructor(scheduler: Scheduler, most: number) {
    this.#scheduler = scheduler;
    this.#most = most;
  }

  perform({ times }: Ring, done: (outcome: Outcome) => void): void {
    if (times > this.#most) return done({ result: RESULT.ERROR });
    this.#scheduler.after(times, () => {
      this.#rings += times;
      done({ result: RESULT.DONE });
    });
  }

  /** Rings so far. */
  position(): number {
    return this.#rings;
  }
}
