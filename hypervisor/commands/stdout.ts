/** Reports on stdout, and consoles of replays: written at once, since what makes them never returns to the event loop. */
import { writeSync } from 'node:fs';
import { EXIT_STATUS } from '../../emulator/board.ts';
import { cannotWriteStdout } from '../words/files.ts';
import { Failure } from './failure.ts';

const STDOUT = 1;
/** How long to wait for a reader that takes nothing now, in milliseconds. */
const PATIENCE_MS = 2;

/** Writes a report. Throws a {@link Failure} if that can't be done, without words if its reader has seen enough. */
export function printReport(text: string): void {
  printBytes(Buffer.from(text), '');
}

/** Writes all bytes, however slow the reader. Throws a {@link Failure} if that can't be done: `gone` if nobody reads. */
export function printBytes(bytes: Uint8Array, gone: string): void {
  for (let at = 0; at < bytes.length;) at += writeSome(bytes.subarray(at), gone);
}

function writeSome(bytes: Uint8Array, gone: string): number {
  try {
    return writeSync(STDOUT, bytes);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'EPIPE') throw new Failure(EXIT_STATUS.STDOUT_GONE, gone);
    if (code !== 'EAGAIN') throw stdoutFailure(error);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PATIENCE_MS);
    return 0;
  }
}

/** The {@link Failure} of a stdout that takes nothing more though somebody may read it. */
export function stdoutFailure(error: unknown): Failure {
  return new Failure(EXIT_STATUS.HOST_ERROR, cannotWriteStdout(error));
}
