/**
 * Crashes: on the simulated pair, under each variant of the protocol, the primary or the backup dies at each step at which it
 * could matter: each message unsent, in flight, unacked; each output before the acks, acked and not issued, issued, performed,
 * its interrupt not relayed. Then sequences of two: in the failover epoch, while a new machine comes up and joins, and after.
 */
import type { Recording } from '../../../bus/bus.ts';
import { type VariantName, variants } from '../../../protocol/variants.ts';
import type { Adversity, RunSettings } from '../../adversity.ts';
import type { Case } from '../../case.ts';
import type { Reference } from '../../reference.ts';
import type { CaseResult } from '../../result.ts';
import { type CrashCase, type Moment, parseCrash, printCrash, seatOf } from './crash-key.ts';
import { planOf, undisturbedPlan } from './crash-plan.ts';
import { CrashRuns } from './crash-runs.ts';
import { CrashStory } from './crash-story.ts';
import { likeDoubt } from './like-doubt.ts';
import { secondDeaths } from './second-deaths.ts';
import { classesOf, everyMoment, type MomentClass, SpotCollector } from './spots.ts';

export interface CrashOptions {
  /** Deaths in a run, at most: 1 or 2. */
  readonly faults: number;
  /** Each step, each loss, and each instruction of a slice, in place of classes. */
  readonly exhaustive?: boolean;
  /** All, in this order, unless given. */
  readonly variants?: readonly VariantName[];
}

/** What is known of a variant: where its machines can die, or why nothing can be said of it. */
interface Known {
  readonly classes: Readonly<Record<CrashCase['role'], readonly MomentClass[]>>;
  readonly wrong: string | undefined;
}

/** A step of this many, counted in first deaths, leads to the next one that gets a second death: near the golden section. */
const SPREAD = 0.618;
const ROLES = ['primary', 'backup'] as const;

export class CrashAdversity implements Adversity {
  readonly name = 'crashes';
  readonly #reference: Reference;
  readonly #runs: CrashRuns;
  readonly #options: CrashOptions;
  readonly #known = new Map<VariantName, Known>();
  /** The classes of the second deaths after this first one. */
  #seconds: { readonly key: string; readonly classes: readonly (readonly CrashCase[])[] } | undefined;

  constructor(reference: Reference, options: CrashOptions) {
    this.#reference = reference;
    this.#runs = new CrashRuns(reference);
    this.#options = options;
  }

  *cases(): Iterable<Case> {
    for (const variant of this.#variants) yield* this.#singles(variant);
    if (this.#options.faults < 2) return;
    for (const first of this.#spreadOut()) {
      for (const [crash, ...others] of this.#secondsAfter(first)) yield caseOf(crash, 1 + others.length);
    }
  }

  *covered({ key }: Case): Iterable<string> {
    const crash = parseCrash(key);
    if (crash === undefined) return;
    const alike = crash.second ? this.#secondsAfter({ ...crash, second: undefined }) : this.#firstsLike(crash);
    const keys = alike.map((some) => some.map(printCrash)).find(([first]) => first === key);
    yield* keys?.slice(1) ?? [];
  }

  run({ key }: Case, { told }: RunSettings): CaseResult {
    const before = this.#runs.instructions;
    const undecided = (why: string): CaseResult => ({ verdict: 'undecided', why, story: [], instructions: 0 });
    const crash = parseCrash(key);
    if (crash === undefined) return undecided(`no case of crashes: ${key}`);
    const { wrong } = this.#knowledgeOf(crash.variant);
    if (wrong !== undefined) return undecided(`undisturbed, on a pair under the ${crash.variant} protocol: ${wrong}`);
    const plan = planOf(crash, this.#runs.epochLength);
    let story: CrashStory | undefined;
    const { record, struck } = this.#runs.run(plan, told ? (now) => (story = new CrashStory(now)) : undefined);
    const instructions = this.#runs.instructions - before;
    if (struck < plan.faults.length) return { ...undecided('the pair never comes to this step'), instructions };
    const difference = this.#runs.judge(record);
    const events = story?.events(record) ?? [];
    if (difference === undefined) return { verdict: 'holds', story: events, instructions };
    if (story === undefined) return { verdict: 'broken', difference, story: [], instructions };
    const reason = difference.outside === 'check' ? {} : likeDoubt(this.#reference, record);
    const words = `${difference.words}; ${story.deaths}`;
    return { verdict: 'broken', difference: { ...difference, words }, ...reason, story: events, instructions };
  }

  /** Of two deaths, the first alone. */
  *smaller({ key }: Case): Iterable<Case> {
    const crash = parseCrash(key);
    if (crash?.second) yield caseOf({ ...crash, second: undefined }, 1);
  }

  record(key: string, recording: Recording): string | undefined {
    const crash = parseCrash(key);
    if (crash === undefined) return `no case of crashes: ${key}`;
    this.#knowledgeOf(crash.variant);
    this.#runs.record(planOf(crash, this.#runs.epochLength), recording);
    return undefined;
  }

  get epochLength(): number {
    return this.#runs.epochLength;
  }

  get #variants(): readonly VariantName[] {
    return this.#options.variants ?? (Object.keys(variants) as VariantName[]);
  }

  *#singles(variant: VariantName): Iterable<Case> {
    for (const role of ROLES) {
      for (const moments of this.#knowledgeOf(variant).classes[role]) {
        yield caseOf({ variant, role, first: moments[0] }, moments.length);
      }
    }
  }

  #firstsLike({ variant, role, first }: CrashCase): readonly (readonly CrashCase[])[] {
    const moments = this.#knowledgeOf(variant).classes[role].find((some) => sameMoment(some[0], first));
    return moments ? [moments.map((moment) => ({ variant, role, first: moment }))] : [];
  }

  /** First deaths that lose nothing, far from each other: however few of them there is time for, they are from everywhere. */
  *#spreadOut(): Iterable<CrashCase> {
    const firsts = this.#variants.flatMap((variant) =>
      ROLES.flatMap((role) =>
        this.#knowledgeOf(variant)
          .classes[role].map(([first]) => ({ variant, role, first }))
          .filter(({ first }) => first.arriving === undefined && first.instructions === undefined),
      ),
    );
    const stride = strideThrough(firsts.length);
    for (let count = 0, at = 0; count < firsts.length; count += 1, at = (at + stride) % firsts.length) yield firsts[at];
  }

