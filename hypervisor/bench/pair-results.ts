/**
 * The paper's evaluation on this host: each case of the pair beside a run of the bare machine, in rounds, so that a host's fast
 * minutes and its slow ones meet all of them. What is told of a case is the median of its rounds.
 */
import type { VariantName } from '../protocol/variants.ts';
import { instructionsOf, TURN } from './load-arguments.ts';
import { LOADS, type LoadName } from './model.ts';
import { type Case, type Cell, cellOf, median, type Results, speedOf, type Timing } from './results.ts';

export interface PairAsked {
  readonly loads: readonly LoadName[];
  readonly variants: readonly VariantName[];
  /** Undefined: the default, with early ends. */
  readonly epochLengths: readonly (number | undefined)[];
  readonly rounds: number;
  /** Instructions of the load that computes, and as many before those that are measured. */
  readonly instructions: number;
  /** Commands of each load that uses the disk. */
  readonly commands: number;
  /** What a disk command takes at least. */
  readonly diskMs: number;
  readonly engine: string;
}

export interface Host {
  /** Runs hvrun, and gives the milliseconds between the load's marks. */
  readonly time: (args: readonly string[]) => Promise<number>;
  /** Paths of the loads. */
  readonly images: Readonly<Record<'dhry' | 'diskload', string>>;
  /** A disk for them. */
  readonly disk: string;
  /** Told before each case. */
  readonly progress: (load: LoadName, which: Case | 'bare', round: number) => void;
  /** Is there no time left? Then what is known by then is all. */
  readonly over: () => boolean;
}

/** Commands before those that are measured, and what the guest does before each: what the paper's did in ordinary instructions. */
const WARM_COMMANDS = 8;
const COMPUTE_TURNS = 6500;
const [READ, WRITE] = [1, 2];
/** Epochs below this are run with so small a part of the instructions. */
const SHORT_EPOCH = 8000;
const SHORT_PART = 4;
/** The paper's share of instructions that are simulated, as turns for each of them. */
const TURNS_PER_SIMULATED = 10;

/** Runs what is asked for. Throws a RunFailed if a run goes wrong. */
export async function pairResults(asked: PairAsked, host: Host): Promise<Results & { readonly complete: boolean }> {
  const rounds = new Map<string, { readonly bareMs: number; readonly pair: Timing }[]>();
  const bare: Record<LoadName, number[]> = { cpu: [], write: [], read: [] };
  // Each length with all loads, so that a run which ends early has something of each.
  const cases = asked.epochLengths.flatMap((epochLength) =>
    LOADS.filter((load) => asked.loads.includes(load)).flatMap((load) =>
      asked.variants.map((variant) => ({ load, variant, epochLength })),
    ),
  );
  let complete = true;
  for (let round = 1; round <= asked.rounds; round += 1) {
    let bareMs = 0;
    for (const [index, { load, ...which }] of cases.entries()) {
      if (host.over()) {
        complete = false;
        break;
      }
      // One run of the bare machine for all variants beside it.
      if (index % asked.variants.length === 0) {
        host.progress(load, 'bare', round);
        bareMs = await host.time(['--bare', ...flagsOf(load, which, asked, host)]);
        bare[load].push(speedOf(load, { amount: amountOf(load, which, asked), ms: bareMs }));
      }
      host.progress(load, which, round);
      const ms = await host.time([...flagsOfCase(which), ...flagsOf(load, which, asked, host)]);
      const key = keyOf(load, which);
      rounds.set(key, [...(rounds.get(key) ?? []), { bareMs, pair: { amount: amountOf(load, which, asked), ms } }]);
    }
  }
  const cells = cases.flatMap(({ load, ...which }): Cell[] => {
    const mine = rounds.get(keyOf(load, which));
    return mine === undefined ? [] : [cellOf('hp720-ethernet', load, which, mine)];
  });
  const speeds = LOADS.filter((load) => bare[load].length > 0).map((load) => [load, median(bare[load])]);
  return { ...describeHost(asked), bare: Object.fromEntries(speeds) as Results['bare'], cells, complete };
}

function describeHost({ rounds, diskMs, engine }: PairAsked): Pick<Results, 'comparable' | 'name' | 'about'> {
  const runs = rounds === 1 ? 'one round' : `medians of ${rounds} rounds`;
  const disk = diskMs === 0 ? "the disk is the host's page cache" : `a disk command takes ${diskMs} ms at least`;
  return {
    comparable: false,
    name: 'this host',
    about: `Two processes of this host, engine ${engine}; ${runs}; ${disk}.`,
  };
}

function keyOf(load: LoadName, { variant, epochLength }: Case): string {
  return `${load} ${variant} ${epochLength}`;
}

function amountOf(load: LoadName, which: Case, asked: PairAsked): number {
  return load === 'cpu' ? instructionsOf({ ...asked, instructions: instructionsFor(which, asked) }) : asked.commands;
}

/** Many short epochs take their time, and are the sooner compiled. */
function instructionsFor({ epochLength = Infinity }: Case, { instructions }: PairAsked): number {
  return epochLength < SHORT_EPOCH ? instructions / SHORT_PART : instructions;
}

function flagsOfCase({ variant, epochLength }: Case): string[] {
  const epochs = epochLength === undefined ? [] : ['--epoch', String(epochLength), '--fixed-epochs'];
  return ['--no-restart', '--protocol', variant, ...epochs];
}

function flagsOf(load: LoadName, which: Case, asked: PairAsked, { images, disk }: Host): string[] {
  const common = ['--engine', asked.engine];
  if (load === 'cpu') {
    const turns = Math.round(instructionsFor(which, asked) / TURN);
    return [...common, '--append', [turns, turns, TURNS_PER_SIMULATED].join(' '), images.dhry];
  }
  const command = load === 'read' ? READ : WRITE;
  const append = [command, WARM_COMMANDS, asked.commands, COMPUTE_TURNS, 0, 1].join(' ');
  return [...common, '--disk', disk, '--disk-ms', String(asked.diskMs), '--append', append, images.diskload];
}
