/** One run of a load by hvrun, as a process: how long it was from its first mark to its second, as they come out of stdout. */
import { spawn } from 'node:child_process';
import { MARK } from './marks.ts';

/** How the run went wrong. */
export class RunFailed extends Error {}

/**
 * Milliseconds between the marks of `node HVRUN ...args`. Throws a {@link RunFailed} if they don't come. `signal` ends the run.
 */
export function timedRun(hvrun: string, args: readonly string[], signal?: AbortSignal): Promise<number> {
  const child = spawn(process.execPath, [hvrun, ...args], { stdio: ['ignore', 'pipe', 'pipe'], signal });
  const marks = new Map<number, number>();
  let told = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const now = performance.now();
    for (const byte of chunk) marks.set(byte, now);
  });
  child.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new RunFailed(error.message)));
    child.on('close', (status) => {
      const [begin, end] = [marks.get(MARK.BEGIN), marks.get(MARK.END)];
      if (status === 0 && begin !== undefined && end !== undefined) resolve(end - begin);
      else reject(new RunFailed(`hvrun ${args.join(' ')}: status ${status}, and it said: ${told.trim()}`));
    });
  });
}
