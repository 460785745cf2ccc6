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
import { describeFinding, describeNone, describeSummary } from './report/text.ts';
import type { CodePlace, Rule, VerdictKind } from './result.ts';
import { listed } from '../words/listed.ts';
import { optionWords } from '../words/shell.ts';

/** Broken cases with one cause. */
export interface ExploreFinding {
  /** The smallest case that shows it: `hvrun explore IMAGE --case KEY` repeats it, with the image in a file, and the same options. */
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
  return resultOf(campaign.summary(), options);
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

function resultOf(summary: Summary, options: ExploreOptions): ExploreResult {
  const { verdict, findings, tallies } = summary;
  const words = repeatingWords(options);
  const told = findings.flatMap((finding) => describeFinding(finding, (key) => `${words} --case ${key}`));
  const how = findings.length > 0 ? [howToRepeat(options)] : [];
  return { verdict, findings: findings.map(plain), tallies, report: [...told, ...how, ...describeSummary(summary)] };
}

/** Options that hvrun has from a file, and what the file is called in a command that is to be completed. */
const FILES = { image: 'IMAGE', disk: 'DISK', input: 'INPUT', expectConsole: 'CONSOLE' } as const;

/** The command that repeats a case, without that. */
function repeatingWords({ disk, input, append, ram, expectStatus, expectConsole }: ExploreOptions): string {
  const words = optionWords({
    ...{ disk: disk && FILES.disk, append: append || undefined, input: input ? FILES.input : undefined, ram },
    ...{ 'expect-status': expectStatus, 'expect-console': expectConsole && FILES.expectConsole },
  });
  return ['hvrun explore', FILES.image, ...words].join(' ');
}

/** What must be done first. */
function howToRepeat(options: ExploreOptions): string {
  const files = (Object.keys(FILES) as (keyof typeof FILES)[]).filter((name) => options[name]?.length);
  const parts = files.map((name) => `'${name}' in ${FILES[name]}`);
  const asked = (['expectDisk', 'check'] as const).filter((name) => options[name] !== undefined);
  const unasked = asked.length > 0 ? `; hvrun does not ask ${listed(asked.map((name) => `'${name}'`))}` : '';
  return `to run a case again, put these options in files: ${listed(parts)}${unasked}`;
}

function plain({ smallest, result, cases }: Finding): ExploreFinding {
  const { cause, difference, place } = result;
  const where = { difference: difference?.words ?? '', at: difference?.at, place };
  return { key: smallest.key, cases, rule: cause?.rule, why: cause?.words, ...where };
}
