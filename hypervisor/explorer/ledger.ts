/**
 * What has come of a campaign so far, whoever has run its cases: it takes what was done about each, in the order of the cases, and
 * the same cases make the same events and the same summary.
 */
import type { Attempt } from './attempt.ts';
import type { AdversityName, Case } from './case.ts';
import { type Finding, Findings } from './findings.ts';
import type { CaseResult, VerdictKind } from './result.ts';
import type { Shrunk } from './shrink.ts';

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
}

export type CampaignEvent =
  | { readonly type: 'case'; readonly case: Case; readonly result: CaseResult }
  /** The first case of its kind: told before it is shrunk. */
  | { readonly type: 'finding'; readonly finding: Finding }
  /** Every now and then. */
  | {
      readonly type: 'progress';
      readonly tallies: readonly Tally[];
      readonly leftMs: number;
      /** Cases of the last of these adversities, if somebody has counted them. */
      readonly total?: number;
    };

/** Broken cases of one adversity that are told, to find out which of them have one cause; the others are counted. */
const MOST_TOLD = 100;

type MutableTally = { -readonly [K in keyof Tally]: Tally[K] };

export class Ledger {
  readonly #findings = new Findings();
  readonly #tallies: MutableTally[] = [];
  #told = 0;
  /** All adversities have had their turn. */
  #over = false;

  /** What there is to say by now, however far it has come. */
  summary(): Summary {
    const findings = this.findings();
    const { tallies } = this;
    const left =
      !this.#over ||
      tallies.some(({ undecided, cutShort, contradicted }) => undecided > 0 || cutShort || contradicted > 0);
    const verdict = findings.length > 0 ? 'broken' : left ? 'undecided' : 'holds';
    return { verdict, tallies, findings };
  }

  get tallies(): readonly Tally[] {
    return this.#tallies.map((tally) => ({ ...tally }));
  }

  /** Those with the smallest cases first. */
  findings(): Finding[] {
    return this.#findings.list();
  }

  /** Broken cases of this adversity that may still be told. */
  get mayTell(): number {
    return MOST_TOLD - this.#told;
  }

  /** The next attempts are of this adversity. */
  begin(adversity: AdversityName): void {
    const none = { cases: 0, stands: 0, holds: 0, broken: 0, undecided: 0, replayed: 0, contradicted: 0 };
    this.#tallies.push({ adversity, ...none, cutShort: false, ms: 0 });
    this.#told = 0;
  }

  /** The next case of the adversity at hand. */
  *take(attempt: Attempt): Generator<CampaignEvent, void> {
    const { case: one, result, told, replayed, contradictions } = attempt;
    const tally = this.#tallies.at(-1)!;
    tally.cases += 1;
    tally.stands += one.stands;
    tally[result.verdict] += 1;
    if (result.why !== undefined) tally.undecidedFirst ??= { key: one.key, why: result.why };
    tally.replayed += replayed;
    tally.contradicted += contradictions.length;
    yield { type: 'case', case: one, result };
    yield* this.#tell(one, told);
    for (const { case: covered, told: how } of contradictions) yield* this.#tell(covered, how);
  }

  *#tell(broken: Case, told: CaseResult | undefined): Generator<CampaignEvent, void> {
    if (told === undefined || this.#told >= MOST_TOLD) return;
    this.#told += 1;
    const finding = this.#findings.add(broken, told);
    if (finding !== undefined) yield { type: 'finding', finding };
  }

  /** So far the cases of the adversity at hand have taken so long. */
  spent(ms: number): void {
    this.#tallies.at(-1)!.ms = ms;
  }

  /** There are more cases of the adversity at hand, and no time for them. */
  cutShort(): void {
    this.#tallies.at(-1)!.cutShort = true;
  }

  /** All adversities have had their turn. */
  finish(): void {
    this.#over = true;
  }

  /** A smaller case was found that shows the same as `finding`. */
  shrink(finding: Finding, { smallest, result }: Shrunk): void {
    this.#findings.shrink(finding, smallest, result);
  }
}
