/** Everything that can go wrong with a guest, tried: the explorer as one function, for who tests a driver in a program. */
import { DEFAULT_TLB_ENTRIES, MIN_RAM } from '../../emulator/board.ts';
import { checkValue, type Kind } from '../../emulator/options/check-options.ts';
import { adversitiesOf, type AdversityOptions, AVAILABLE, USUAL_OPTIONS } from './adversities/adversities.ts';
import { Campaign } from './campaign.ts';
import type { Finding } from './findings.ts';
import type { Expectations, ExploredGuest } from './guest.ts';
import type { CampaignEvent, Summary, Tally } from './ledger.ts';
import { checkExploreOptions, type ExploreOptions } from './options.ts';
import { LEAST_UNDISTURBED_MS, undisturbed } from './reference.ts';
import { describeNone, describeReport } from './report/text.ts';
import type { CodePlace, Rule, VerdictKind } from './result.ts';

/** Broken cases with one cause. */
export interface ExploreFinding {
  /** The smallest case that shows it: `hvrun explore --case KEY` repeats it. */
  readonly key: string;
  /** Cases that were tried and show it. */
  readonly cases: number;
  /** The reason, where a rule knows it. */
  readonly rule?: Rule;
  readonly why?: string;
  /** What somebody outside sees of it. */
  readonly difference: string;
  /** The first byte, from 1, of the console or the disk that differs. */
  readonly at?: number;
  /** Where in the guest's program. */
  readonly place?: CodePlace;
}

export interface ExploreResult {
  /** Undecided: the guest's output depends on time, or the budget ran out. */
  readonly verdict: VerdictKind;
  /** Why nothing was tried, if so. */
  readonly undisturbed?: string;
  /** The smallest first. */
  readonly findings: readonly ExploreFinding[];
  /** By adversity. */
  readonly tallies: readonly Tally[];
  /** The same in lines, as hvrun explore prints it. Which of the guest's code and results no case came to, that alone tells. */
  readonly report: readonly string[];
}

/**
 * Tries everything that can go wrong. Throws a BootError if the image can't be booted, and a TypeError or a RangeError if an option
 * is none.
 */
export function explore(options: ExploreOptions): ExploreResult {
  const exploration = explorationOf(options);
  for (;;) {
    const step = exploration.next();
    if (step.done) return step.value;
  }
}

/** The same event by event, for who has something else to do in between. */
export function* explorationOf(options: ExploreOptions): Generator<CampaignEvent, ExploreResult> {
  checkExploreOptions(options);
  const { budget = 60, seed = 1, only = AVAILABLE, onEvent } = options;
  const until = performance.now() + budget * 1000;
  const latest = Math.max(until, performance.now() + LEAST_UNDISTURBED_MS);
  const reference = undisturbed(guestOf(options), expectationsOf(options), () => performance.now() > latest);
  if ('verdict' in reference) {
    const { verdict, what } = reference;
    return { verdict, undisturbed: what, findings: [], tallies: [], report: [describeNone(reference)] };
  }
  const adversities = adversitiesOf(only, reference, tried(options));
  const campaign = new Campaign({
    adversities,
    budgetMs: until - performance.now(),
    seed,
    now: () => performance.now(),
  });
  for (const event of campaign.events()) {
    onEvent?.(event);
    yield event;
  }
  return resultOf(campaign.summary());
}

function tried({
  depth = USUAL_OPTIONS.depth,
  faults = USUAL_OPTIONS.faults,
  powerWrites = USUAL_OPTIONS.powerWrites,
  exhaustive = false,
  crashCommands,
}: ExploreOptions): AdversityOptions {
  return { depth, faults, powerWrites, exhaustive, crashCommands };
}

function guestOf({
  image,
  disk = new Uint8Array(0),
  input = '',
  append = '',
  ram = MIN_RAM,
}: ExploreOptions): ExploredGuest {
  const typed = new TextEncoder().encode(input);
  return { name: 'the guest', image, disk, input: typed, append, ram, tlbEntries: DEFAULT_TLB_ENTRIES };
}

function expectationsOf({ expectStatus, expectConsole, expectDisk, check }: ExploreOptions): Expectations {
  return {
    status: expectStatus,
    console: expectConsole,
    disk: expectDisk && checked('expectDisk', expectDisk),
    heedsPrinted: expectDisk && expectDisk.length > 1,
    check: check && checked('check', check),
  };
}

const WRONG: Kind = {
  words: 'a string, what is wrong, or undefined',
  type: (value) => value === undefined || typeof value === 'string',
};

/** A function of the user's that looks at something, held to say what is wrong in words: a promise, say, is always something. */
function checked<Seen extends unknown[]>(
  option: keyof ExploreOptions,
  look: (...seen: Seen) => string | undefined,
): (...seen: Seen) => string | undefined {
  return (...seen) => {
    const words: unknown = look(...seen);
    checkValue(`explore: what option '${option}' returns`, words, WRONG);
    return words as string | undefined;
  };
}

function resultOf(summary: Summary): ExploreResult {
  const { verdict, findings, tallies } = summary;
  const report = describeReport(summary, (key) => `hvrun explore --case ${key}`);
  return { verdict, findings: findings.map(plain), tallies, report };
}

function plain({ smallest, result, cases }: Finding): ExploreFinding {
  const { cause, difference, place } = result;
  const where = { difference: difference?.words ?? '', at: difference?.at, place };
  return { key: smallest.key, cases, rule: cause?.rule, why: cause?.words, ...where };
}
