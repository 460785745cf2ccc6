/**
 * All cases of some adversities, within a budget: each is run, those that are broken are told apart and shrunk, and some of
 * those that others stand for are run as well, to see whether they do. A generator: whoever wants an end takes no more events.
 * It runs all by itself, as a web page must; host/shared-campaign.ts shares the cases out among processes.
 */
import type { Adversity } from './adversity.ts';
import { attempt } from './attempt.ts';
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

/** Milliseconds from one progress to the next. */
const PROGRESS_MS = 250;

export class Campaign {
  readonly #options: CampaignOptions;
  readonly #ledger = new Ledger();
  readonly #began: number;
  #toldAt: number;

  constructor(options: CampaignOptions) {
    this.#options = options;
    this.#began = this.#toldAt = options.now();
  }

  /** What there is to say by now, however far it has come. */
  summary(): Summary {
    return this.#ledger.summary();
  }

  /** Each adversity has an equal share of the time that those before it have left. */
  *events(): Generator<CampaignEvent, void> {
    const { adversities, now } = this.#options;
    for (const [index, adversity] of adversities.entries()) {
      const left = this.#leftMs();
      yield* this.#try(adversity, now() + left / (adversities.length - index));
    }
    this.#ledger.finish();
    yield* this.#shrinkAll();
  }

  #leftMs(): number {
    return Math.max(0, this.#began + this.#options.budgetMs - this.#options.now());
  }

  *#try(adversity: Adversity, until: number): Generator<CampaignEvent, void> {
    const { now, seed } = this.#options;
    const ledger = this.#ledger;
    const began = now();
    ledger.begin(adversity.name);
    for (const one of adversity.cases()) {
      if (now() > until) {
        ledger.cutShort();
        break;
      }
      yield* ledger.take(attempt(adversity, one, { seed, told: ledger.told }));
      ledger.spent(now() - began);
      if (now() - this.#toldAt > PROGRESS_MS) yield this.#progress();
    }
    ledger.spent(now() - began);
  }

  *#shrinkAll(): Generator<CampaignEvent, void> {
    for (const finding of this.#ledger.findings()) {
      const adversity = this.#options.adversities.find(({ name }) => name === finding.smallest.adversity);
      if (adversity === undefined) continue;
      this.#ledger.shrink(
        finding,
        shrink(adversity, finding, () => this.#leftMs() === 0),
      );
      yield this.#progress();
    }
  }

  #progress(): CampaignEvent {
    this.#toldAt = this.#options.now();
    return { type: 'progress', tallies: this.#ledger.tallies, leftMs: this.#leftMs() };
  }
}
