/** The replica's own clocks: the interval timer, which counts from power-on, and the time of day. */
import { TICKS_PER_SECOND } from '../../emulator/board.ts';
import type { EnvironmentValue } from '../../emulator/environment.ts';

const TICKS_PER_MS = TICKS_PER_SECOND / 1000;
const MICROSECONDS = 1_000_000;

export class HostClock {
  #powerOnMs = performance.now();

  /** The interval timer begins to count. */
  powerOn(): void {
    this.#powerOnMs = performance.now();
  }

  /** The interval timer, in whole ticks. */
  ticks(): number {
    return Math.floor((performance.now() - this.#powerOnMs) * TICKS_PER_MS);
  }

  /** The guest has seen `ticks`: a clock that is behind the primary's goes on from there. */
  atLeast(ticks: number): void {
    const behind = ticks - this.ticks();
    if (behind > 0) this.#powerOnMs -= behind / TICKS_PER_MS;
  }

  /** Milliseconds until the interval timer shows `ticks`; 0 if it has. */
  msUntil(ticks: number): number {
    return Math.max(0, (ticks - this.ticks()) / TICKS_PER_MS);
  }

  read(query: 'interval-timer' | 'time-of-day'): EnvironmentValue {
    if (query === 'interval-timer') return { query, ticks: this.ticks() };
    const now = Math.floor((performance.timeOrigin + performance.now()) * 1000);
    return { query, seconds: Math.floor(now / MICROSECONDS), microseconds: now % MICROSECONDS };
  }
}
