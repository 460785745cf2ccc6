/** A replica as the bus sees it, wherever it runs. */
import type { ToReplica } from './messages.ts';

export interface Port {
  /** Its process, for people: of another host, with that host's address. */
  readonly pid: number | string;
  send(message: ToReplica): void;
  /**
   * Ends it at once: with SIGKILL, or if it runs on another host, by hearing nothing from it any more. There it may go on
   * for a while in the belief to be the primary; what it commands reaches no device.
   */
  kill(): void;
  /** Halts it without a word, as a machine that hangs. Who runs on another host can't be halted. */
  stop?(): void;
}
