/**
 * The disk behind the disk device: a file of 512-byte sectors, read and written in place. Specified by emulator/board.md.
 *
 * A file whose size is no multiple of 512 has a last sector too: it reads as if padded with zeros, and writing it makes the
 * file grow to the sector's end.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { MAX_SECTORS, RESULT, SECTOR_SIZE } from '../board.ts';
import { mustPrecede, rangeOf, type DiskOutcome, type DiskRange, type DiskRequest } from './disk-order.ts';
import type { Scheduler } from './scheduler.ts';

/** A command in progress. */
interface Operation extends DiskRange {
  readonly finished: Promise<void>;
}

export interface DiskImageOptions {
  readonly scheduler: Scheduler;
  /** Milliseconds that each command takes before it is performed; 0 for as fast as the host is. */
  readonly latencyMs: number;
}

export class DiskImage {
  readonly sectors: number;
  readonly #file: FileHandle;
  readonly #options: DiskImageOptions;
  readonly #operations = new Set<Operation>();

  private constructor(file: FileHandle, sectors: number, options: DiskImageOptions) {
    this.#file = file;
    this.sectors = sectors;
    this.#options = options;
  }

  /** Opens the file `path` for reading and writing. Rejects with the host's error (ENOENT, EACCES, EISDIR, ...). */
  static async open(path: string, options: DiskImageOptions): Promise<DiskImage> {
    const file = await open(path, 'r+');
    const { size } = await file.stat();
    return new DiskImage(file, Math.ceil(size / SECTOR_SIZE), options);
  }

  /**
   * Performs a command and calls `done` when it is over. Overlapping commands are performed and completed in the order of
   * these calls; a flush is over when all writes before it are durable.
   */
  perform(request: DiskRequest, done: (outcome: DiskOutcome) => void): void {
    const range = rangeOf(request);
    const before = [...this.#operations].filter((operation) => mustPrecede(operation, range));
    const finished = Promise.all(before.map((operation) => operation.finished))
      .then(() => this.#execute(request))
      .then((outcome) => {
        this.#operations.delete(operation);
        done(outcome);
      });
    const operation: Operation = { ...range, finished };
    this.#operations.add(operation);
  }

  /** Waits for all commands, makes their writes durable, and closes the file. */
  async close(): Promise<void> {
    await Promise.all([...this.#operations].map((operation) => operation.finished));
    await this.#file.sync();
    await this.#file.close();
  }

  async #execute(request: DiskRequest): Promise<DiskOutcome> {
    if (this.#options.latencyMs > 0) {
      await new Promise<void>((resolve) => this.#options.scheduler.after(this.#options.latencyMs, resolve));
    }
    try {
      return await this.#transfer(request);
    } catch {
      // The host's disk is full or broken: to the guest that is a failed command like any other.
      return { result: RESULT.ERROR };
    }
  }

  async #transfer(request: DiskRequest): Promise<DiskOutcome> {
    if (request.kind === 'disk-flush') {
      if (this.sectors === 0) return { result: RESULT.ERROR };
      await this.#file.sync();
      return { result: RESULT.DONE };
    }
    const { first, end } = rangeOf(request);
    const count = end - first;
    if (count < 1 || count > MAX_SECTORS || end > this.sectors) return { result: RESULT.ERROR };
    if (request.kind === 'disk-read') return { result: RESULT.DONE, data: await this.#read(first, count) };
    await this.#write(first, request.data);
    return { result: RESULT.DONE };
  }

  async #read(first: number, count: number): Promise<Uint8Array> {
    const data = new Uint8Array(count * SECTOR_SIZE);
    let length = 0;
    while (length < data.length) {
      const { bytesRead } = await this.#file.read(data, length, data.length - length, first * SECTOR_SIZE + length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return data;
  }

  async #write(first: number, data: Uint8Array): Promise<void> {
    let length = 0;
    while (length < data.length) {
      const position = first * SECTOR_SIZE + length;
      const { bytesWritten } = await this.#file.write(data, length, data.length - length, position);
      length += bytesWritten;
    }
  }
}
