/**
 * A disk in memory and in virtual time, with the order that the README's board chapter promises: overlapping commands are
 * performed and completed in the order of the calls, others in any order; a flush is over when all writes before it are.
 */
import { MAX_SECTORS, RESULT, SECTOR_SIZE } from '../../emulator/board.ts';
import type { Request } from '../../emulator/devices/device.ts';
import type { Timeline } from './timeline.ts';

export type DiskRequest = Extract<Request, { readonly kind: 'disk-read' | 'disk-write' | 'disk-flush' }>;

export interface DiskOutcome {
  readonly result: typeof RESULT.DONE | typeof RESULT.ERROR;
  readonly data?: Uint8Array;
}

interface Operation {
  readonly kind: DiskRequest['kind'];
  readonly first: number;
  readonly end: number;
  /** When it is performed, in milliseconds. */
  readonly at: number;
}

export interface MemoryDiskOptions {
  readonly timeline: Timeline;
  /** The time one command takes, in milliseconds. */
  readonly latencyMs: () => number;
  /** Does this command fail? */
  readonly fails: () => boolean;
}

export class MemoryDisk {
  /** What is on it. */
  readonly bytes: Uint8Array;
  readonly sectors: number;
  readonly #options: MemoryDiskOptions;
  #operations: Operation[] = [];

  /** A copy of `contents`, which a last partial sector pads with zeros. */
  constructor(contents: Uint8Array, options: MemoryDiskOptions) {
    this.sectors = Math.ceil(contents.length / SECTOR_SIZE);
    this.bytes = new Uint8Array(this.sectors * SECTOR_SIZE);
    this.bytes.set(contents);
    this.#options = options;
  }

  perform(request: DiskRequest, done: (outcome: DiskOutcome) => void): void {
    const { timeline, latencyMs, fails } = this.#options;
    const { first, end } = rangeOf(request);
    const { kind } = request;
    const now = timeline.now();
    this.#operations = this.#operations.filter(({ at }) => at >= now);
    const before = this.#operations.filter((earlier) => mustPrecede(earlier, { kind, first, end }));
    // At one time the timeline keeps the order of the calls.
    const at = Math.max(now + latencyMs(), ...before.map((earlier) => earlier.at));
    this.#operations.push({ kind, first, end, at });
    timeline.at(at, () => done(fails() ? { result: RESULT.ERROR } : this.#transfer(request)));
  }

  #transfer(request: DiskRequest): DiskOutcome {
    if (this.sectors === 0) return { result: RESULT.ERROR };
    if (request.kind === 'disk-flush') return { result: RESULT.DONE };
    const { first, end } = rangeOf(request);
    const count = end - first;
    if (count < 1 || count > MAX_SECTORS || end > this.sectors) return { result: RESULT.ERROR };
    if (request.kind === 'disk-write') {
      this.bytes.set(request.data, first * SECTOR_SIZE);
      return { result: RESULT.DONE };
    }
    return { result: RESULT.DONE, data: this.bytes.slice(first * SECTOR_SIZE, end * SECTOR_SIZE) };
  }
}

function rangeOf(request: DiskRequest): { readonly first: number; readonly end: number } {
  switch (request.kind) {
    case 'disk-read':
      return { first: request.sector, end: request.sector + request.count };
    case 'disk-write':
      return { first: request.sector, end: request.sector + request.data.length / SECTOR_SIZE };
    case 'disk-flush':
      return { first: 0, end: Infinity };
  }
}

/** Must `earlier` be over before `later` begins? A flush waits for writes, and nothing waits for a flush. */
function mustPrecede(earlier: Operation, later: Omit<Operation, 'at'>): boolean {
  if (later.kind === 'disk-flush') return earlier.kind === 'disk-write';
  if (earlier.kind === 'disk-flush') return false;
  return earlier.first < later.end && later.first < earlier.end;
}
