/**
 * All cases of some adversities, within a budget: each is run, those that are broken are told apart and shrunk, and some of
 * those that others stand for are run as well, to see whether they do. A generator: whoever wants an end takes no more events.
 */
import { Random } from '../../emulator/world/random.ts';
import type { Adversity } from './adversity.ts';
import type { AdversityName, Case } from './case.ts';
import { type Finding, Findings } from './findings.ts';
import type { CaseResult, VerdictKind } from './result.ts';
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

/** What came of the cases of one adversity. */
export interface Tally {
  readonly adversity: AdversityName;
  readonly cases: number;
  /** Cases that those stand for, themselves among them. */
  readonly stands: number;
  readonly holds: number;
  readonly broken: number;
  readonly undecided: number;
  /** Covered cases that were run, and those that came to another verdict than the case that stands for them. */
  readonly replayed: number;
  readonly contradicted: number;
  /** The budget ran out before all cases were tried. */
  readonly cutShort: boolean;
  readonly ms: number;
}

export interface Summary {
  readonly verdict: VerdictKind;
  readonly tallies: readonly Tally[];
  readonly findings: readonly Finding[];
}

export type CampaignEvent =
  | { readonly type: 'case'; readonly case: Case; readonly result: CaseResult }
  /** The first case of its kind: told before it is shrunk. */
  | { readonly type: 'finding'; readonly finding: Finding }
  /** Every now and then. */
  | { readonly type: 'progress'; readonly tallies: readonly Tally[]; readonly leftMs: number };

/** Share of the covered cases that are run. */
const REPLAYED = 0.05;
/** Broken cases of one adversity that are told, to find out which of them have one cause; the others are counted. */
const MOST_TOLD = 100;
/** Milliseconds from one progress to the next. */
const PROGRESS_MS = 250;
/** Share of an adversity's time that goes into replays at most. */
const REPLAY_TIME = 0.25;

type MutableTally = { -readonly [K in keyof Tally]: Tally[K] };

export class Campaign {
  readonly #options: CampaignOptions;
  readonly #random: Random;
  readonly #findings = new Findings();
  readonly #tallies: MutableTally[] = [];
  readonly #began: number;
  #toldAt: number;
  /** All adversities have had their turn. */
  #over = false;

  constructor(options: CampaignOptions) {
    this.#options = options;
    this.#random = new Random(options.seed);
    this.#began = this.#toldAt = options.now();
  }

  /** What there is to say by now, however far it has come. */
  summary(): Summary {
    const findings = this.#findings.list();
    const tallies = this.#tallies.map((tally) => ({ ...tally }));
    const left =
      !this.#over ||
      tallies.some(({ undecided, cutShort, contradicted }) => undecided > 0 || cutShort || contradicted > 0);
    const verdict = findings.length > 0 ? 'broken' : left ? 'undecided' : 'holds';
    return { verdict, tallies, findings };
  }

  /** Each adversity has an equal share of the time that those before it have left. */
  *events(): Generator<CampaignEvent, void> {
    const { adversities, now } = this.#options;
    for (const [index, adversity] of adversities.entries()) {
      const left = this.#leftMs();
      yield* this.#try(adversity, now() + left / (adversities.length - index));
    }
    this.#over = true;
    yield* this.#shrinkAll();
  }

  #leftMs(): number {
    return Math.max(0, this.#began + this.#options.budgetMs - this.#options.now());
  }

  *#try(adversity: Adversity, until: number): Generator<CampaignEvent, void> {
    const { now } = this.#options;
    const began = now();
    const tally = newTally(adversity.name);
    this.#tallies.push(tally);
    let told = 0;
    let replayMs = 0;
    for (const one of adversity.cases()) {
      if (now() > until) {
        tally.cutShort = true;
        break;
      }
      const result = adversity.run(one, { told: false });
      count(tally, one, result);
      yield { type: 'case', case: one, result };
      if (result.verdict === 'broken' && told < MOST_TOLD) {
        told += 1;
        yield* this.#tell(adversity, one);
      }
      const before = now();
      if (replayMs <= REPLAY_TIME * (before - began)) yield* this.#replay(adversity, one, result, tally);
      replayMs += now() - before;
      tally.ms = now() - began;
      if (now() - this.#toldAt > PROGRESS_MS) yield this.#progress();
    }
    tally.ms = now() - began;
  }

  /** Runs a broken case once more, watched. */
  *#tell(adversity: Adversity, one: Case): Generator<CampaignEvent, void> {
    const result = adversity.run(one, { told: true });
    const finding = this.#findings.add(one, result);
    if (finding !== undefined) yield { type: 'finding', finding };
  }

  *#replay(adversity: Adversity, one: Case, result: CaseResult, tally: MutableTally): Generator<CampaignEvent, void> {
    if (one.stands === 1) return;
    for (const key of adversity.covered(one)) {
      if (this.#random.fraction() >= REPLAYED) continue;
      const covered = { ...one, key, stands: 1 };
      const { verdict } = adversity.run(covered, { told: false });
      tally.replayed += 1;
      if (verdict === result.verdict) continue;
      tally.contradicted += 1;
      if (verdict === 'broken') yield* this.#tell(adversity, covered);
    }
  }

  *#shrinkAll(): Generator<CampaignEvent, void> {
    for (const finding of this.#findings.list()) {
      const adversity = this.#options.adversities.find(({ name }) => name === finding.smallest.adversity);
      if (adversity === undefined) continue;
      const { smallest, result } = shrink(adversity, finding, () => this.#leftMs() === 0);
      this.#findings.shrink(finding, smallest, result);
      yield this.#progress();
    }
  }

  #progress(): CampaignEvent {
    this.#toldAt = this.#options.now();
    return { type: 'progress', tallies: this.#tallies.map((tally) => ({ ...tally })), leftMs: this.#leftMs() };
  }
}

function newTally(adversity: AdversityName): MutableTally {
  const none = { cases: 0, stands: 0, holds: 0, broken: 0, undecided: 0, replayed: 0, contradicted: 0 };
  return { adversity, ...none, cutShort: false, ms: 0 };
}

function count(tally: MutableTally, { stands }: Case, { verdict }: CaseResult): void {
  tally.cases += 1;
  tally.stands += stands;
  tally[verdict] += 1;
}
