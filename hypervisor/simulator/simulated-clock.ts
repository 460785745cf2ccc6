/** A machine's own clocks in virtual time: they start anywhere, run a little fast or slow, and are set, as real ones are. */
import { TICKS_PER_SECOND } from '../../emulator/board.ts';
import type { ClockConditions, ClockSetting } from './plan/plan.ts';
import type { TimeSource } from '../../emulator/time-source.ts';

export class SimulatedClock implements TimeSource {
  readonly #conditions: ClockConditions;
  readonly #settings: readonly ClockSetting[];
  readonly #now: () => number;

  /** `now`: milliseconds of virtual time. */
  constructor(conditions: ClockConditions, settings: readonly ClockSetting[], now: () => number) {
    this.#conditions = conditions;
    this.#settings = settings;
    this.#now = now;
  }

  ticks(): number {
    return this.#conditions.ticks + Math.floor(this.ms() * (TICKS_PER_SECOND / 1000));
  }

  microseconds(): number {
    const now = this.#now();
    const set = this.#settings.reduce((sum, { atMs, byMicroseconds }) => (atMs <= now ? sum + byMicroseconds : sum), 0);
    return this.#conditions.microseconds + set + Math.floor(this.ms() * 1000);
  }

  /** Milliseconds since the beginning, as this clock counts them. */
  ms(): number {
    return this.#now() * this.#conditions.rate;
  }
}
