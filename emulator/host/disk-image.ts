/**
 * The disk behind the disk device: a file of 512-byte sectors, read and written in place. Specified by emulator/board.md.
 *
 * A file whose size is no multiple of 512 has a last sector too: it reads as if padded with zeros, and writing it makes the
 * file grow to the sector's end. A file that somebody has made shorter is told from one that ends there: what is missing is an
 * error, not zeros.
 */
import { fstatSync, readSync, writeSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { lockFile } from './file-lock.ts';
import { openRegular, UnfitFile } from './regular-file.ts';
import { describeSystemError } from './system-error.ts';
import { RESULT } from '../board.ts';
import { type Hardware, type Outcome, spanOf } from '../devices/definition.ts';
import { type DiskRange, type DiskRequest, MAX_SECTORS, MOST_SECTORS, rangeOf, SECTOR_SIZE } from '../devices/disk.ts';
import { mustPrecede } from '../world/disk-order.ts';
import type { Scheduler } from '../scheduler.ts';

/** A transfer that takes longer, in milliseconds, has waited for more than the host's memory. */
const SLOW_MS = 5;
/** So long after one, in milliseconds, others are left to a thread. */
const WARY_MS = 1000;

const REMOVED = 'the file has been removed, or another one put in its place';

/** A command in progress. */
interface Operation extends DiskRange {
  readonly finished: Promise<void>;
}

export interface DiskImageOptions {
  readonly scheduler: Scheduler;
  /** Milliseconds that each command takes before it is performed; 0 for as fast as the host is. */
  readonly latencyMs: number;
  /** Nobody else who locks it, too, may have the file meanwhile. */
  readonly lock?: boolean;
  /**
   * May whoever gives commands be kept waiting? Then transfers are made at once, as long as they are quick: one to or from the host's
   * memory takes a few microseconds, and to hand it to a thread and back ten times as many.
   */
  readonly mayWait?: boolean;
  /** Nobody will look for the file after the run. */
  readonly isTemporary?: boolean;
  /**
   * Told of each command that the host could not perform, of the last flush, and of what was written to a file that nobody will find:
   * completes "cannot ..." with all particulars; `kind` without those, the same for what fails alike.
   */
  readonly onTrouble?: (what: string, kind: string) => void;
}

/** Throws an {@link UnfitFile} if no disk is as large as this file. */
export function mustBeCountable(size: number, path: string): void {
  const sectors = Math.ceil(size / SECTOR_SIZE);
  if (sectors <= MOST_SECTORS) return;
  throw new UnfitFile(
    `it has ${sectors} sectors of ${SECTOR_SIZE} bytes, and a disk has ${MOST_SECTORS} at most`,
    path,
  );
}

export class DiskImage implements Hardware<DiskRequest> {
  readonly sectors: number;
  readonly #file: FileHandle;
  readonly #options: DiskImageOptions;
  /** Bytes that the file must have. */
  #size: number;
  readonly #operations = new Set<Operation>();
  #isWritten = false;
  /** By performance.now(): before then, transfers are left to a thread. */
  #waryUntil: number;
  /** Calls to the host that a thread makes now. */
  #onThread = 0;

  private constructor(file: FileHandle, size: number, options: DiskImageOptions) {
    this.#file = file;
    this.#size = size;
    this.sectors = Math.ceil(size / SECTOR_SIZE);
    this.#options = options;
    this.#waryUntil = options.mayWait === true ? -Infinity : Infinity;
  }

  /**
   * Opens the file `path` for reading and writing. Rejects with the host's error (ENOENT, EACCES, ...), with an UnfitFile,
   * or with a FileInUse.
   */
  static async open(path: string, options: DiskImageOptions): Promise<DiskImage> {
    const file = await openRegular(path, 'r+');
    try {
      const { size, nlink } = await file.stat();
      mustBeCountable(size, path);
      if (options.lock === true) lockFile(file.fd, 'exclusive');
      // Not every file system counts names.
      const isTemporary = options.isTemporary === true || nlink === 0;
      return new DiskImage(file, size, { ...options, isTemporary });
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /**
   * Performs a command and calls `done` when it is over. Overlapping commands are performed and completed in the order of
   * these calls; a flush is over when all writes before it are durable.
   */
  perform(request: DiskRequest, done: (outcome: Outcome) => void): void {
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

  /** Waits for all commands, makes their writes durable, and closes the file; what fails then is told as trouble. */
  async close(): Promise<void> {
    await Promise.all([...this.#operations].map((operation) => operation.finished));
    try {
      await this.#file.sync();
      this.#mustBeWhole();
    } catch (error) {
      this.#trouble('flush', '', error);
    } finally {
      if (this.#isWritten && this.#isNameless()) this.#trouble('keep what was written', '', new UnfitFile(REMOVED));
      await this.#file.close();
    }
  }

  #isNameless(): boolean {
    return this.#options.isTemporary !== true && fstatSync(this.#file.fd).nlink === 0;
  }

  async #execute(request: DiskRequest): Promise<Outcome> {
    if (this.#options.latencyMs > 0) {
      await new Promise<void>((resolve) => this.#options.scheduler.after(this.#options.latencyMs, resolve));
    }
    try {
      return await this.#transfer(request);
    } catch (error) {
      // The host's disk is full or broken: to the guest that is a failed command like any other.
      const { first, end } = rangeOf(request);
      const [, operation] = request.kind.split('-');
      this.#trouble(operation, end === Infinity ? '' : ` ${spanOf('sector', first, end - first)}`, error);
      return { result: RESULT.ERROR };
    }
  }

  #trouble(operation: string, range: string, error: unknown): void {
    const why = error instanceof UnfitFile ? error.message : describeSystemError(error);
    this.#options.onTrouble?.(`${operation}${range}: ${why}`, `${operation}: ${why}`);
  }

  #mustBeWhole(): void {
    const { size } = fstatSync(this.#file.fd);
    if (size < this.#size) throw new UnfitFile(`the file has been made shorter, to ${size} bytes`);
  }

  async #transfer(request: DiskRequest): Promise<Outcome> {
    if (request.kind === 'disk-flush') {
      if (this.sectors === 0) return { result: RESULT.ERROR };
      this.#mustBeWhole();
      await this.#byThread(() => this.#file.sync());
      return { result: RESULT.DONE };
    }
    const { first, end } = rangeOf(request);
    const count = end - first;
    if (count < 1 || count > MAX_SECTORS || end > this.sectors) return { result: RESULT.ERROR };
    this.#mustBeWhole();
    if (request.kind === 'disk-read') return { result: RESULT.DONE, data: await this.#read(first, end) };
    this.#isWritten = true;
    await this.#write(first, request.data);
    return { result: RESULT.DONE };
  }

  async #read(first: number, end: number): Promise<Uint8Array> {
    const data = new Uint8Array((end - first) * SECTOR_SIZE);
    let length = 0;
    while (length < data.length) {
      const place = [length, data.length - length, first * SECTOR_SIZE + length] as const;
      const bytes = await this.#transferred(
        () => readSync(this.#file.fd, data, ...place),
        async () => (await this.#file.read(data, ...place)).bytesRead,
      );
      if (bytes === 0) break;
      length += bytes;
    }
    if (first * SECTOR_SIZE + length < Math.min(end * SECTOR_SIZE, this.#size)) this.#mustBeWhole();
    return data;
  }

  async #write(first: number, data: Uint8Array): Promise<void> {
    let length = 0;
    while (length < data.length) {
      const position = first * SECTOR_SIZE + length;
      const place = [length, data.length - length, position] as const;
      const bytes = await this.#transferred(
        () => writeSync(this.#file.fd, data, ...place),
        async () => (await this.#file.write(data, ...place)).bytesWritten,
      );
      length += bytes;
      this.#size = Math.max(this.#size, position + bytes);
    }
  }

  /** Bytes transferred: at once, or by a thread while the host is slow, or has something to do for one. */
  async #transferred(atOnce: () => number, byThread: () => Promise<number>): Promise<number> {
    const begin = performance.now();
    const waits = begin >= this.#waryUntil && this.#onThread === 0;
    const bytes = waits ? atOnce() : await this.#byThread(byThread);
    const end = performance.now();
    if (end - begin > SLOW_MS) this.#waryUntil = Math.max(this.#waryUntil, end + WARY_MS);
    return bytes;
  }

  async #byThread<T>(call: () => Promise<T>): Promise<T> {
    this.#onThread += 1;
    try {
      return await call();
    } finally {
      this.#onThread -= 1;
    }
  }
}
