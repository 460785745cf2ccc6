/**
 * The paper's evaluation on this host: each case of the pair beside a run of the bare machine, in rounds, so that a host's fast
 * minutes and its slow ones meet all of them. What is told of a case is the median of its rounds. Runs are measured when they
 * have come into their stride (./timed-run.ts), the bare machine's as the pair's.
 */
import { DEFAULT_RAM } from '../../emulator/board.ts';
import { SETTINGS } from '../bus/settings.ts';
import type { VariantName } from '../protocol/variants.ts';
import { instructionsOfTurns } from './load-arguments.ts';
import { LOADS, type LoadName } from './model.ts';
import { type Case, type Cell, cellOf, type EpochCost, median, type Results, speedOf, type Timing } from './results.ts';
import { type Measured, RunFailed, type Span } from './timed-run.ts';

export interface PairAsked {
  readonly loads: readonly LoadName[];
  readonly variants: readonly VariantName[];
  /** Undefined: the default, with early ends. */
  readonly epochLengths: readonly (number | undefined)[];
  readonly rounds: number;
  /** Seconds of each run before what is measured. */
  readonly warmUp: number;
  /** Seconds of the load that computes, at least. */
  readonly seconds: number;
  /** Commands of each load that uses the disk, at least. */
  readonly commands: number;
  /** What a disk command takes at least. */
  readonly diskMs: number;
  readonly engine: string;
}

export interface Host {
  /** Runs hvrun, and measures it. */
  readonly time: (args: readonly string[], span: Span) => Promise<Measured>;
  /** Paths of the loads. */
  readonly images: Readonly<Record<'dhry' | 'diskload', string>>;
  /** A disk for them. */
  readonly disk: string;
  /** Told before each case. */
  readonly progress: (load: LoadName, which: Case | 'bare', far: Progress) => void;
  /** Is there no time left? Then what is known by then is all. */
  readonly over: () => boolean;
}

/** How far an evaluation has come. */
export interface Progress {
  /** From 1. */
  readonly round: number;
  /** Cases that have been run, in all rounds, and how many there are to run. */
  readonly done: number;
  readonly all: number;
}

export interface PairResults {
  readonly results: Results;
  /** Was all run that was asked for? */
  readonly complete: boolean;
  /** The run that ended all. */
  readonly failed?: RunFailed;
}

/** One round of a case. */
interface Round {
  readonly bare: Timing;
  readonly pair: Timing;
  /** The pair without hashes of its state. */
  readonly unhashed?: Timing;
}

/** What the guest does before each command: what the paper's did in ordinary instructions. */
const COMPUTE_TURNS = 6500;
const [READ, WRITE] = [1, 2];
/** From mark to mark, each of which is an output: turns of the load that computes, and fewer of epochs below a length. */
const PART_TURNS = 100_000;
const SHORT_PART_TURNS = 25_000;
const SHORT_EPOCH = 8000;
/** And commands. */
const PART_COMMANDS = 8;
/** The paper's share of instructions that are simulated, as turns for each of them. */
const TURNS_PER_SIMULATED = 10;
/** So many parts are never over. */
const FOR_EVER = 1_000_000_000;
/** The variant whose epochs are measured without hashes, too. */
const HASHED: VariantName = 'queued';

