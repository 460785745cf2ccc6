/**
 * What has come of a campaign so far, whoever has run its cases: it takes what was done about each, in the order of the cases, and
 * the same cases make the same events and the same summary.
 */
import type { Attempt, Contradiction } from './attempt.ts';
import type { AdversityName, Case } from './case.ts';
import { type Finding, Findings, groupOf } from './findings.ts';
import type { CaseResult, VerdictKind } from './result.ts';
import type { Shrunk } from './shrink.ts';
import { ToldCases } from './told-cases.ts';

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
  /** Broken cases of which something else was seen than of all that were told: so many were told that these were not. */
  readonly untold: number;
  /** Of the first case that was undecided: its key, and why it was. */
  readonly undecidedFirst?: { readonly key: string; readonly why: string };
  /** The budget ran out before all cases were tried. */
  readonly cutShort: boolean;
  /** Milliseconds that they took. */
  readonly ms: number;
}

export interface Summary {
  readonly verdict: VerdictKind;
  readonly tallies: readonly Tally[];
  readonly findings: readonly Finding[];
  /** Not all adversities had their turn to its end: a signal came, or nothing could be tried any more. */
  readonly stopped: boolean;
  /** Adversities that did not find what is wrong with the program that is planted for them; absent: nobody has looked. */
  readonly missed?: readonly AdversityName[];
}

export type CampaignEvent =
  | { readonly type: 'case'; readonly case: Case; readonly result: CaseResult }
  /** The first case of its kind: told before it is shrunk. */
  | { readonly type: 'finding'; readonly finding: Finding }
  /** Every now and then. */
  | {
      readonly type: 'progress';
      readonly tallies: readonly Tally[];
      /** The one at hand. */
      readonly adversity: AdversityName;
      readonly leftMs: number;
      /** Cases of the one at hand, if somebody has counted them. */
      readonly total?: number;
    };

/** What is known of one adversity. */
interface Account {
  readonly tally: { -readonly [K in keyof Tally]: Tally[K] };
  readonly told: ToldCases;
  /** Of the finding in which it was first seen, by what is seen: its group. */
  readonly groups: Map<string, string>;
}

export class Ledger {
  readonly #findings = new Findings();
  /** In the order in which they had their first turn. */
  readonly #accounts = new Map<AdversityName, Account>();
  /** Of the adversity at hand. */
  #account!: Account;
  /** Milliseconds that it had taken before this turn. */
  #before = 0;
  /** All adversities have had their turn. */
  #over = false;
  #missed: readonly AdversityName[] | undefined;

  /** What there is to say by now, however far it has come. */
  summary(): Summary {
    const findings = this.findings();
    const { tallies } = this;
    // Where nothing was asked for, nothing holds; nor where it is known that a fault would not have been seen.
    const left =
      !this.#over ||
      tallies.length === 0 ||
      (this.#missed ?? []).length > 0 ||
      tallies.some(({ undecided, cutShort, contradicted }) => undecided > 0 || cutShort || contradicted > 0);
    const verdict = findings.length > 0 ? 'broken' : left ? 'undecided' : 'holds';
    return { verdict, tallies, findings, stopped: !this.#over, missed: this.#missed };
  }

  get tallies(): readonly Tally[] {
    return [...this.#accounts.values()].map(({ tally }) => ({ ...tally }));
  }

  /** Those with the smallest cases first. */
  findings(): Finding[] {
    return this.#findings.list();
  }

  /** The broken cases of the adversity at hand that were told. */
  get told(): ToldCases {
    return this.#account.told;
  }

  /** Those of which there are more cases. */
  get left(): AdversityName[] {
    return this.tallies.filter(({ cutShort }) => cutShort).map(({ adversity }) => adversity);
  }

  /** The next attempts are of this adversity: it has its turn, or another one to go on where it was cut short. */
  begin(adversity: AdversityName): void {
    this.#account = this.#accounts.get(adversity) ?? this.#open(adversity);
    this.#before = this.#account.tally.ms;
  }

  #open(adversity: AdversityName): Account {
    const none = { cases: 0, stands: 0, holds: 0, broken: 0, undecided: 0, replayed: 0, contradicted: 0 };
    const tally = { adversity, ...none, untold: 0, cutShort: false, ms: 0 };
    const account = { tally, told: new ToldCases(), groups: new Map() };
    this.#accounts.set(adversity, account);
    return account;
  }

  /** The next case of the adversity at hand. Returns what was done about it, without what need not have been told. */
  *take(attempt: Attempt): Generator<CampaignEvent, Attempt> {
    const { case: one, result, replayed } = attempt;
    const { tally } = this.#account;
    tally.cases += 1;
    tally.stands += one.stands;
    tally[result.verdict] += 1;
    if (result.why !== undefined) tally.undecidedFirst ??= { key: one.key, why: result.why };
    tally.replayed += replayed;
    tally.contradicted += attempt.contradictions.length;
    yield { type: 'case', case: one, result };
    const told = yield* this.#tell(attempt);
    const contradictions: Contradiction[] = [];
    for (const covered of attempt.contradictions) {
      contradictions.push({ ...covered, told: yield* this.#tell(covered) });
    }
    return { ...attempt, told, contradictions };
  }

  /** What is told of a case, if it is broken and is to be told; otherwise it counts with those of which the same is seen. */
  *#tell({ case: one, seen, told }: Contradiction): Generator<CampaignEvent, CaseResult | undefined> {
    if (seen === undefined) return undefined;
    const { tally, told: before, groups } = this.#account;
    const known = groups.get(seen);
    if (told === undefined || !before.wants(seen)) {
      if (known === undefined) tally.untold += 1;
      else this.#findings.count(known);
      return undefined;
    }
    before.add(seen);
    if (known === undefined) groups.set(seen, groupOf(one, told));
    const finding = this.#findings.add(one, told);
    if (finding !== undefined) yield { type: 'finding', finding };
    return told;
  }

  /** So far the cases of the adversity at hand have taken so long in this turn. */
  spent(ms: number): void {
    this.#account.tally.ms = this.#before + ms;
  }

  /** The turn of the adversity at hand is over; `cutShort`: there are more cases of it, and no time for them. */
  end(cutShort: boolean): void {
    this.#account.tally.cutShort = cutShort;
  }

  /** All adversities have had their turn. */
  finish(): void {
    this.#over = true;
  }

  /** What came of the self-check: which adversities find what is planted for them. */
  checked(checks: readonly { readonly adversity: AdversityName; readonly found: boolean }[]): void {
    this.#missed = checks.filter(({ found }) => !found).map(({ adversity }) => adversity);
  }

  /** A smaller case was found that shows the same as `finding`. */
  shrink(finding: Finding, { smallest, result }: Shrunk): void {
    this.#findings.shrink(finding, smallest, result);
  }
}
