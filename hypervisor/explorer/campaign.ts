/**
 * All cases of some adversities, within a budget: each is run, those that are broken are told apart and shrunk, and some of
 * those that others stand for are run as well, to see whether they do. A generator: whoever wants an end takes no more events.
 * It runs all by itself, as a web page must; host/shared-campaign.ts shares the cases out among processes.
 */
import type { Adversity } from './adversity.ts';
import { attempt } from './attempt.ts';
import type { AdversityName, Case } from './case.ts';
import { type CampaignEvent, Ledger, type Summary } from './ledger.ts';
import { shrink } from './shrink.ts';

export interface CampaignOptions {
  readonly adversities: readonly Adversity[];
  /** Milliseconds that it may take; Infinity: as long as there are cases. */
  readonly budgetMs: number;
  /** Decides which covered cases are run. */
  readonly seed: number;
  /** Milliseconds, from any moment on. */
  readonly now: () => number;
}

/** Where an adversity was cut short: its next case has been looked at, to see whether there is one. */
interface Place {
  readonly cases: Iterator<Case>;
  next: IteratorResult<Case>;
}

/** Milliseconds from one progress to the next. */
const PROGRESS_MS = 250;

export class Campaign {
  readonly #options: CampaignOptions;
  readonly #ledger = new Ledger();
  readonly #began: number;
  /** Of each adversity that has had a turn, what is left. */
  readonly #places = new Map<AdversityName, Place>();
  /** Keys of cases in place of which nothing smaller shows the same. */
  readonly #shrunk = new Set<string>();
  #toldAt: number;

  constructor(options: CampaignOptions) {
    this.#options = options;
    this.#began = this.#toldAt = options.now();
  }

  /** What there is to say by now, however far it has come. */
  summary(): Summary {
    return this.#ledger.summary();
  }

  /**
   * Each adversity has an equal share of the time that those before it have left. If there is time when all have had their turn, those
   * that were cut short have another one.
   */
  *events(): Generator<CampaignEvent, void> {
    const { adversities } = this.#options;
    yield* this.#turns(adversities);
    this.#ledger.finish();
    yield* this.#shrinkAll();
    while (this.#ledger.left.length > 0 && this.#leftMs() > 0) {
      const { left } = this.#ledger;
      yield* this.#turns(adversities.filter(({ name }) => left.includes(name)));
      yield* this.#shrinkAll();
    }
  }

  *#turns(adversities: readonly Adversity[]): Generator<CampaignEvent, void> {
    for (const [index, adversity] of adversities.entries()) {
      const share = this.#leftMs() / (adversities.length - index);
      yield* this.#try(adversity, this.#options.now() + share);
    }
  }

  #leftMs(): number {
    return Math.max(0, this.#began + this.#options.budgetMs - this.#options.now());
  }

  *#try(adversity: Adversity, until: number): Generator<CampaignEvent, void> {
    const { now, seed } = this.#options;
    const ledger = this.#ledger;
    const began = now();
    ledger.begin(adversity.name);
    const place = this.#placeOf(adversity);
    for (; !place.next.done && now() <= until; place.next = place.cases.next()) {
      yield* ledger.take(attempt(adversity, place.next.value, { seed, told: ledger.told, late: () => now() > until }));
      ledger.spent(now() - began);
      if (now() - this.#toldAt > PROGRESS_MS) yield this.#progress(adversity.name);
    }
    ledger.end(!place.next.done);
    ledger.spent(now() - began);
  }

  #placeOf(adversity: Adversity): Place {
    const known = this.#places.get(adversity.name);
    if (known !== undefined) return known;
    const cases = adversity.cases()[Symbol.iterator]();
    const place = { cases, next: cases.next() };
    this.#places.set(adversity.name, place);
    return place;
  }

  *#shrinkAll(): Generator<CampaignEvent, void> {
    for (const finding of this.#ledger.findings()) {
      const adversity = this.#options.adversities.find(({ name }) => name === finding.smallest.adversity);
      if (adversity === undefined || this.#shrunk.has(finding.smallest.key)) continue;
      const shrunk = shrink(adversity, finding, () => this.#leftMs() === 0);
      this.#ledger.shrink(finding, shrunk);
      this.#shrunk.add(shrunk.smallest.key);
      yield this.#progress(adversity.name);
    }
  }

  #progress(adversity: AdversityName): CampaignEvent {
    this.#toldAt = this.#options.now();
    return { type: 'progress', adversity, tallies: this.#ledger.tallies, leftMs: this.#leftMs() };
  }
}
