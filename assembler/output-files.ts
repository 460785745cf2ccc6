/** hvasm's outputs on their way to files and to standard output. */
import { rmSync } from 'node:fs';
import { headOf } from '../emulator/host/clashes.ts';
import { statusOf } from '../emulator/host/file-status.ts';
import { OutputError, writeWholeFiles, type WholeFile } from '../emulator/host/output-file.ts';

/** The path that stands for standard output. */
export const STDOUT = '-';
/** What an image begins with, as latin1. */
export const ELF_MAGIC = '\x7fELF';

/** A file to be written; {@link STDOUT} is none. */
export type OutputFile = WholeFile;

/** Writes all, or says why not, leaves older files as they were, and returns false. */
export function writeOutputs(files: readonly OutputFile[]): boolean {
  try {
    for (const { path, contents } of files) if (path === STDOUT) process.stdout.write(contents);
    writeWholeFiles(files.filter(({ path }) => path !== STDOUT));
    return true;
  } catch (error) {
    if (!(error instanceof OutputError)) throw error;
    process.stderr.write(`hvasm: can't write '${error.path}': ${reason(error.cause)}\n`);
    return false;
  }
}

/**
 * Removes the program of an earlier run, which would be taken for that of the source which has just failed. What can't be
 * one is somebody's data.
 */
export function removeProgram(path: string): void {
  const status = statusOf(path);
  if (path === STDOUT || status?.isFile() !== true) return;
  if (status.size > 0 && !headOf(path).startsWith(ELF_MAGIC)) {
    process.stderr.write(`hvasm: '${path}' stays as it is: no program of an earlier run\n`);
    return;
  }
  try {
    rmSync(path);
  } catch (error) {
    process.stderr.write(`hvasm: can't remove '${path}' of an earlier run: ${reason(error)}\n`);
  }
}

/** The operating system's reason in words, without the path and the call's name. */
export function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return /^E\w+: ([^,]+)/.exec(text)?.[1] ?? text;
}