  #secondsAfter(first: CrashCase): readonly (readonly CrashCase[])[] {
    const key = printCrash(first);
    if (this.#seconds?.key !== key) {
      const watched = { ...first, second: { who: 'survivor', at: { since: 'join', step: Infinity } } } as const;
      const collector = new SpotCollector();
      const plan = { ...planOf(watched, this.#runs.epochLength), faults: planOf(first, this.#runs.epochLength).faults };
      this.#runs.run(plan, () => collector);
      this.#seconds = { key, classes: secondDeaths(first, collector) };
    }
    return this.#seconds.classes;
  }

  #knowledgeOf(variant: VariantName): Known {
    let known = this.#known.get(variant);
    if (known === undefined) {
      const collector = new SpotCollector();
      const run = this.#runs.undisturbed(undisturbedPlan(variant, this.#runs.epochLength), () => collector);
      const wrong = this.#runs.judge(run.record)?.words;
      known = { classes: this.#classes(variant, collector, wrong !== undefined), wrong };
      this.#known.set(variant, known);
    }
    return known;
  }

  /** Where nothing can be said, one case remains to say so. */
  #classes(variant: VariantName, { spots }: SpotCollector, wrong: boolean): Known['classes'] {
    if (wrong) return { primary: [[{ since: 'start', step: 1 }]], backup: [] };
    const enumerate = this.#options.exhaustive ? everyMoment : classesOf;
    const of = (role: CrashCase['role']): readonly MomentClass[] =>
      enumerate(
        spots.filter(({ seat }) => seat === seatOf({ role })),
        'start',
        losesMessages(variant),
      );
    return { primary: of('primary'), backup: of('backup') };
  }
}

/** Under the original protocol messages survive their sender, as the paper assumes. */
function losesMessages(variant: VariantName): boolean {
  return variants[variant].outputAwaitsAcks;
}

function caseOf(crash: CrashCase, stands: number): Case {
  return { adversity: 'crashes', key: printCrash(crash), stands };
}

function sameMoment(one: Moment, other: Moment): boolean {
  return (
    one.since === other.since &&
    one.step === other.step &&
    one.instructions === other.instructions &&
    one.arriving?.peer === other.arriving?.peer &&
    one.arriving?.bus === other.arriving?.bus
  );
}

/** A step by which all of so many are visited, each once. */
function strideThrough(count: number): number {
  let stride = Math.max(1, Math.round(count * SPREAD));
  while (commonDivisor(stride, count) > 1) stride += 1;
  return stride;
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
