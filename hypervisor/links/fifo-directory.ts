/**
 * FIFOs in a private directory: nobody but this user may look into it, and it can go as soon as both sides have opened their
 * ends.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describeSystemError } from '../../emulator/host/system-error.ts';
import { PrivateFolder } from '../private-folder.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { noFifos, unfitFolder } from '../words/links.ts';

/** The host does not let us make FIFOs; the message says why, for people. */
export class FifoError extends Error {
  override readonly name = 'FifoError';
}

export class FifoDirectory {
  readonly #folder: PrivateFolder;

  /** Makes the directory and a FIFO of each name. Throws a {@link FifoError}. */
  constructor(names: readonly string[]) {
    this.#folder = attempt(
      () => new PrivateFolder(),
      (error) => unfitFolder(temporaryFolder(), describeSystemError(error)),
    );
    try {
      // Node has no call that makes a FIFO; the command is part of every POSIX system.
      const fifos = names.map((name) => this.at(name));
      attempt(
        () => execFileSync('mkfifo', ['-m', '600', ...fifos], { stdio: ['ignore', 'ignore', 'pipe'] }),
        (error) => describeSystemError(error).trim(),
      );
    } catch (error) {
      this.remove();
      throw error;
    }
  }

  get path(): string {
    return this.#folder.path;
  }

  /** The path of the FIFO of that name. */
  at(name: string): string {
    return join(this.path, name);
  }

  /** Removes all of it; ends that are open stay open. May be called twice. */
  remove(): void {
    this.#folder.remove();
  }
}

function attempt<T>(make: () => T, explain: (error: unknown) => string): T {
  try {
    return make();
  } catch (error) {
    throw new FifoError(noFifos(explain(error)), { cause: error });
  }
}