/** Runs what is asked for, until a run goes wrong or time is over: what is known by then may have taken hours. */
export async function pairResults(asked: PairAsked, host: Host): Promise<PairResults> {
  const rounds = new Map<string, Round[]>();
  const bareSpeeds: Record<LoadName, number[]> = { cpu: [], write: [], read: [] };
  let residentBytes = 0;
  // Each length with all loads, so that a run which ends early has something of each.
  const cases = asked.epochLengths.flatMap((epochLength) =>
    LOADS.filter((load) => asked.loads.includes(load)).flatMap((load) =>
      asked.variants.map((variant) => ({ load, variant, epochLength })),
    ),
  );
  const measure = async (load: LoadName, which: Case, flags: readonly string[]): Promise<Timing> => {
    const part = partOf(load, which, asked);
    const measured = await host.time([...flags, ...flagsOf(load, part, asked, host)], spanOf(load, part, asked));
    residentBytes = Math.max(residentBytes, measured.residentBytes ?? 0);
    return {
      amount: measured.parts * (load === 'cpu' ? instructionsOfTurns(part, part / TURNS_PER_SIMULATED) : part),
      ms: measured.ms,
    };
  };
  let done = 0;
  const all = asked.rounds * cases.length;
  const runRound = async (round: number): Promise<void> => {
    let bare: Timing = { amount: 0, ms: 0 };
    for (const [index, { load, ...which }] of cases.entries()) {
      if (host.over()) return;
      // One run of the bare machine for all variants beside it.
      if (index % asked.variants.length === 0) {
        host.progress(load, 'bare', { round, done, all });
        bare = await measure(load, which, ['--bare']);
        bareSpeeds[load].push(speedOf(load, bare));
      }
      host.progress(load, which, { round, done, all });
      const flags = flagsOfCase(which);
      const pair = await measure(load, which, flags);
      const alsoUnhashed = load === 'cpu' && which.variant === HASHED;
      const unhashed = alsoUnhashed ? await measure(load, which, [...flags, '--hash-epochs', 'off']) : undefined;
      const key = keyOf(load, which);
      rounds.set(key, [...(rounds.get(key) ?? []), { bare, pair, unhashed }]);
      done += 1;
    }
  };
  let failed: RunFailed | undefined;
  try {
    for (let round = 1; round <= asked.rounds; round += 1) await runRound(round);
  } catch (error) {
    if (!(error instanceof RunFailed)) throw error;
    failed = error;
  }
  const complete = done === all;
  const cells = cases.flatMap(({ load, ...which }): Cell[] => {
    const mine = rounds.get(keyOf(load, which));
    return mine === undefined ? [] : [cellOf('hp720-ethernet', load, which, mine)];
  });
  const costs = cases.flatMap(({ load, ...which }): EpochCost[] => {
    const mine = rounds.get(keyOf(load, which));
    return load === 'cpu' && which.variant === HASHED && mine !== undefined ? [costOf(which, mine)] : [];
  });
  const speeds = LOADS.filter((load) => bareSpeeds[load].length > 0).map((load) => [load, median(bareSpeeds[load])]);
  const most = Math.max(0, ...[...rounds.values()].map(({ length }) => length));
  const results = {
    ...describeHost(asked, complete ? roundsText(asked.rounds) : `${roundsText(most)} at most`),
    bare: Object.fromEntries(speeds) as Results['bare'],
    cells,
    ...(costs.length > 0 && { epochCosts: costs }),
    ...(residentBytes > 0 && { memoryBytes: residentBytes - DEFAULT_RAM }),
  };
  return { results, complete, failed };
}

function costOf(which: Case, rounds: readonly Round[]): EpochCost {
  const length = which.epochLength ?? SETTINGS.epochLength.of(undefined);
  const us = ({ amount, ms }: Timing): number => (ms * 1000 * length) / amount;
  const middle = (value: (round: Round) => number): number => median(rounds.map(value));
  return {
    ...which,
    epochUs: middle(({ pair }) => us(pair)),
    moreUs: middle(({ bare, pair }) => us(pair) - us(bare)),
    hashUs: middle(({ pair, unhashed = pair }) => us(pair) - us(unhashed)),
  };
}

function roundsText(rounds: number): string {
  return rounds === 1 ? 'one round' : `medians of ${rounds} rounds`;
}

/** `runs`: how often each case was run, in words. */
function describeHost(asked: PairAsked, runs: string): Pick<Results, 'comparable' | 'name' | 'about'> {
  const { diskMs, engine, warmUp, seconds, commands } = asked;
  const disk = diskMs === 0 ? "the disk is the host's page cache" : `a disk command takes ${diskMs} ms at least`;
  const measured = `each run, bare or pair, is measured for ${seconds} s (CPU) or ${commands} commands (disk)`;
  return {
    comparable: false,
    name: 'this host',
    about: `Two processes of this host, engine ${engine}; ${runs}; ${measured}, after ${warmUp} s that don't count; ${disk}.`,
  };
}

function keyOf(load: LoadName, { variant, epochLength }: Case): string {
  return `${load} ${variant} ${epochLength}`;
}

/** Turns or commands from one mark to the next. */
function partOf(load: LoadName, { epochLength = Infinity }: Case, { commands }: PairAsked): number {
  if (load !== 'cpu') return Math.min(PART_COMMANDS, commands);
  return epochLength < SHORT_EPOCH ? SHORT_PART_TURNS : PART_TURNS;
}

function spanOf(load: LoadName, part: number, { warmUp, seconds, commands }: PairAsked): Span {
  const warmUpMs = warmUp * 1000;
  return load === 'cpu'
    ? { warmUpMs, ms: seconds * 1000, parts: 1 }
    : { warmUpMs, ms: 0, parts: Math.ceil(commands / part) };
}

function flagsOfCase({ variant, epochLength }: Case): string[] {
  const epochs = epochLength === undefined ? [] : ['--epoch', String(epochLength), '--fixed-epochs'];
  return ['--no-restart', '--protocol', variant, ...epochs];
}

function flagsOf(load: LoadName, part: number, { engine, diskMs }: PairAsked, { images, disk }: Host): string[] {
  const common = ['--engine', engine];
  if (load === 'cpu')
    return [...common, '--append', [0, part, TURNS_PER_SIMULATED, 1, FOR_EVER].join(' '), images.dhry];
  const append = [load === 'read' ? READ : WRITE, 0, part, COMPUTE_TURNS, 0, 1, FOR_EVER].join(' ');
  return [...common, '--disk', disk, '--disk-ms', String(diskMs), '--append', append, images.diskload];
}
