/** `hvrun bench np`: the cases that are asked for, run on a model or as processes, told as tables and written to files. */
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXIT_STATUS } from '../../emulator/board.ts';
import { Failure, say } from '../commands/failure.ts';
import { ProgressLine, roughly } from '../commands/progress-line.ts';
import { watchSignals } from '../commands/signals.ts';
import { costs } from './costs.ts';
import { explanations } from './explain.ts';
import type { Noted } from './makers.ts';
import type { LoadName, Model } from './model.ts';
import { modelResults } from './model-results.ts';
import type { Images } from './modelled.ts';
import type { BenchFlags } from './options.ts';
import { type Progress, pairResults } from './pair-results.ts';
import { EPOCH_LENGTHS } from './paper.ts';
import type { ResultFiles } from './result-files.ts';
import { type Case, epochText, LOAD_TEXT, type Results } from './results.ts';
import { tables } from './table.ts';
import { timedRun } from './timed-run.ts';
import { WorkFolder } from './work-folder.ts';

/** hvrun's own bundle, beside this one. */
const HVRUN = fileURLToPath(new URL('./hvrun.js', import.meta.url));
/** --quick: some epoch lengths, few commands, and no more time than leaves the tables within three minutes. */
const QUICK = {
  epochLengths: [1000, 8000, 32_000],
  warmUp: 1.5,
  seconds: 0.8,
  commands: 80,
  rounds: 1,
  budgetMs: 165_000,
} as const;
const USUAL = { warmUp: 3, seconds: 3, commands: 2048, rounds: 5 } as const;
/** 8,192 blocks of 8 KB. */
const DISK_BYTES = 64 << 20;

type Print = (text: string) => void;

export function benchModel(
  flags: BenchFlags,
  model: Model,
  images: Images,
  files: ResultFiles<Noted>,
  print: Print,
): void {
  const epochLengths = flags.epochs ?? (flags.quick ? QUICK.epochLengths : EPOCH_LENGTHS);
  const progress = progressOf();
  const results = modelResults(images, model, { ...flags, epochLengths }, progress.tell);
  progress.end();
  finish(results, results.comparable ? explanations(results, model) : '', files, print);
}

/** Throws a Failure if a load does not come to its end, or a signal came: when all has been told that was measured by then. */
export async function benchPair(
  flags: BenchFlags,
  images: URL,
  files: ResultFiles<Noted>,
  print: Print,
): Promise<void> {
  const began = performance.now();
  const { quick = false, loads, variants, diskMs, engine } = flags;
  const size = quick ? QUICK : USUAL;
  const epochLengths = flags.epochs ?? [undefined, ...(quick ? QUICK.epochLengths : EPOCH_LENGTHS)];
  const { rounds = size.rounds, warmUp = size.warmUp, seconds = size.seconds, commands = size.commands } = flags;
  const folder = await WorkFolder.make();
  const disk = join(folder.path, 'disk');
  const progress = progressOf();
  const ended = new AbortController();
  let endedWith: number | undefined;
  const stopWatching = watchSignals((status) => {
    endedWith = status;
    ended.abort();
  });
  try {
    writeFileSync(disk, '');
    truncateSync(disk, DISK_BYTES);
    const image = (name: string): string => fileURLToPath(new URL(name, images));
    const { results, complete, failed } = await pairResults(
      { loads, variants, epochLengths, rounds, warmUp, seconds, commands, diskMs, engine },
      {
        time: (args, span) => timedRun(HVRUN, args, span, ended.signal),
        images: { dhry: image('dhry'), diskload: image('diskload') },
        disk,
        progress: progress.tell,
        over: () => ended.signal.aborted || (quick && performance.now() - began > QUICK.budgetMs),
      },
    );
    progress.end();
    if (results.cells.length > 0) finish(results, '', files, print);
    if (endedWith !== undefined) {
      throw new Failure(endedWith, results.cells.length > 0 ? 'interrupted: some cases were left out' : '');
    }
    if (failed) throw new Failure(EXIT_STATUS.MACHINE_STOP, failed.message);
    if (!complete) say('--quick: the host is slow, and its three minutes are over: some cases were left out');
  } finally {
    stopWatching();
    progress.end();
    folder.remove();
  }
}

function finish(results: Results, notes: string, files: ResultFiles<Noted>, print: Print): void {
  files.write({ results, notes });
  print(`${results.name}: ${results.about}\n\n${tables(results)}${costs(results)}`);
  if (results.cells.some(({ paper }) => paper?.kind === 'predicted'))
    print('\n* the paper predicts this; it has not measured it.\n');
  if (notes !== '') print(`\nWhy it is not what the paper says:\n${notes}`);
}

/** Says what is being run, and how much longer all takes, where that is known. */
function progressOf(): {
  readonly tell: (load: LoadName, which: Case | 'bare', far?: Progress) => void;
  readonly end: () => void;
} {
  const line = new ProgressLine();
  const began = performance.now();
  return {
    tell: (load, which, far) => {
      const what = `${LOAD_TEXT[load]}, ${which === 'bare' ? 'bare' : `${which.variant}, epoch ${epochText(which.epochLength)}`}`;
      if (far === undefined) return line.show(what);
      const { round, done, all } = far;
      const seconds = done === 0 ? undefined : ((performance.now() - began) / 1000 / done) * (all - done);
      line.show(`round ${round}: ${what}${seconds === undefined ? '' : `; ${roughly(seconds)} left`}`);
    },
    end: () => line.clear(),
  };
}
