/**
 * Crashes: on the simulated pair, under each variant of the protocol, the primary or the backup dies at each step at which it
 * could matter: each message unsent, in flight, unacked; each output before the acks, acked and not issued, issued, performed,
 * its interrupt not relayed; and at each it may stand still for ever, which nobody is told. Then sequences of two, and three: in the
 * failover epoch, while a new machine comes up and joins, and after.
 */
import type { Recording } from '../../../bus/bus.ts';
import { type VariantName, variants } from '../../../protocol/variants.ts';
import type { RunRecord } from '../../../simulator/record/run-record.ts';
import type { Adversity, RunSettings } from '../../adversity.ts';
import type { Case } from '../../case.ts';
import type { Reference } from '../../reference.ts';
import type { CaseResult, Difference } from '../../result.ts';
import { beginningAfter, lastBeginningBefore, type Beginning } from './beginning.ts';
import { type CrashCase, type LaterDeath, type Moment, parseCrash, printCrash, seatOf } from './crash-key.ts';
import { CrashRuns } from './crash-runs.ts';
import { CrashStory } from './crash-story.ts';
import { likeDoubt } from './like-doubt.ts';
import { laterDeaths } from './later-deaths.ts';
import { type CommandRange, CommandWindow } from './command-window.ts';
import { seenOnThePair } from './seen-on-the-pair.ts';
import { classesOf, everyMoment, type MomentClass, type Spot, SpotCollector } from './spots.ts';

export interface CrashOptions {
  /** Deaths in a run, at most: 1 to 3. */
  readonly faults: number;
  /** Each step, each loss, and each instruction of a slice, in place of classes. */
  readonly exhaustive?: boolean;
  /** First deaths only while these commands are given and under way; at any time unless given. */
  readonly commands?: CommandRange;
  /** All, in this order, unless given. */
  readonly variants?: readonly VariantName[];
}

/** What is known of a variant: where its machines can die, or why nothing can be said of it. */
interface Known {
  readonly classes: Readonly<Record<CrashCase['role'], readonly MomentClass[]>>;
  readonly wrong: string | undefined;
  /** The same, if no guest may end like that, whatever depends on time. */
  readonly failure: Difference | undefined;
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
  readonly #beginning: Beginning | undefined;
  /** Of cases whose pairs begin elsewhere, by the number of the command. */
  readonly #others = new Map<number | undefined, CrashAdversity>();
  readonly #known = new Map<VariantName, Known>();
  /** The classes of the deaths after these, by their keys: of the last ones that were asked for. */
  readonly #after = new Map<string, readonly (readonly CrashCase[])[]>();

  /** `beginning`: where pairs begin; before the commands during which machines are to die, if these are given, or with power-on. */
  constructor(
    reference: Reference,
    options: CrashOptions,
    beginning = options.commands && lastBeginningBefore(reference, options.commands.first),
  ) {
    this.#reference = reference;
    this.#beginning = beginning;
    this.#runs = new CrashRuns(reference, beginning);
    this.#options = options;
  }

