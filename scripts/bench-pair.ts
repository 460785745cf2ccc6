/**
 * `npm run bench:pair [-- --rounds N --only PART]`: what instructions cost that leave to the hypervisor, and writes, by variant of
 * the protocol, on this machine, with bench-pair.s. PART is instructions or io. (What the pair costs a guest that computes, `hvrun
 * bench` tells; how soon outputs come, `npm run bench:output`.)
 *
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
import { buildGuest, Run } from './bench-run.ts';
import { fixed, median } from './figures.ts';

/** Instructions of one turn of the loop that computes. */
const PER_TURN = 13;
/** Ordinary instructions of one turn of the loop that looks at the clock. */
const PER_LOOK = 2;
/** Thousands of turns: some seconds of ordinary and of privileged instructions, and of those that ask the world. */
const QUICK_TURNS = 400_000;
const SLOW_TURNS = 4000;
const DISK_SECTORS = 64;

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, only: { type: 'string' } },
});
const rounds = Number(values.rounds);
const folder = mkdtempSync(join(tmpdir(), 'bench-pair-'));
const start = (...args: string[]): Run => new Run(folder, args);

async function instructionCosts(): Promise<void> {
  const modes = [
    ['compute', QUICK_TURNS],
    ['privileged', QUICK_TURNS],
    ['environment', SLOW_TURNS],
    ['poll', SLOW_TURNS],
  ] as const;
  const guests = modes.map(([mode, turns]) => ({ image: buildGuest(folder, mode, turns), turns }));
  const machines = { bare: ['--bare'], solo: ['--solo'], pair: ['--no-restart'] };
  console.log(`\none instruction, in ordinary ones of the same machine: median of ${rounds} rounds, processor time`);
  console.log(`${''.padEnd(26)}privileged environment  a guest that polls`);
  for (const [name, flags] of Object.entries(machines)) {
    const costs: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round < rounds; round += 1) {
      const seconds: number[] = [];
      // Of a thousand turns.
      for (const { image, turns } of guests) seconds.push((await start(...flags, image).timing()).cpu / turns);
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
  const image = buildGuest(folder, 'write', count);
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

const parts = { instructions: instructionCosts, io: inputOutput };
try {
  for (const [name, part] of Object.entries(parts)) if (values.only === undefined || values.only === name) await part();
} finally {
  rmSync(folder, { recursive: true });
}
