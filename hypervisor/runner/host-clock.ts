/** The replica's own clocks, which go on from the time that the guest has seen last, whoever's clock showed it. */
import { TICKS_PER_SECOND } from '../../emulator/board.ts';
import type { Rollback } from '../../emulator/checkpoint.ts';
import { type EnvironmentValue, timeOfDayValue } from '../../emulator/environment.ts';
import { hostTime, type TimeSource } from '../../emulator/time-source.ts';

const TICKS_PER_MS = TICKS_PER_SECOND / 1000;

export class HostClock {
  readonly #time: TimeSource;
  #aheadTicks = 0;
  #shown = 0;

  /** Power-on is now, unless a `time` of another origin is given. */
  constructor(time: TimeSource = hostTime()) {
    this.#time = time;
  }

  /** The interval timer, in whole ticks. */
  ticks(): number {
    this.#shown = this.#time.ticks() + this.#aheadTicks;
    return this.#shown;
  }

  /** What {@link ticks} has shown last: microseconds ago, in the middle of a step. */
  get shown(): number {
    return this.#shown;
  }

  /** The guest has seen `ticks`: a clock that is behind that goes on from there. */
  atLeast(ticks: number): void {
    // Most often it is its own time, and needs no further look at the host's clock.
    if (ticks > this.#shown) this.#aheadTicks += Math.max(0, ticks - this.ticks());
  }

  checkpoint(): Rollback {
    const state = [this.#aheadTicks, this.#shown] as const;
    return () => void ([this.#aheadTicks, this.#shown] = state);
  }

  /** Milliseconds until the interval timer shows `ticks`; 0 if it has. */
  msUntil(ticks: number): number {
    return Math.max(0, (ticks - this.ticks()) / TICKS_PER_MS);
  }

  read(query: 'interval-timer' | 'time-of-day'): EnvironmentValue {
    const ticks = this.ticks();
    if (query === 'interval-timer') return { query, ticks };
    return timeOfDayValue({ ticks, microseconds: this.#time.microseconds() });
  }
}
