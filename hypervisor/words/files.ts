/** What hvrun says of files: what they are called, which can't be opened or written, and why. */
import { describeSystemError } from '../../emulator/host/system-error.ts';

/** What a file is to its user: a word, or the flag that names it. */
export type FileKind =
  | 'image'
  | 'firmware'
  | 'disk'
  | 'input'
  | 'console output'
  | 'history'
  | 'recording'
  | 'results'
  | 'secret file'
  | 'trace'
  | 'trace file'
  | `--${string}`;

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
  EROFS: 'its file system is read-only',
  EEXIST: 'there is such a file already',
  ENOSPC: 'the disk is full',
  // Only what is written again, or read back, is looked for at a place.
  ESPIPE: 'it must be a regular file',
  ENOTDIR: 'what should be a folder is a file',
};

/** Whatever its version. */
export const THE_RECORDING = 'the recording';
export const THE_IMAGE = 'the image';
export const THE_INPUT = 'the input';
export const THE_RESULTS = 'the file of results';
export const STANDARD_INPUT = 'standard input';
export const STANDARD_OUTPUT = 'standard output';
export const STANDARD_ERROR = 'standard error';

/** Nobody takes what a command prints. */
export const STDOUT_GONE = 'nobody reads stdout any more';
export const NO_FOLDER = 'there is no such folder';

/** Why the host refused something. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? describeSystemError(error);
}

/** A file in a sentence. */
export function fileAt(kind: FileKind, path: string): string {
  return `${kind} '${path}'`;
}

/** One recording, or several of which one is meant. */
export function recordingsAt(paths: readonly string[]): string {
  return `recording ${oneOf(paths)}`;
}

export function cannotOpen(file: string, why: string): string {
  return `cannot open ${file}: ${why}`;
}

export function cannotWrite(file: string, why: string): string {
  return `cannot write ${file}: ${why}`;
}

export function cannotWriteStdout(error: unknown): string {
  return cannotWrite('to stdout', describeSystemError(error));
}

/** For the guest this is the end of its input. */
export function cannotReadStdin(error: unknown): string {
  return `cannot read ${STANDARD_INPUT}: ${reasonOf(error)}; the guest's input ends there`;
}

/** What was tried is to be kept in `file`. */
export function cannotKeep(file: string, why: string): string {
  return `cannot keep ${file}: ${why}`;
}

export function cannotReplay(recordings: readonly string[], why: string): string {
  return `cannot replay ${oneOf(recordings)}: ${why}`;
}

/** Another process has the disk. */
export function isInUse(file: string, why: string): string {
  return `${cannotOpen(file, why)}; --disk-lock off goes without`;
}

/** `clash`: which of the files are one. */
export function filesClash(clash: string): string {
  return `${clash}; nothing was written`;
}

/** `where`: in which folder, and why. */
export function cannotCopyDisk(path: string, where: string): string {
  return `cannot copy ${fileAt('disk', path)} for two machines ${where}`;
}

/** `what` the host can't do to a disk image: "write sector 4: ...". */
export function diskTrouble(file: string, what: string): string {
  return `${file}: cannot ${what}`;
}

export function historyNotWhole(path: string, error: unknown): string {
  return `the history in '${path}' is not whole: ${reasonOf(error)}`;
}

export function traceEnds(error: unknown): string {
  return `the trace ends here: ${describeSystemError(error)}`;
}

export function instructionTraceEnds(error: unknown): string {
  return `the trace of instructions ends here: ${describeSystemError(error)}`;
}

export function recordingEnds(epoch: number, why: string): string {
  return `the recording ends after epoch ${epoch}: ${why}`;
}

function oneOf(paths: readonly string[]): string {
  return paths.map((path) => `'${path}'`).join(' or ');
}
