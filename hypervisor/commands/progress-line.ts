/**
 * How far something has come, on stderr: a line that changes where that is a terminal, else a line now and then, as into a
 * scheduler's log.
 */
import { say } from './failure.ts';

/** Milliseconds between two lines that stay. */
export const SELDOM_MS = 60_000;
const CLEAR = '\r\u001b[K';

export class ProgressLine {
  readonly #terminal: boolean;
  readonly #now: () => number;
  #shown = false;
  #toldAt: number;

  /** `terminal`: is stderr one? */
  constructor(terminal = process.stderr.isTTY, now = (): number => performance.now()) {
    this.#terminal = terminal;
    this.#now = now;
    this.#toldAt = now();
  }

  show(line: string): void {
    if (this.#terminal) {
      process.stderr.write(`${CLEAR}${line}`);
      this.#shown = true;
    } else if (this.#now() - this.#toldAt > SELDOM_MS) {
      this.#toldAt = this.#now();
      say(line);
    }
  }

  /** Something else is to be shown. */
  clear(): void {
    if (this.#shown) process.stderr.write(CLEAR);
    this.#shown = false;
  }
}

/** `42 s`, `3 min`, `5 h`. */
export function roughly(seconds: number): string {
  if (seconds < 120) return `${Math.ceil(seconds)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
