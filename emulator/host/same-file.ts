/**
 * Which file a path leads to. Two paths with one identity name the same bytes, whatever the paths look like: through a
 * symbolic link, a hard link, or `./`. Files that keep no bytes (terminals, pipes, /dev/null) have no identity, since nothing
 * in them can be lost.
 */
import { type BigIntStats, fstatSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** Equal for the same file, and for the same place where a file is still to be made. */
export type FileIdentity = string;

/** A path, or the number of a descriptor that is open, such as 0 for standard input. */
export type Place = string | number;

/** Longest chain of symbolic links that is followed, as in Linux. */
const MAX_LINKS = 40;

/** The identity of the file at this place; undefined if it keeps no bytes, or if it can't be found out. */
export function identityOf(place: Place): FileIdentity | undefined {
  try {
    return identityOfStatus(
      typeof place === 'number' ? fstatSync(place, { bigint: true }) : statSync(place, { bigint: true }),
    );
  } catch {
    if (typeof place === 'number') return undefined;
    return `new ${followLinks(place).path}`;
  }
}

function identityOfStatus(status: BigIntStats): FileIdentity | undefined {
  if (status.isFile()) return `file ${status.dev} ${status.ino}`;
  // Two names of one disk differ in everything but this number.
  if (status.isBlockDevice()) return `device ${status.rdev}`;
  return undefined;
}

/** Where a path leads in the end. */
export interface Destination {
  /** No symbolic link any more, in a folder that is named without any. There need not be a file. */
  readonly path: string;
  /** The path leads to a descriptor that is open, as /dev/stdout does: it may be written to, but neither emptied nor replaced. */
  readonly isDescriptor: boolean;
}

/** Follows symbolic links to a file that need not exist. */
export function followLinks(path: string): Destination {
  let at = resolve(path);
  for (let links = 0; links < MAX_LINKS; links++) {
    const folder = realFolder(at);
    at = join(folder, basename(at));
    if (/^\/proc\/\d+(\/task\/\d+)?\/fd$|^\/dev\/fd$/.test(folder)) return { path: at, isDescriptor: true };
    const target = targetOf(at);
    if (target === undefined) break;
    at = resolve(folder, target);
  }
  return { path: at, isDescriptor: false };
}

/** Where a symbolic link leads; undefined if there is none. */
function targetOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    // What else there is, or why nothing can be there, is for whoever opens it to find.
    return undefined;
  }
}

function realFolder(path: string): string {
  const folder = dirname(path);
  try {
    return realpathSync(folder);
  } catch {
    // There is no such folder: nothing can be written there either.
    return folder;
  }
}
