/** Copies of a disk image, one for each machine, that exist for one run; and the sectors in which they differ at its end. */
import { chmod, copyFile, mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SECTOR_SIZE } from '../../emulator/devices/disk.ts';
import { mustBeCountable } from '../../emulator/host/disk-image.ts';
import { lockFile } from '../../emulator/host/file-lock.ts';
import { openRegular } from '../../emulator/host/regular-file.ts';
import { describeSystemError } from '../../emulator/host/system-error.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** Bytes compared at once: a multiple of the sector's size. */
const PIECE = 128 * SECTOR_SIZE;

/** The copies can't be made; the message says why, for people. */
export class CopyError extends Error {
  override readonly name = 'CopyError';
}

export class PrivateDisks {
  readonly paths: readonly [string, string];
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.paths = [join(folder, 'disk-1'), join(folder, 'disk-2')];
  }

  /**
   * Copies the image at `path` twice; nobody may write to it meanwhile, if `lock`. Rejects with the host's error, or with an
   * UnfitFile or FileInUse, if it can't be read, and with a {@link CopyError} if there is no room for the copies.
   */
  static async copy(path: string, lock: boolean): Promise<PrivateDisks> {
    const file = await openRegular(path, 'r');
    try {
      mustBeCountable((await file.stat()).size, path);
      if (lock) lockFile(file.fd, 'shared');
      return await PrivateDisks.#copy(path).catch((error: unknown) => {
        throw new CopyError(`in '${temporaryFolder()}': ${describeSystemError(error)}`, { cause: error });
      });
    } finally {
      await file.close();
    }
  }

  static async #copy(path: string): Promise<PrivateDisks> {
    const disks = new PrivateDisks(await mkdtemp(join(temporaryFolder(), 'hvrun-')));
    try {
      for (const copy of disks.paths) {
        await copyFile(path, copy);
        // The image may be read-only, which its copy need not be.
        await chmod(copy, 0o600);
      }
      return disks;
    } catch (error) {
      await disks.remove();
      throw error;
    }
  }

  /** The numbers of the sectors in which the copies differ, in ascending order. */
  async differingSectors(): Promise<number[]> {
    const files = await Promise.all(this.paths.map((path) => open(path)));
    try {
      const sectors: number[] = [];
      for (let position = 0; ; position += PIECE) {
        const pieces = await Promise.all(files.map((file) => file.read(Buffer.alloc(PIECE), 0, PIECE, position)));
        const length = Math.max(...pieces.map(({ bytesRead }) => bytesRead));
        if (length === 0) return sectors;
        const [one, other] = pieces.map(({ buffer }) => buffer);
        for (let at = 0; at < length; at += SECTOR_SIZE) {
          const same = one.subarray(at, at + SECTOR_SIZE).equals(other.subarray(at, at + SECTOR_SIZE));
          if (!same) sectors.push((position + at) / SECTOR_SIZE);
        }
      }
    } finally {
      await Promise.all(files.map((file) => file.close()));
    }
  }

  /** Deletes the copies. */
  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}
