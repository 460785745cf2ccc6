/** Copies of a disk image, one for each machine, that exist for one run; and the sectors in which they differ at its end. */
import { createWriteStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { SECTOR_SIZE } from '../../emulator/devices/disk.ts';
import { mustBeCountable } from '../../emulator/host/disk-image.ts';
import { lockFile } from '../../emulator/host/file-lock.ts';
import { openRegular } from '../../emulator/host/regular-file.ts';
import { describeSystemError } from '../../emulator/host/system-error.ts';
import { PrivateFolder } from '../private-folder.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** Bytes compared at once: a multiple of the sector's size. */
const PIECE = 128 * SECTOR_SIZE;

/** The copies can't be made; the message says why, for people. */
export class CopyError extends Error {
  override readonly name = 'CopyError';
}

export class PrivateDisks {
  readonly paths: readonly [string, string];
  readonly #folder: PrivateFolder;
  /** The copies, to be compared. */
  #files: readonly FileHandle[] = [];

  private constructor(folder: PrivateFolder) {
    this.#folder = folder;
    this.paths = [join(folder.path, 'disk-1'), join(folder.path, 'disk-2')];
  }

  /**
   * Copies the image at `path` twice; nobody may write to it meanwhile, if `lock`. Rejects with the host's error, or with an
   * UnfitFile or FileInUse, if it can't be read, with a {@link CopyError} if there is no room for the copies, and with `signal`'s
   * reason when that is aborted.
   */
  static async copy(path: string, lock: boolean, signal: AbortSignal): Promise<PrivateDisks> {
    const file = await openRegular(path, 'r');
    try {
      mustBeCountable((await file.stat()).size, path);
      if (lock) lockFile(file.fd, 'shared');
      return await PrivateDisks.#copy(file, signal).catch((error: unknown) => {
        signal.throwIfAborted();
        throw new CopyError(`in '${temporaryFolder()}': ${describeSystemError(error)}`, { cause: error });
      });
    } finally {
      await file.close();
    }
  }

  static async #copy(file: FileHandle, signal: AbortSignal): Promise<PrivateDisks> {
    const disks = new PrivateDisks(new PrivateFolder());
    try {
      for (const path of disks.paths) {
        const source = file.createReadStream({ start: 0, autoClose: false, highWaterMark: PIECE });
        await pipeline(source, createWriteStream(path, { mode: 0o600 }), { signal });
      }
      return disks;
    } catch (error) {
      await disks.remove();
      throw error;
    }
  }

  /** To be called when all have opened the copies: they keep no names, so that not even SIGKILL leaves them behind. */
  async hide(): Promise<void> {
    this.#files = await Promise.all(this.paths.map((path) => open(path)));
    this.#folder.remove();
  }

  /** The numbers of the sectors in which the copies, now hidden, differ, in ascending order. */
  async differingSectors(): Promise<number[]> {
    const sectors: number[] = [];
    for (let position = 0; ; position += PIECE) {
      const pieces = await Promise.all(this.#files.map((file) => file.read(Buffer.alloc(PIECE), 0, PIECE, position)));
      const length = Math.max(...pieces.map(({ bytesRead }) => bytesRead));
      if (length === 0) return sectors;
      const [one, other] = pieces.map(({ buffer }) => buffer);
      for (let at = 0; at < length; at += SECTOR_SIZE) {
        const same = one.subarray(at, at + SECTOR_SIZE).equals(other.subarray(at, at + SECTOR_SIZE));
        if (!same) sectors.push((position + at) / SECTOR_SIZE);
      }
    }
  }

  /** Deletes the copies. */
  async remove(): Promise<void> {
    this.#folder.remove();
    await Promise.all(this.#files.map((file) => file.close()));
  }
}
