/**
 * A bus and replicas as separate commands, for tests: what they print, and how they end. `inside` puts a command's words
 * before another's, to run it elsewhere (in a network namespace).
 */
import { type ProcessOptions, RunningProcess } from '../../kernel/testing/running-process.ts';
import { tool } from '../../kernel/testing/tools.ts';

export interface CommandOptions extends ProcessOptions {
  readonly inside?: readonly string[];
}

/** A running `hvrun`. */
export class Command extends RunningProcess {
  constructor(args: readonly string[], { inside = [], ...options }: CommandOptions) {
    const [command, ...rest] = [...inside, process.execPath, tool('hvrun'), ...args];
    super(command, rest, options);
  }

  /** The exit status, or the signal that ended it. */
  get ended(): Promise<number | NodeJS.Signals> {
    return this.closed().then(({ status, signal }) => status ?? signal ?? 'SIGKILL');
  }

  /** Its console output so far. */
  get stdout(): string {
    return this.output().toString('latin1');
  }

  /** What it has told so far. */
  get stderr(): string {
    return this.errors();
  }
}
