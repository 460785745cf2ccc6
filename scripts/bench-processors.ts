/**
 * `npm run bench:processors`: the speed of one processor that has its process to itself, and of two and of three that take
 * turns in one process, as in the simulator: all instructions that they complete together, by all processor time, on the
 * interpreter and on the engine that is used unless another is asked for, with all that it compiles. Each run is a process
 * of its own; the numbers of processors take turns, too, and medians count.
 *
 *     npm run bench:processors              four kernels of the guest
 *     npm run bench:processors -- list      those of this name
 */
import '../emulator/cpu/engine-flags.ts';
import { execFileSync } from 'node:child_process';
import { DEFAULT_ENGINE } from '../hypervisor/bus/settings.ts';
import type { EngineName } from '../emulator/translator/engines.ts';
import { KERNELS, type Measured, runHere, type Work } from './bench-guest.ts';
import { mean, median } from './figures.ts';

const COUNTS = [1, 2, 3] as const;
const RUNS = 5;
/** The engines, and instructions of one run, of all processors together: a second or two. */
const ENGINES = [
  ['interpreter', 100e6],
  [DEFAULT_ENGINE, 3000e6],
] as const;

function runApart(work: Work, count: number): Measured {
  const answer = execFileSync(process.execPath, [process.argv[1], JSON.stringify({ work, count })]);
  return JSON.parse(answer.toString()) as Measured;
}

/** By number of processors, the median of MIPS; `total`: instructions of one run. */
function measure(kernel: number, engine: EngineName, total: number): number[] {
  const work = (rounds: number): Work => ({ kernel, translation: 0, rounds, engine });
  const perRound = (runApart(work(11), 1).instructions - runApart(work(1), 1).instructions) / 10;
  const mips = COUNTS.map((): number[] => []);
  for (let run = 0; run < RUNS; run += 1) {
    COUNTS.forEach((count, i) => {
      const { instructions, seconds } = runApart(work(Math.ceil(total / count / perRound)), count);
      mips[i].push(instructions / seconds / 1e6);
    });
  }
  return mips.map(median);
}

function show(name: string, mips: readonly number[]): void {
  const columns = mips.map((each) => `${each.toFixed(1)} (${(each / mips[0]).toFixed(2)})`);
  console.log(name.padEnd(27) + columns.map((column) => column.padStart(16)).join(''));
}

const [argument] = process.argv.slice(2);
if (argument?.startsWith('{')) {
  const { work, count } = JSON.parse(argument) as { work: Work; count: number };
  console.log(JSON.stringify(await runHere(work, count)));
} else {
  console.log(`medians of ${RUNS} runs, million instructions per second of processor time (ratio to one processor)`);
  console.log(''.padEnd(27) + COUNTS.map((count) => `${count} processors`.padStart(16)).join(''));
  for (const [engine, total] of ENGINES) {
    const all: number[][] = [];
    for (const [kernel, name] of KERNELS.entries()) {
      // Floating point is slow for reasons of its own.
      if (name !== (argument ?? name) || (argument === undefined && name === 'float')) continue;
      const mips = measure(kernel, engine, total);
      show(`${engine}: ${name}`, mips);
      all.push(mips);
    }
    if (all.length > 1) {
      show(
        `${engine}: geometric mean`,
        COUNTS.map((_, i) => mean(all.map((mips) => mips[i]))),
      );
    }
  }
}
