/**
 * `npm run bench:pair [-- --rounds N --turns N --only PART --config TEXT]`: what the pair costs, on this machine, with
 * bench-pair.s. PART is np, failover, instructions or io; TEXT chooses lines of np.
 *
 * - np: the normalized performance of the paper, time on the pair / time on bare hardware, of a guest that computes. Two
 *   bare machines run at once, so that both sides have two busy processes; how much slower the slower of them is tells what
 *   the host does to a pair, which is as slow as its slower machine. `CPU` is the same ratio in the primary's
 *   processor time alone, which a busy host disturbs less; it leaves out the waiting.
 * - failover: from the signal that stops the primary to the first new output of a guest that prints all the time.
 * - instructions: what a privileged and an environment instruction cost, in ordinary ones of the same machine; the latter
 *   also for a guest that does little else.
 * - io: epochs and time for each command of a guest that does nothing but write the disk.
 *
 * Guests work for as long before they are measured: V8 compiles what runs often, and that takes the two processes of a
 * pair some seconds. All ratios are of runs in the same round, and medians of the rounds. Linux alone tells the time of
 * other processes.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildGuest, type MODES, Run, type Timing } from './bench-run.ts';
import { fixed, median, range } from './figures.ts';

const VARIANTS = ['queued', 'revised', 'original'] as const;
/** The paper's epoch lengths, and that of its prediction for a faster link. */
const LENGTHS = [1000, 2000, 4000, 8000, 32_000];
/** Instructions of one turn of the loop that computes. */
const PER_TURN = 13;
/** Ordinary instructions of one turn of the loop that looks at the clock. */
const PER_LOOK = 2;
const TIMEOUT_MS = 300;
const DISK_SECTORS = 64;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    turns: { type: 'string', default: '40000' },
    only: { type: 'string' },
    config: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
/** Thousands of turns. */
const turns = Number(values.turns);
const folder = mkdtempSync(join(tmpdir(), 'bench-pair-'));

const build = (mode: keyof typeof MODES, count: number): string => buildGuest(folder, mode, count);
const start = (...args: string[]): Run => new Run(folder, args);

interface Work {
  readonly image: string;
  /** Those that are measured. */
  readonly instructions: number;
}

interface Bare {
  readonly instructions: number;
  /** Means of two bare machines at once. */
  readonly wall: number;
  readonly cpu: number;
  /** The time of the slower of the two. */
  readonly slower: number;
}

async function bareTwice({ image, instructions }: Work): Promise<Bare> {
  const [one, other] = await Promise.all([start('--bare', image).timing(), start('--bare', image).timing()]);
  return {
    instructions,
    wall: (one.wall + other.wall) / 2,
    cpu: (one.cpu + other.cpu) / 2,
    slower: Math.max(one.wall, other.wall),
  };
}

async function normalizedPerformance(): Promise<void> {
  const work = (count: number): Work => ({ image: build('compute', count), instructions: count * 1000 * PER_TURN });
  const long = work(turns);
  // Many short epochs take their time, and are the sooner compiled.
  const short = work(Math.ceil(turns / 3));
  const configurations = [
    ...VARIANTS.map((variant) => ({ name: `${variant}, default epoch`, flags: ['--protocol', variant], work: long })),
    ...LENGTHS.flatMap((length) =>
      VARIANTS.map((variant) => ({
        name: `${variant}, epochs of ${length}`,
        flags: ['--protocol', variant, '--epoch', String(length), '--fixed-epochs'],
        work: length < 8000 ? short : long,
      })),
    ),
    { name: 'alone (--solo)', flags: ['--solo'], work: long },
  ].filter(({ name }) => values.config === undefined || name.includes(values.config));
  const bare: Bare[] = [];
  const measured = configurations.map((): { readonly bare: Bare; readonly run: Timing }[] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, { flags, work }] of configurations.entries()) {
      // Side by side in time: a host has fast minutes and slow ones.
      const neighbour = await bareTwice(work);
      bare.push(neighbour);
      measured[index].push({ bare: neighbour, run: await start('--no-restart', ...flags, work.image).timing() });
    }
  }
  console.log(`NP of ${long.instructions} instructions that compute, median of ${rounds} rounds`);
  console.log(`${''.padEnd(26)}      NP                    NP CPU    MIPS`);
  const row = (name: string, wall: number[], cpu: number[], mips: number[]): void =>
    console.log(
      `${name.padEnd(26)}${fixed(median(wall))}  ${range(wall).padEnd(16)}${fixed(median(cpu), 2, 10)}${fixed(median(mips), 1)}`,
    );
  const mips = (instructions: number, seconds: number): number => instructions / seconds / 1e6;
  const none = bare.map(() => 1);
  row(
    'two bare machines',
    none,
    none,
    bare.map(({ wall, instructions }) => mips(instructions, wall)),
  );
  const slower = bare.map(({ slower, wall }) => slower / wall);
  row(
    'the slower of the two',
    slower,
    none,
    bare.map(({ slower, instructions }) => mips(instructions, slower)),
  );
  for (const [index, { name, work }] of configurations.entries()) {
    const list = measured[index];
    row(
      name,
      list.map(({ bare, run }) => run.wall / bare.wall),
      list.map(({ bare, run }) => run.cpu / bare.cpu),
      list.map(({ run }) => mips(work.instructions, run.wall)),
    );
  }
}

