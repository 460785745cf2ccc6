/**
 * Keeps the guest's time from going back, also across a failover: the two machines' clocks may differ, and the guest has
 * seen the old primary's. (Paper, P5: the backup sets its clocks to [Tme_p].)
 */
import type { EnvironmentValue } from '../../emulator/environment.ts';

const MICROSECONDS = 1_000_000;

export class GuestClock {
  #ticks: number;
  /** Seconds and microseconds as one number of microseconds: exact until the year 2255. */
  #timeOfDay: number;

  /** The latest times that the guest has seen: {@link latest} of another machine's clock, or none. */
  constructor({ ticks, timeOfDay } = { ticks: 0, timeOfDay: 0 }) {
    this.#ticks = ticks;
    this.#timeOfDay = timeOfDay;
  }

  /** The latest times that the guest has seen, in ticks and in microseconds since 1970. */
  get latest(): { readonly ticks: number; readonly timeOfDay: number } {
    return { ticks: this.#ticks, timeOfDay: this.#timeOfDay };
  }

  /** The present, of which this machine's own interval timer says `now`; the guest has seen it from now on. */
  ticks(now: number): number {
    this.#ticks = Math.max(this.#ticks, now);
    return this.#ticks;
  }

  /** `value`, or the latest time the guest has seen if that is later; the guest has seen it from now on. */
  value(value: EnvironmentValue): EnvironmentValue {
    switch (value.query) {
      case 'interval-timer':
        return { query: 'interval-timer', ticks: this.ticks(value.ticks) };
      case 'time-of-day':
        this.#timeOfDay = Math.max(this.#timeOfDay, value.seconds * MICROSECONDS + value.microseconds);
        return {
          query: 'time-of-day',
          seconds: Math.floor(this.#timeOfDay / MICROSECONDS),
          microseconds: this.#timeOfDay % MICROSECONDS,
        };
      case 'console-position':
      case 'actuator-position':
        return value;
    }
  }
}
