/** A clock that stands still until a test turns it. */
import type { Scheduler } from '../../scheduler.ts';

export class ManualScheduler implements Scheduler {
  #now = 0;
  #actions: { readonly at: number; readonly action: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(delayMs: number, action: () => void): void {
    this.#actions.push({ at: this.#now + delayMs, action });
  }

  /** Moves time on by `ms`, calling what falls due in order of time. */
  advance(ms: number): void {
    const target = this.#now + ms;
    for (;;) {
      this.#actions.sort((a, b) => a.at - b.at);
      const next = this.#actions[0];
      if (next === undefined || next.at > target) break;
      this.#actions.shift();
      this.#now = next.at;
      next.action();
    }
    this.#now = target;
  }
}
