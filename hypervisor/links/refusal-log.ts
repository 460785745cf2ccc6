/** Tells about refused connections, but not of each one, lest anybody fill the log who can reach the port. */
import { refusedConnection } from '../words/links.ts';

/** At most one line in so many milliseconds. */
const INTERVAL_MS = 1000;

export interface RefusalLogOptions {
  /** Prints one line. */
  readonly tell: (line: string) => void;
  /** A steady clock, in milliseconds. */
  readonly now: () => number;
}

export class RefusalLog {
  readonly #options: RefusalLogOptions;
  #toldAt = -Infinity;
  #untold = 0;

  constructor(options: RefusalLogOptions) {
    this.#options = options;
  }

  /** Whoever called from `address` was refused, for this reason. */
  refused(address: string, reason: string): void {
    const now = this.#options.now();
    if (now - this.#toldAt < INTERVAL_MS) {
      this.#untold += 1;
      return;
    }
    this.#options.tell(refusedConnection(address, reason, this.#untold));
    this.#toldAt = now;
    this.#untold = 0;
  }
}
