/** A campaign of `hvrun explore`, from its workers' first case to the exit status. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { EXIT_STATUS } from '../../emulator/board.ts';
import { FileInUse } from '../../emulator/host/file-lock.ts';
import { Counting } from '../explorer/host/counting.ts';
import type { Exploration } from '../explorer/host/messages.ts';
import { BadResults } from '../explorer/host/result-lines.ts';
import type { Header } from '../explorer/host/result-records.ts';
import { ResultsFile } from '../explorer/host/results-file.ts';
import { type Shard, WHOLE } from '../explorer/host/shard.ts';
import { SharedCampaign } from '../explorer/host/shared-campaign.ts';
import { PoolClosed, WorkerPool } from '../explorer/host/worker-pool.ts';
import { reachedBy } from '../explorer/reached.ts';
import type { Reference } from '../explorer/reference.ts';
import { howToGoOn, shardIsIn } from '../words/exploring.ts';
import { cannotKeep, fileAt, reasonOf } from '../words/files.ts';
import { about } from '../words/run.ts';
import { ExploreProgress } from './explore-progress.ts';
import { Telling, type TellingOptions } from './explore-telling.ts';
import { Failure, say } from './failure.ts';
import { ProgressLine, SELDOM_MS } from './progress-line.ts';
import { watchSignals } from './signals.ts';

/** The bundle of worker.ts, beside hvrun's own. */
const MODULE = fileURLToPath(new URL('./explore-worker.js', import.meta.url));
const HASH_DIGITS = 8;
/** Milliseconds after which cases are counted, where somebody looks on. */
const COUNT_MS = 2000;

export interface SharedOptions {
  readonly exploration: Exploration;
  readonly workers: number;
  /** What the undisturbed run has executed. */
  readonly executed: Reference['executed'];
  /** When the budget has run out, as performance.now() counts. */
  readonly until: number;
  readonly telling: TellingOptions;
  /** Where results are kept, and what they are of. */
  readonly kept?: { readonly folder: string; readonly header: Header };
}

/** What tells one build of hvrun's worker from another. */
export function buildHash(): string {
  return createHash('sha256').update(readFileSync(MODULE)).digest('hex').slice(0, HASH_DIGITS);
}

/** Throws a {@link Failure} if the results can't be kept, or nothing can be tried. */
export async function runShared(options: SharedOptions): Promise<number> {
  const { kept, exploration } = options;
  if (kept === undefined) return runCampaign(options, undefined);
  let results: ResultsFile | undefined;
  try {
    results = ResultsFile.open(kept.folder, exploration.shard, kept.header);
    return await runCampaign(options, results);
  } catch (error) {
    throw resultsFailure(fileAt('results', results?.path ?? kept.folder), error);
  } finally {
    results?.close();
  }
}

async function runCampaign(options: SharedOptions, results: ResultsFile | undefined): Promise<number> {
  const { exploration, workers, until } = options;
  const { shard, only, reference } = exploration;
  const pool = new WorkerPool({ module: MODULE, size: workers, exploration });
  const counting = new Counting({ module: MODULE, exploration }, process.stderr.isTTY ? COUNT_MS : SELDOM_MS / 2);
  const line = new ProgressLine();
  const progress = new ExploreProgress();
  const telling = new Telling({ ...options.telling, beforePrint: () => line.clear() });
  let interrupted: number | undefined;
  let lost: string | undefined;
  const unwatch = watchSignals((status) => {
    interrupted = status;
    pool.close();
  });
  const campaign = new SharedCampaign({
    ...{ only, shard, workers, pool, until, results },
    totalOf: (name) => counting.of(name),
  });
  try {
    for await (const event of campaign.events()) {
      telling.tell(event);
      if (event.type === 'progress') line.show(progress.describe(event));
    }
  } catch (error) {
    if (!(error instanceof PoolClosed)) throw error;
    if (interrupted === undefined) lost = error.message;
  } finally {
    unwatch();
    pool.close();
    counting.close();
    line.clear();
  }
  const complete = interrupted === undefined && lost === undefined && campaign.complete;
  const { knowing } = campaign.executed;
  const asked = knowing.length === 0 ? [] : [{ executed: options.executed }, ...knowing];
  const reached = results?.known.reached ?? reachedBy(asked, reference.guest.image);
  if (complete) results?.finish(reached);
  const status = telling.end(campaign.summary(), campaign.checks, reached);
  if (lost !== undefined) say(lost);
  if (!complete) say(howToGoOn(results !== undefined));
  if (interrupted !== undefined) return interrupted;
  if (shard.count === WHOLE.count) return status;
  return lost === undefined ? endOfShard(shard, complete, results) : EXIT_STATUS.HOST_ERROR;
}

/** A shard has no verdict: the merge has. */
function endOfShard({ index, count }: Shard, complete: boolean, results: ResultsFile | undefined): number {
  if (!complete) return 2;
  say(shardIsIn(index, count, results!.path));
  return 0;
}

/** The {@link Failure} that says what is wrong with results; what has nothing to do with them, unchanged. */
export function resultsFailure(what: string, error: unknown): unknown {
  if (error instanceof BadResults) return new Failure(EXIT_STATUS.BAD_IMAGE, about(what, error.message));
  if (error instanceof FileInUse) return new Failure(EXIT_STATUS.IN_USE, about(what, error.message));
  if (!(error instanceof Error) || !('code' in error) || error instanceof Failure) return error;
  const status = error.code === 'ENOSPC' || error.code === 'EIO' ? EXIT_STATUS.HOST_ERROR : EXIT_STATUS.NO_OUTPUT;
  return new Failure(status, cannotKeep(what, reasonOf(error)));
}
