/**
 * Output files. What is known as a whole is written beside its place and put there at the end, so that neither a full disk
 * nor a signal leaves half of it, and an older file stays until then. What grows as a run goes on is written in place.
 */
import { randomBytes } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  ftruncateSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type FileIdentity, followLinks, identityOf } from './same-file.ts';

/** A file whose contents are all there. */
export interface WholeFile {
  readonly path: string;
  readonly contents: string | Uint8Array;
  /** Permissions of a new file, less the umask; an older one keeps its own. */
  readonly mode: number;
}

/** A file that could not be written; the cause is the file system's error. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
  readonly path: string;

  constructor(path: string, cause: unknown) {
    super(`cannot write '${path}'`, { cause });
    this.path = path;
  }
}

/** Signals that wait while files stand beside their places. The process is near its end then. */
const HELD = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGXFSZ'] as const;

/** Writes all the files, or throws an {@link OutputError} and leaves the older ones as they were. */
export function writeWholeFiles(files: readonly WholeFile[]): void {
  const replaced: { file: WholeFile; target: string; older: Stats | undefined }[] = [];
  for (const file of files) {
    attempt(file, () => {
      const { path: target, isDescriptor } = followLinks(file.path);
      const older = statSync(file.path, { throwIfNoEntry: false });
      if (isDescriptor) writeOpen(target, file.contents);
      else if (older?.isFile() === false) writeFileSync(file.path, file.contents);
      else replaced.push({ file, target, older });
    });
  }
  withSignalsHeld(() => {
    const written: string[] = [];
    try {
      for (const { file, target, older } of replaced) {
        attempt(file, () => written.push(writeBeside(target, file, older)));
      }
      for (const [index, { file, target }] of replaced.entries())
        attempt(file, () => renameSync(written[index], target));
    } finally {
      for (const path of written) rmSync(path, { force: true });
    }
  });
}

export interface OutputAccess {
  /** Files that must not be emptied, whatever has been renamed since they were compared. */
  readonly inputs?: ReadonlySet<FileIdentity>;
  /** What was written is to be read again. */
  readonly readable?: boolean;
}

/** Opens a file that will grow, and empties it if it is there. Throws an {@link OutputError}. */
export function openOutput(path: string, { inputs, readable = false }: OutputAccess = {}): number {
  return attempt({ path }, () => {
    const access = readable ? constants.O_RDWR : constants.O_WRONLY;
    // What somebody has written there before is not ours.
    const { isDescriptor } = followLinks(path);
    const file = openSync(path, access | (isDescriptor ? constants.O_APPEND : constants.O_CREAT), 0o666);
    try {
      const identity = identityOf(file);
      if (identity !== undefined && inputs?.has(identity)) throw new Error('it is an input of this run');
      if (!isDescriptor && fstatSync(file).isFile()) ftruncateSync(file);
      return file;
    } catch (error) {
      closeSync(file);
      throw error;
    }
  });
}

/** Writes to a descriptor that is open, at the place that it has come to. */
function writeOpen(path: string, contents: string | Uint8Array): void {
  const [, pid, descriptor] = /^\/proc\/(\d+)\/.*?(\d+)$/.exec(path) ?? [];
  if (Number(pid) === process.pid) writeFileSync(Number(descriptor), contents);
  else writeFileSync(path, contents, { flag: 'a' });
}

/** Writes a file in the folder of `target`, and returns its path. Leaves nothing if that can't be done. */
function writeBeside(target: string, { contents, mode }: WholeFile, older: Stats | undefined): string {
  // Whoever made it read-only did not mean it to be replaced.
  if (older !== undefined) accessSync(target, constants.W_OK);
  const path = join(dirname(target), `.output-${randomBytes(6).toString('hex')}.tmp`);
  const file = openSync(path, 'wx', mode);
  try {
    writeFileSync(file, contents);
    if (older !== undefined) keepStatus(file, older);
    return path;
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

/** The new file belongs to whom the older one belonged to, and may be used as it was. */
function keepStatus(file: number, { mode, uid, gid }: Stats): void {
  const own = fstatSync(file);
  if (own.uid !== uid || own.gid !== gid) {
    try {
      fchownSync(file, uid, gid);
    } catch {
      // Only root may give files away; the file is as good in another's name.
    }
  }
  fchmodSync(file, mode & 0o777);
}

function withSignalsHeld(action: () => void): void {
  const hold = (): void => {};
  for (const signal of HELD) process.on(signal, hold);
  try {
    action();
  } finally {
    for (const signal of HELD) process.off(signal, hold);
  }
}

function attempt<T>({ path }: Pick<WholeFile, 'path'>, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new OutputError(path, error);
  }
}
