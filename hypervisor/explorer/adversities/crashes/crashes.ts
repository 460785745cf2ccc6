/**
 * Crashes: on the simulated pair, under each variant of the protocol, the primary or the backup dies at each step at which it
 * could matter: each message unsent, in flight, unacked; each output before the acks, acked and not issued, issued, performed,
 * its interrupt not relayed; and at each it may stand still for ever, which nobody is told. Then sequences of two, and three: in the
 * failover epoch, while a new machine comes up and joins, and after.
 */
import type { Recording } from '../../../bus/bus.ts';
import { type VariantName, variants } from '../../../protocol/variants.ts';
import type { Adversity, RunSettings } from '../../adversity.ts';
import type { Case } from '../../case.ts';
import type { Reference } from '../../reference.ts';
import type { CaseResult } from '../../result.ts';
import { type CrashCase, type LaterDeath, type Moment, parseCrash, printCrash, seatOf } from './crash-key.ts';
import { planOf, undisturbedPlan } from './crash-plan.ts';
import { CrashRuns } from './crash-runs.ts';
import { CrashStory } from './crash-story.ts';
import { likeDoubt } from './like-doubt.ts';
import { laterDeaths } from './later-deaths.ts';
import { classesOf, everyMoment, type MomentClass, SpotCollector } from './spots.ts';

export interface CrashOptions {
  /** Deaths in a run, at most: 1 to 3. */
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

/** A step of this share of all deaths leads to the next one that gets another death after it: near the golden section. */
const SPREAD = 0.618;
const ROLES = ['primary', 'backup'] as const;
const NEVER: LaterDeath = { who: 'survivor', at: { since: 'join', step: Infinity } };
/** Deaths of which it is kept which others there are after them. */
const MOST_AFTER = 4;

export class CrashAdversity implements Adversity {
  readonly name = 'crashes';
  readonly #reference: Reference;
  readonly #runs: CrashRuns;
  readonly #options: CrashOptions;
  readonly #known = new Map<VariantName, Known>();
  /** The classes of the deaths after these, by their keys: of the last ones that were asked for. */
  readonly #after = new Map<string, readonly (readonly CrashCase[])[]>();

  constructor(reference: Reference, options: CrashOptions) {
    this.#reference = reference;
    this.#runs = new CrashRuns(reference);
    this.#options = options;
  }

  *cases(): Iterable<Case> {
    for (const variant of this.#variants) yield* this.#singles(variant);
    if (this.#options.faults > 1) yield* this.#seconds();
    if (this.#options.faults > 2) yield* this.#thirds();
  }

  *covered({ key }: Case): Iterable<string> {
    const crash = parseCrash(key);
    if (crash === undefined) return;
    const alike = crash.later.length > 0 ? this.#classesAfter(withoutLast(crash)) : this.#firstsLike(crash);
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
    const { record, struck } = told
      ? this.#runs.run(plan, (now) => (story = new CrashStory(now)))
      : this.#runs.disturbed(plan);
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

  /** Of several deaths, the first ones alone. */
  *smaller({ key }: Case): Iterable<Case> {
    const crash = parseCrash(key);
    for (const [index] of crash?.later.entries() ?? [])
      yield caseOf({ ...crash!, later: crash!.later.slice(0, index) }, 1);
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
        yield caseOf({ variant, role, first: moments[0], later: [] }, moments.length);
      }
    }
  }

  *#seconds(): Iterable<Case> {
    for (const first of this.#spreadOut()) {
      for (const [crash, ...others] of this.#classesAfter(first)) yield caseOf(crash, 1 + others.length);
    }
  }

  /** One after each second death that is near a golden section of all after its first. */
  *#thirds(): Iterable<Case> {
    for (const first of this.#spreadOut()) {
      const seconds = this.#classesAfter(first);
      for (const at of inStrides(seconds.length)) {
        const [second] = seconds[at];
        for (const [crash, ...others] of this.#classesAfter(second)) yield caseOf(crash, 1 + others.length);
      }
    }
  }

  #firstsLike({ variant, role, first }: CrashCase): readonly (readonly CrashCase[])[] {
    const moments = this.#knowledgeOf(variant).classes[role].find((some) => sameMoment(some[0], first));
    return moments ? [moments.map((moment) => ({ variant, role, first: moment, later: [] }))] : [];
  }

  /** First deaths that lose nothing, far from each other: however few of them there is time for, they are from everywhere. */
  *#spreadOut(): Iterable<CrashCase> {
    const firsts = this.#variants.flatMap((variant) =>
      ROLES.flatMap((role) =>
        this.#knowledgeOf(variant)
          .classes[role].map(([first]) => ({ variant, role, first, later: [] as readonly LaterDeath[] }))
          .filter(({ first }) => isPlain(first)),
      ),
    );
    for (const at of inStrides(firsts.length)) yield firsts[at];
  }

  #classesAfter(crash: CrashCase): readonly (readonly CrashCase[])[] {
    const key = printCrash(crash);
    let classes = this.#after.get(key);
    if (classes === undefined) {
      const collector = new SpotCollector();
      // A later death that never comes lets a new machine come.
      const watched = { ...crash, later: [...crash.later, NEVER] };
      const plan = planOf(watched, this.#runs.epochLength);
      this.#runs.run({ ...plan, faults: plan.faults.slice(0, -1) }, () => collector);
      classes = laterDeaths(crash, collector);
      if (this.#after.size >= MOST_AFTER) this.#after.clear();
      this.#after.set(key, classes);
    }
    return classes;
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
    const of = (role: CrashCase['role']): readonly MomentClass[] => {
      const own = spots.filter(({ seat }) => seat === seatOf({ role }));
      const classes = enumerate(own, 'start', losesMessages(variant));
      return [...classes, ...silently(classes)];
    };
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
    one.silent === other.silent &&
    one.arriving?.peer === other.arriving?.peer &&
    one.arriving?.bus === other.arriving?.bus
  );
}

/** Nothing is lost, and it dies at a step, for all to see. */
function isPlain({ arriving, instructions, silent }: Moment): boolean {
  return arriving === undefined && instructions === undefined && !silent;
}

/** The same, where the machine stands still instead. */
function silently(classes: readonly MomentClass[]): MomentClass[] {
  return classes
    .filter(([first]) => isPlain(first))
    .map((moments) => moments.map((moment): Moment => ({ ...moment, silent: true })));
}

function withoutLast(crash: CrashCase): CrashCase {
  return { ...crash, later: crash.later.slice(0, -1) };
}

/** The numbers below `count`, each once and far from the one before. */
function* inStrides(count: number): Iterable<number> {
  let stride = Math.max(1, Math.round(count * SPREAD));
  while (commonDivisor(stride, count) > 1) stride += 1;
  for (let left = count, at = 0; left > 0; left -= 1, at = (at + stride) % count) yield at;
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
