/**
 * A disk in memory and in virtual time, with the order of emulator/world/disk-order.ts: commands that need not wait
 * for each other may overtake.
 */
import { RESULT } from '../../emulator/board.ts';
import type { Hardware, Outcome } from '../../emulator/devices/definition.ts';
import { type DiskRange, type DiskRequest, MAX_SECTORS, rangeOf, SECTOR_SIZE } from '../../emulator/devices/disk.ts';
import { mustPrecede } from '../../emulator/world/disk-order.ts';
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

export class MemoryDisk implements Hardware<DiskRequest> {
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

  perform(request: DiskRequest, done: (outcome: Outcome) => void): void {
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

  #transfer(request: DiskRequest): Outcome {
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
