/**
 * How far an exploration has come, on stderr: a line that changes where that is a terminal, else a line now and then, as into a
 * scheduler's log.
 */
import type { CampaignEvent } from '../explorer/ledger.ts';
import { say } from './failure.ts';

type ProgressEvent = Extract<CampaignEvent, { type: 'progress' }>;

/** Milliseconds between two lines that stay. */
export const SELDOM_MS = 60_000;
const CLEAR = '\r\u001b[K';

export class ProgressLine {
  readonly #terminal: boolean;
  readonly #now: () => number;
  #shown = false;
  #toldAt: number;
  /** Where the adversity at hand began, or went on, when it was first seen. */
  #first: { readonly adversity: string; readonly cases: number; readonly at: number } | undefined;

  /** `terminal`: is stderr one? */
  constructor(terminal = process.stderr.isTTY, now = (): number => performance.now()) {
    this.#terminal = terminal;
    this.#now = now;
    this.#toldAt = now();
  }

  show(event: ProgressEvent): void {
    const line = this.#describe(event);
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

  #describe({ tallies, adversity, leftMs, total }: ProgressEvent): string {
    const { cases } = tallies.find((tally) => tally.adversity === adversity)!;
    if (this.#first?.adversity !== adversity) this.#first = { adversity, cases, at: this.#now() };
    const seconds = (this.#now() - this.#first.at) / 1000;
    const rate = seconds > 0 ? (cases - this.#first.cases) / seconds : 0;
    const needed = total === undefined || rate === 0 ? Infinity : (total - cases) / rate;
    const budget = leftMs / 1000;
    return [
      `${adversity}: ${cases}${total === undefined ? '' : ` of ${total}`} cases`,
      ...(rate > 0 ? [`${rate < 10 ? rate.toFixed(1) : Math.round(rate)} a second`] : []),
      ...(needed < Infinity ? [`${duration(needed)} left`] : []),
      ...(budget < Infinity ? [`${duration(budget)} of the budget`] : []),
    ].join(', ');
  }
}

/** `42 s`, `3 min`, `5 h`. */
function duration(seconds: number): string {
  if (seconds < 120) return `${Math.ceil(seconds)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
