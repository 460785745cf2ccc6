/**
 * A disk in memory and in virtual time, with the order of emulator/world/disk-order.ts: commands that need not wait
 * for each other may overtake.
 */
import { MAX_SECTORS, RESULT, SECTOR_SIZE } from '../../emulator/board.ts';
import {
  mustPrecede,
  rangeOf,
  type DiskOutcome,
  type DiskRange,
  type DiskRequest,
} from '../../emulator/world/disk-order.ts';
import type { Timeline } from './timeline.ts';

interface Operation extends DiskRange {
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
    const range = rangeOf(request);
    const now = timeline.now();
    this.#operations = this.#operations.filter(({ at }) => at >= now);
    const before = this.#operations.filter((earlier) => mustPrecede(earlier, range));
    // At one time the timeline keeps the order of the calls.
    const at = Math.max(now + latencyMs(), ...before.map((earlier) => earlier.at));
    this.#operations.push({ ...range, at });
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