  *cases(): Iterable<Case> {
    for (const variant of this.#variants) yield* this.#singles(variant);
    if (this.#options.faults > 1) yield* this.#seconds();
    if (this.#options.faults > 2) yield* this.#thirds();
  }

  *covered({ key }: Case): Iterable<string> {
    const crash = parseCrash(key);
    if (crash === undefined || crash.after !== this.#beginning?.after) return;
    const alike = crash.later.length > 0 ? this.#classesAfter(withoutLast(crash)) : this.#firstsLike(crash);
    const keys = alike.map((some) => some.map(printCrash)).find(([first]) => first === key);
    yield* keys?.slice(1) ?? [];
  }

  run({ key }: Case, { told }: RunSettings): CaseResult {
    const crash = parseCrash(key);
    const owner = crash && this.#ownerOf(crash.after);
    return owner ? owner.#run(crash, told) : undecided(`no case of crashes: ${key}`);
  }

  #run(crash: CrashCase, told: boolean): CaseResult {
    const before = this.#runs.instructions;
    const { wrong, failure } = this.#knowledgeOf(crash.variant);
    const undisturbed = `undisturbed, on a pair under the ${crash.variant} protocol: ${wrong}`;
    if (failure) return this.#undisturbedFailure(crash.variant, { ...failure, words: undisturbed }, told);
    if (wrong !== undefined) return undecided(undisturbed);
    const plan = this.#runs.planOf(crash);
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
    const reason = difference.outside === 'check' ? {} : this.#reasonOf(record, crash, difference);
    const words = `${difference.words}; ${story.deaths}`;
    return { verdict: 'broken', difference: { ...difference, words }, ...reason, story: events, instructions };
  }

  /** No machine needs to die for it. */
  #undisturbedFailure(variant: VariantName, difference: Difference, told: boolean): CaseResult {
    const before = this.#runs.instructions;
    let story: CrashStory | undefined;
    const run = told && this.#runs.run(this.#runs.undisturbedPlan(variant), (now) => (story = new CrashStory(now)));
    const events = run && story ? story.events(run.record) : [];
    return { verdict: 'broken', difference, story: events, instructions: this.#runs.instructions - before };
  }

  #reasonOf(record: RunRecord, { after = 0 }: CrashCase, difference: Difference): Pick<CaseResult, 'cause' | 'place'> {
    const known = likeDoubt(this.#reference, record, after, difference);
    // Where input comes in other pieces than on the bare machine, commands are others, too.
    return known.cause === undefined ? seenOnThePair(this.#reference, record, after) : known;
  }

  /** Of several deaths, the first ones alone. */
  *smaller({ key }: Case): Iterable<Case> {
    const crash = parseCrash(key);
    for (const [index] of crash?.later.entries() ?? [])
      yield caseOf({ ...crash!, later: crash!.later.slice(0, index) }, 1);
  }

  record(key: string, recording: Recording): string | undefined {
    const crash = parseCrash(key);
    const owner = crash && this.#ownerOf(crash.after);
    if (!owner) return `no case of crashes: ${key}`;
    const { failure } = owner.#knowledgeOf(crash.variant);
    const plan = failure ? owner.#runs.undisturbedPlan(crash.variant) : owner.#runs.planOf(crash);
    return owner.#runs.record(plan, recording);
  }

  /** Whose pairs begin there; undefined if none can. */
  #ownerOf(after: number | undefined): CrashAdversity | undefined {
    if (after === this.#beginning?.after) return this;
    let other = this.#others.get(after);
    if (other === undefined) {
      const beginning = after === undefined ? undefined : beginningAfter(this.#reference, after);
      if (beginning?.after !== after) return undefined;
      other = new CrashAdversity(this.#reference, { ...this.#options, commands: undefined }, beginning);
      this.#others.set(after, other);
    }
    return other;
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
        yield caseOf({ ...this.#begun, variant, role, first: moments[0], later: [] }, moments.length);
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
    return moments ? [moments.map((moment) => ({ ...this.#begun, variant, role, first: moment, later: [] }))] : [];
  }

  get #begun(): Pick<CrashCase, 'after'> {
    return this.#beginning ? { after: this.#beginning.after } : {};
  }

  /** First deaths that lose nothing, far from each other: however few of them there is time for, they are from everywhere. */
  *#spreadOut(): Iterable<CrashCase> {
    const firsts = this.#variants.flatMap((variant) =>
      ROLES.flatMap((role) =>
        this.#knowledgeOf(variant)
          .classes[role].map(([first]) => ({
            ...this.#begun,
            variant,
            role,
            first,
            later: [] as readonly LaterDeath[],
          }))
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
      const plan = this.#runs.planOf(watched);
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
      const { commands } = this.#options;
      const window = commands && new CommandWindow(commands, this.#beginning?.after);
      const collector = new SpotCollector(window);
      const { record } = this.#runs.undisturbed(variant, collector, window);
      const { spots } = collector;
      const none = window && spots.length === 0 ? noneOf(commands, window) : undefined;
      const difference = this.#runs.judge(record);
      const wrong = difference?.words ?? none;
      const fails = difference?.outside === 'asleep' || difference?.outside === 'stop';
      const classes = this.#classes(variant, spots, wrong !== undefined);
      known = { classes, wrong, failure: fails ? difference : undefined };
      this.#known.set(variant, known);
    }
    return known;
  }

  /** Where nothing can be said, one case remains to say so. */
  #classes(variant: VariantName, spots: readonly Spot[], wrong: boolean): Known['classes'] {
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

function undecided(why: string): CaseResult {
  return { verdict: 'undecided', why, story: [], instructions: 0 };
}

function noneOf({ first, last }: CommandRange, { begun }: CommandWindow): string {
  return `it gives ${begun} commands, and machines were to die during commands ${first} to ${last}`;
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
