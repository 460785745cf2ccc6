/**
 * Files that are read as a whole, or in place. What else may have a path can't be: a FIFO keeps whoever opens it waiting, and
 * /dev/zero never ends.
 */
import { closeSync, fstatSync, openSync, statSync } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';

interface Kind {
  isFile(): boolean;
  isDirectory(): boolean;
  isFIFO(): boolean;
  isCharacterDevice(): boolean;
  isBlockDevice(): boolean;
  isSocket(): boolean;
}

/** A file can't be used for what it was named for; the message says why, for people. */
export class UnfitFile extends Error {
  override readonly name = 'UnfitFile';
  /** Which file, if that is known: as in the system's errors. */
  readonly path: string | undefined;

  constructor(message: string, path?: string) {
    super(message);
    this.path = path;
  }
}

/** Throws an {@link UnfitFile} unless the file at `path`, which has this status, is a regular one. */
function mustBeRegular(path: string, status: Kind): void {
  if (status.isFile()) return;
  const kind = kindOf(status);
  throw new UnfitFile(`it is ${kind}, not a regular file`, path);
}

/**
 * Opens a regular file, and never waits for it. Rejects with an {@link UnfitFile} if it is of another kind, or with the
 * system's error.
 */
export async function openRegular(path: string, flags: 'r' | 'r+'): Promise<FileHandle> {
  mustBeRegular(path, await stat(path));
  const file = await open(path, flags);
  try {
    // It may have been replaced meanwhile.
    mustBeRegular(path, await file.stat());
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Opens a regular file to be read, as {@link openRegular} does; returns its descriptor. Throws what that rejects with. */
export function openRegularSync(path: string): number {
  mustBeRegular(path, statSync(path));
  const file = openSync(path, 'r');
  try {
    mustBeRegular(path, fstatSync(file));
    return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** All bytes of a regular file. Rejects as {@link openRegular} does, and if there are more than `most`. */
export async function readRegular(path: string, most: number): Promise<Buffer> {
  const file = await openRegular(path, 'r');
  try {
    const { size } = await file.stat();
    if (size > most) throw new UnfitFile(`it has ${size} bytes, and at most ${most} can be read`);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

function kindOf(status: Kind): string {
  if (status.isDirectory()) return 'a directory';
  if (status.isFIFO()) return 'a FIFO';
  if (status.isCharacterDevice()) return 'a character device';
  if (status.isBlockDevice()) return 'a block device';
  return status.isSocket() ? 'a socket' : 'something else';
}
