/**
 * The FIFOs between the two replicas, in a private directory: nobody but this user may look into it, and it can go as
 * soon as both sides have opened their ends.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export class FifoDirectory {
  readonly path: string;
  /** Carries what the first primary says to the first backup. */
  readonly toBackup: string;
  readonly toPrimary: string;

  /** Makes the directory (mode 0700, as mkdtemp does) and both FIFOs. Throws an Error that says what failed. */
  constructor() {
    this.path = mkdtempSync(join(tmpdir(), 'hvrun-'));
    this.toBackup = join(this.path, 'to-backup');
    this.toPrimary = join(this.path, 'to-primary');
    try {
      // Node has no call that makes a FIFO; the command is part of every POSIX system.
      execFileSync('mkfifo', ['-m', '600', this.toBackup, this.toPrimary], { stdio: ['ignore', 'ignore', 'pipe'] });
    } catch (error) {
      this.remove();
      throw new Error(`cannot make the FIFOs between the replicas: ${(error as Error).message.trim()}`, {
        cause: error,
      });
    }
  }

  /** Removes all of it; ends that are open stay open. May be called twice. */
  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
