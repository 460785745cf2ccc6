/** What is on a disk in memory, and what its commands do to it. Specified by emulator/board.md, "Disk". */
import { PAGE_SIZE, RESULT } from '../board.ts';
import type { Rollback } from '../checkpoint.ts';
import type { Hardware, Outcome } from '../devices/definition.ts';
import { type DiskRequest, MAX_SECTORS, rangeOf, SECTOR_SIZE } from '../devices/disk.ts';
import { VersionedPages } from '../versioned-pages.ts';

export class DiskContents implements Hardware<DiskRequest> {
  readonly bytes: Uint8Array;
  readonly sectors: number;
  /** Once there is a checkpoint. */
  #pages: VersionedPages | undefined;

  /** A copy of `contents`, which a last partial sector pads with zeros. */
  constructor(contents: Uint8Array) {
    this.sectors = Math.ceil(contents.length / SECTOR_SIZE);
    this.bytes = new Uint8Array(this.sectors * SECTOR_SIZE);
    this.bytes.set(contents);
  }

  /** All checkpoints share what was not written to between them. */
  checkpoint(): Rollback {
    this.#pages ??= new VersionedPages(new Int32Array(this.bytes.buffer), PAGE_SIZE / 4);
    const version = this.#pages.version();
    return () => this.#pages!.restore(version);
  }

  /** The whole hardware of a disk that takes no time. */
  perform(request: DiskRequest, done: (outcome: Outcome) => void): void {
    done(this.transfer(request));
  }

  /** Performs a command, at once. Without any sectors there is no disk, and each command is an error. */
  transfer(request: DiskRequest): Outcome {
    if (this.sectors === 0) return { result: RESULT.ERROR };
    if (request.kind === 'disk-flush') return { result: RESULT.DONE };
    const { first, end } = rangeOf(request);
    const count = end - first;
    if (count < 1 || count > MAX_SECTORS || end > this.sectors) return { result: RESULT.ERROR };
    if (request.kind === 'disk-write') {
      this.bytes.set(request.data, first * SECTOR_SIZE);
      this.#touch(first, end);
      return { result: RESULT.DONE };
    }
    return { result: RESULT.DONE, data: this.bytes.slice(first * SECTOR_SIZE, end * SECTOR_SIZE) };
  }

  #touch(first: number, end: number): void {
    const last = (end * SECTOR_SIZE - 1) / PAGE_SIZE;
    for (let page = Math.floor((first * SECTOR_SIZE) / PAGE_SIZE); page <= last; page += 1) this.#pages?.touch(page);
  }
}
