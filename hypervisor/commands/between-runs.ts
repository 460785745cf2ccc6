/**
 * Signals to a command that makes many runs, each in one go: they are heard between two of them, so that what was found until then can be
 * told. Where a run takes long, nobody is to wait for its end: there a signal ends the process at once, as ever.
 */
import { setImmediate } from 'node:timers/promises';
import { watchSignals } from './signals.ts';

/** A run so long is not waited for, in milliseconds. */
const LONG_MS = 10_000;

export class BetweenRuns {
  readonly #unwatch: () => void;
  #began = performance.now();
  /** The exit status to end with; undefined: no signal has come. */
  status: number | undefined;

  constructor() {
    this.#unwatch = watchSignals((status) => (this.status = status));
  }

  /** To be called between two runs. Is it the end? */
  async interrupted(): Promise<boolean> {
    const now = performance.now();
    if (now - this.#began > LONG_MS) this.close();
    this.#began = now;
    await setImmediate();
    return this.status !== undefined;
  }

  close(): void {
    this.#unwatch();
  }
}
