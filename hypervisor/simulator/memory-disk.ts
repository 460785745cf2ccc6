/**
 * A disk in memory and in virtual time, with the order of emulator/world/disk-order.ts: commands that need not wait
 * for each other may overtake.
 */
import { RESULT } from '../../emulator/board.ts';
import type { Rollback } from '../../emulator/checkpoint.ts';
import type { Hardware, Outcome } from '../../emulator/devices/definition.ts';
import { type DiskRange, type DiskRequest, rangeOf } from '../../emulator/devices/disk.ts';
import { DiskContents } from '../../emulator/world/disk-contents.ts';
import { mustPrecede } from '../../emulator/world/disk-order.ts';
import type { Timeline } from './timeline.ts';

interface Operation extends DiskRange {
  /** When it is performed, in milliseconds. */
  readonly at: number;
}

export interface MemoryDiskOptions {
  readonly timeline: Timeline;
  /** The time this command takes, in milliseconds. */
  readonly latencyMs: (request: DiskRequest) => number;
  /** Does this command fail? */
  readonly fails: () => boolean;
}

export class MemoryDisk implements Hardware<DiskRequest> {
  readonly #contents: DiskContents;
  readonly #options: MemoryDiskOptions;
  #operations: Operation[] = [];

  /** A copy of `contents`, which a last partial sector pads with zeros. */
  constructor(contents: Uint8Array, options: MemoryDiskOptions) {
    this.#contents = new DiskContents(contents);
    this.#options = options;
  }

  /** What is on it. */
  get bytes(): Uint8Array {
    return this.#contents.bytes;
  }

  get sectors(): number {
    return this.#contents.sectors;
  }

  checkpoint(): Rollback {
    const contents = this.#contents.checkpoint();
    const operations = this.#operations;
    return () => {
      this.#operations = operations;
      contents();
    };
  }

  perform(request: DiskRequest, done: (outcome: Outcome) => void): void {
    const { timeline, latencyMs, fails } = this.#options;
    const range = rangeOf(request);
    const now = timeline.now();
    this.#operations = this.#operations.filter(({ at }) => at >= now);
    const before = this.#operations.filter((earlier) => mustPrecede(earlier, range));
    // At one time the timeline keeps the order of the calls.
    const at = Math.max(now + latencyMs(request), ...before.map((earlier) => earlier.at));
    this.#operations = [...this.#operations, { ...range, at }];
    timeline.at(at, () => done(fails() ? { result: RESULT.ERROR } : this.#contents.transfer(request)));
  }
}
