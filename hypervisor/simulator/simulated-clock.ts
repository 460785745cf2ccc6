/** A machine's own clocks in virtual time: they start anywhere, and run a little fast or slow, as real ones do. */
import { TICKS_PER_SECOND } from '../../emulator/board.ts';
import type { TimeSource } from '../../emulator/time-source.ts';

export interface ClockConditions {
  /** What the interval timer shows at the beginning. */
  readonly ticks: number;
  /** What the clock shows at the beginning: microseconds since 1970. */
  readonly microseconds: number;
  /** Time goes by so much faster than it does. */
  readonly rate: number;
}

export class SimulatedClock implements TimeSource {
  readonly #conditions: ClockConditions;
  readonly #now: () => number;

  /** `now`: milliseconds of virtual time. */
  constructor(conditions: ClockConditions, now: () => number) {
    this.#conditions = conditions;
    this.#now = now;
  }

  ticks(): number {
    return this.#conditions.ticks + Math.floor(this.ms() * (TICKS_PER_SECOND / 1000));
  }

  microseconds(): number {
    return this.#conditions.microseconds + Math.floor(this.ms() * 1000);
  }

  /** Milliseconds since the beginning, as this clock counts them. */
  ms(): number {
    return this.#now() * this.#conditions.rate;
  }
}
