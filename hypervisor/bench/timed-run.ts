/**
 * One run of a load by hvrun, as a process. The load prints a mark at the beginning of each part of its work (examples/bench), and goes on
 * until it is stopped: what is measured begins with the first mark after the warm-up, and ends with a later one, so that neither
 * the start of processes nor V8's first seconds, in which it compiles, are in it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { EXIT_STATUS } from '../../emulator/board.ts';
import { MARK } from './marks.ts';

/** How the run went wrong. */
export class RunFailed extends Error {}

/** What is to be measured: both, at least. */
export interface Span {
  /** From the first mark on, what does not count. */
  readonly warmUpMs: number;
  readonly ms: number;
  readonly parts: number;
}

export interface Measured {
  /** Parts of the load's work, and how long they took. */
  readonly parts: number;
  readonly ms: number;
  /** The most resident memory that one of the pair's machines had, in bytes; absent on the bare machine, or where the host does not tell. */
  readonly residentBytes?: number;
}

const REPLICAS = /primary (\d+), backup (\d+): the guest starts/;

/** Measures a run of `node HVRUN ...args`, and ends it. Throws a {@link RunFailed} if it ends before. `signal` ends it, too. */
export function timedRun(hvrun: string, args: readonly string[], span: Span, signal: AbortSignal): Promise<Measured> {
  const child = spawn(process.execPath, [hvrun, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
    killSignal: 'SIGTERM',
  });
  const stopwatch = new Stopwatch(span);
  let told = '';
  let residentBytes: number | undefined;
  child.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => {
    const now = performance.now();
    for (const byte of chunk) if (byte === MARK.BEGIN) stopwatch.mark(now);
    if (stopwatch.measured === undefined || child.killed) return;
    residentBytes = residentOf(REPLICAS.exec(told)?.slice(1) ?? []);
    child.kill('SIGTERM');
  });
  return outcomeOf(child).then((status) => {
    const { measured } = stopwatch;
    if (measured !== undefined && status === EXIT_STATUS.SIGTERM) return { ...measured, residentBytes };
    throw new RunFailed(`hvrun ${args.join(' ')}: status ${status}, and it said: ${told.trim()}`);
  });
}

function outcomeOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new RunFailed(error.message)));
    child.on('close', resolve);
  });
}

/** Takes the time from mark to mark. */
export class Stopwatch {
  readonly #span: Span;
  #first: number | undefined;
  #begin: number | undefined;
  #parts = 0;
  measured: Measured | undefined;

  constructor(span: Span) {
    this.#span = span;
  }

  /** A part of the work begins. */
  mark(now: number): void {
    this.#first ??= now;
    if (this.#begin === undefined) {
      if (now - this.#first >= this.#span.warmUpMs) this.#begin = now;
      return;
    }
    this.#parts += 1;
    const ms = now - this.#begin;
    // Marks that were read together say nothing of the time between them.
    const lasted = ms > 0 && ms >= this.#span.ms;
    if (this.#parts >= this.#span.parts && lasted) this.measured ??= { parts: this.#parts, ms };
  }
}

/** The most that one of these processes had, in bytes. */
function residentOf(pids: readonly string[]): number | undefined {
  try {
    const peaks = pids.map((pid) => /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
    return peaks.length === 0 ? undefined : Math.max(...peaks.map((kilobytes) => Number(kilobytes) * 1024));
  } catch {
    // No Linux.
    return undefined;
  }
}
