/**
 * Takes processor time from the processes of a pair, as a busy or small host would: nothing, a low priority, one processor
 * for all, or half of the time. Linux alone.
 */
import { spawnSync } from 'node:child_process';
import { setPriority } from 'node:os';

export const LIMITS = ['none', 'low priority', 'one processor', 'half of the time'] as const;
export type Limit = (typeof LIMITS)[number];

const LOWEST = 19;
/** How long processes stand and run by turns, in milliseconds. */
const STAND_MS = 15;

export class Limiter {
  readonly #limit: Limit;
  readonly #processes: () => readonly number[];
  /** Those that have been limited once and for all. */
  readonly #limited = new Set<number>();
  readonly #timer: NodeJS.Timeout;
  #standing = false;

  /** `processes`: those to be limited now; that change. */
  constructor(limit: Limit, processes: () => readonly number[]) {
    this.#limit = limit;
    this.#processes = processes;
    this.#timer = setInterval(() => this.#work(), STAND_MS);
  }

  /** Lets all go on. */
  end(): void {
    clearInterval(this.#timer);
    if (this.#standing) this.#signal('SIGCONT');
  }

  #work(): void {
    if (this.#limit === 'half of the time') {
      this.#standing = !this.#standing;
      this.#signal(this.#standing ? 'SIGSTOP' : 'SIGCONT');
      return;
    }
    for (const pid of this.#processes()) {
      if (this.#limited.has(pid)) continue;
      this.#limited.add(pid);
      if (this.#limit === 'low priority') ignoringTheDead(() => setPriority(pid, LOWEST));
      if (this.#limit === 'one processor') spawnSync('taskset', ['-a', '-c', '-p', '0', String(pid)]);
    }
  }

  #signal(signal: NodeJS.Signals): void {
    for (const pid of this.#processes()) ignoringTheDead(() => process.kill(pid, signal));
  }
}

/** Does something to a process that may just have ended; false if it has. */
export function ignoringTheDead(action: () => void): boolean {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}