async function failover(signal: NodeJS.Signals): Promise<number> {
  const run = start('--no-restart', '--timeout', String(TIMEOUT_MS), build('print', 1));
  await run.outputs(20);
  const ms = await run.failover(signal);
  await run.end();
  return ms;
}

async function failovers(): Promise<void> {
  const killed: number[] = [];
  const stopped: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    killed.push(await failover('SIGKILL'));
    stopped.push(await failover('SIGSTOP'));
  }
  console.log(`\nfailover, to the first new output: median of ${rounds}, milliseconds`);
  console.log(`SIGKILL                   ${fixed(median(killed), 0)}  ${range(killed, 0)}`);
  console.log(
    `SIGSTOP, time-out ${TIMEOUT_MS} ms   ${fixed(median(stopped), 0)}  ${range(stopped, 0)}  less the time-out ` +
      `${fixed(median(stopped) - TIMEOUT_MS, 0, 0)}`,
  );
}

async function instructionCosts(): Promise<void> {
  const count = Math.ceil(turns / 8);
  const images = (['compute', 'privileged', 'environment', 'poll'] as const).map((mode) => build(mode, count));
  const machines = { bare: ['--bare'], solo: ['--solo'], pair: ['--no-restart'] };
  console.log(`\none instruction, in ordinary ones of the same machine: median of ${rounds} rounds, processor time`);
  console.log(`${''.padEnd(26)}privileged environment  a guest that polls`);
  for (const [name, flags] of Object.entries(machines)) {
    const costs: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round < rounds; round += 1) {
      const seconds: number[] = [];
      for (const image of images) seconds.push((await start(...flags, image).timing()).cpu);
      const ordinary = seconds[0] / PER_TURN;
      costs[0].push((seconds[1] - seconds[0]) / ordinary);
      costs[1].push((seconds[2] - seconds[0]) / ordinary);
      costs[2].push(seconds[3] / ordinary - PER_LOOK);
    }
    console.log(
      `${name.padEnd(26)}${fixed(median(costs[0]), 0)}  ${fixed(median(costs[1]), 0)}  ${fixed(median(costs[2]), 0)}`,
    );
  }
}

async function inputOutput(): Promise<void> {
  const count = 2;
  const image = build('write', count);
  const disk = join(folder, 'disk');
  writeFileSync(disk, new Uint8Array(DISK_SECTORS * 512));
  const machines = {
    bare: ['--bare'],
    'alone (--solo)': ['--solo'],
    'queued, early ends': [],
    'queued, fixed epochs': ['--fixed-epochs'],
    original: ['--protocol', 'original'],
  };
  console.log(`\n${count * 1000} writes of a sector, one after the other: median of ${rounds} rounds`);
  console.log(`${''.padEnd(26)}us a write  epochs a write`);
  for (const [name, flags] of Object.entries(machines)) {
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      times.push((await start('--disk', disk, ...flags, image).timing()).wall);
    }
    // To be told of epochs costs time.
    const { told } = await start('--disk', disk, '--verbose', ...flags, image).timing();
    const [, epoch] = /in epoch (\d+)/.exec(told) ?? [];
    const epochs = epoch === undefined ? '' : fixed(Number(epoch) / (2 * count * 1000), 1, 16);
    console.log(`${name.padEnd(26)}${fixed((median(times) / count) * 1000, 0, 10)}${epochs}`);
  }
}

const parts = { np: normalizedPerformance, failover: failovers, instructions: instructionCosts, io: inputOutput };
try {
  for (const [name, part] of Object.entries(parts)) if (values.only === undefined || values.only === name) await part();
} finally {
  rmSync(folder, { recursive: true });
}
