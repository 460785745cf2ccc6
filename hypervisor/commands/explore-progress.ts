/** How far an exploration has come, in words: cases, how many a second, and how long the rest takes. */
import type { CampaignEvent } from '../explorer/ledger.ts';
import { roughly } from './progress-line.ts';

type ProgressEvent = Extract<CampaignEvent, { type: 'progress' }>;

export class ExploreProgress {
  readonly #now: () => number;
  /** Where the adversity at hand began, or went on, when it was first seen. */
  #first: { readonly adversity: string; readonly cases: number; readonly at: number } | undefined;

  constructor(now = (): number => performance.now()) {
    this.#now = now;
  }

  describe({ tallies, adversity, leftMs, total }: ProgressEvent): string {
    const { cases } = tallies.find((tally) => tally.adversity === adversity)!;
    if (this.#first?.adversity !== adversity) this.#first = { adversity, cases, at: this.#now() };
    const seconds = (this.#now() - this.#first.at) / 1000;
    const rate = seconds > 0 ? (cases - this.#first.cases) / seconds : 0;
    const needed = total === undefined || rate === 0 ? Infinity : (total - cases) / rate;
    const budget = leftMs / 1000;
    return [
      `${adversity}: ${cases}${total === undefined ? '' : ` of ${total}`} cases`,
      ...(rate > 0 ? [`${rate < 10 ? rate.toFixed(1) : Math.round(rate)} a second`] : []),
      ...(needed < Infinity ? [`${roughly(needed)} left`] : []),
      ...(budget < Infinity ? [`${roughly(budget)} of the budget`] : []),
    ].join(', ');
  }
}
