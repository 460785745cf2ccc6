/**
 * FIFOs in a private directory: nobody but this user may look into it, and it can go as soon as both sides have opened their
 * ends.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../temporary-folder.ts';
import { noFifos } from '../words/links.ts';

/** The host does not let us make FIFOs; the message says why, for people. */
export class FifoError extends Error {
  override readonly name = 'FifoError';
}

export class FifoDirectory {
  readonly path: string;

  /** Makes the directory (mode 0700, as mkdtemp does) and a FIFO of each name. Throws a {@link FifoError}. */
  constructor(names: readonly string[]) {
    this.path = attempt(() => mkdtempSync(join(temporaryFolder(), 'hvrun-')));
    try {
      // Node has no call that makes a FIFO; the command is part of every POSIX system.
      const fifos = names.map((name) => this.at(name));
      attempt(() => execFileSync('mkfifo', ['-m', '600', ...fifos], { stdio: ['ignore', 'ignore', 'pipe'] }));
    } catch (error) {
      this.remove();
      throw error;
    }
  }

  /** The path of the FIFO of that name. */
  at(name: string): string {
    return join(this.path, name);
  }

  /** Removes all of it; ends that are open stay open. May be called twice. */
  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

function attempt<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    const reason = error instanceof Error ? error.message.trim() : String(error);
    throw new FifoError(noFifos(reason), { cause: error });
  }
}
