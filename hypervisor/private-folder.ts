/**
 * A folder of this process's own, which no other user may enter. It goes with the process, whether that ends by itself or by a signal;
 * SIGKILL alone leaves it behind.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './temporary-folder.ts';

/** Those of this process that are there. */
const present = new Set<PrivateFolder>();
/** The signals that end a process of which nobody else hears them. */
const ENDING = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const;
let watching = false;

export class PrivateFolder {
  readonly path: string;

  /** Makes it (mode 0700, as mkdtemp does). Throws the host's error. */
  constructor() {
    this.path = mkdtempSync(join(temporaryFolder(), 'hvrun-'));
    present.add(this);
    watch();
  }

  /** Removes it and all that is in it; files that are open stay open. May be called twice. */
  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
    present.delete(this);
    // A signal that has come meanwhile is heard in the next turn of the event loop.
    setImmediate(unwatch);
  }
}

function removeAll(): void {
  for (const folder of present) folder.remove();
}

function watch(): void {
  if (watching) return;
  watching = true;
  process.on('exit', removeAll);
  for (const signal of ENDING) process.on(signal, end);
}

function unwatch(): void {
  if (!watching || present.size > 0) return;
  watching = false;
  process.off('exit', removeAll);
  for (const signal of ENDING) process.off(signal, end);
}

/** Who else hears the signal sees to the end, or wants none. */
function end(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  removeAll();
  unwatch();
  process.kill(process.pid, signal);
}
