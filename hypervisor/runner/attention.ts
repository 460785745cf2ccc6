/**
 * How a processor thread waits. At work it attends to its links itself. With nothing to do it watches for a moment, then
 * takes naps, since whoever answers is most often there soon; only then does it go to sleep, and leaves it to the threads of
 * its links to wake it.
 */
import type { Doorbell } from '../links/doorbell.ts';

/** From this much work on without a sleep the links' threads are told to stand by, in milliseconds. */
const WORK_MS = 1;
/** How long it watches without a pause, and how long it goes on with naps in between. */
const WATCH_MS = 0.05;
const NAPS_MS = 3;
const NAP_MS = 0.1;

export class Attention {
  readonly #doorbell: Doorbell;
  readonly #now: () => number;
  #awakeSince: number;
  #idleSince: number | undefined;

  /** `now`: any steady clock, in milliseconds. */
  constructor(doorbell: Doorbell, now: () => number = () => performance.now()) {
    this.#doorbell = doorbell;
    this.#now = now;
    this.#awakeSince = now();
  }

  /** There was something to do. */
  worked(): void {
    this.#idleSince = undefined;
    if (!this.#doorbell.attended) {
      if (this.#now() - this.#awakeSince > WORK_MS) this.#doorbell.attend();
    } else {
      this.#doorbell.watching = false;
    }
  }

  /** There is nothing to do. Returns when the bell has rung since `count`, after `timeoutMs` at the latest, or earlier: look again. */
  wait(count: number, timeoutMs: number): void {
    const doorbell = this.#doorbell;
    const now = this.#now();
    this.#idleSince ??= now;
    const idle = now - this.#idleSince;
    if (doorbell.attended && idle < NAPS_MS) {
      doorbell.watching = true;
      if (idle > WATCH_MS) doorbell.sleep(count, Math.min(NAP_MS, timeoutMs));
      return;
    }
    if (doorbell.attended) doorbell.leave();
    doorbell.wait(count, timeoutMs);
    this.#awakeSince = this.#now();
  }
}
