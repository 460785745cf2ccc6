/**
 * Keeps the guest's time from going back, and from jumping, also across a failover: the two machines' clocks may differ, and
 * the guest has seen the old primary's. (Paper, P5: the backup sets its clocks to [Tme_p].)
 */
import type { Rollback } from '../../emulator/checkpoint.ts';
import { type EnvironmentValue, momentOf, timeOfDayValue } from '../../emulator/environment.ts';
import { type Moment, timeOfDay } from '../../emulator/time-of-day.ts';

/** The latest times that the guest has seen. */
export interface SeenTimes {
  /** Of the interval timer. */
  readonly ticks: number;
  /** The time of day, and what the interval timer showed then; absent as long as the guest has not looked. */
  readonly timeOfDay?: Moment;
}

export class GuestClock {
  #ticks: number;
  #timeOfDay: Moment | undefined;

  /** Goes on from {@link latest} of another machine's clock, or from none. */
  constructor({ ticks, timeOfDay }: SeenTimes = { ticks: 0 }) {
    this.#ticks = ticks;
    this.#timeOfDay = timeOfDay;
  }

  /** All that another clock must know to go on from here. */
  get latest(): SeenTimes {
    return { ticks: this.#ticks, timeOfDay: this.#timeOfDay };
  }

  checkpoint(): Rollback {
    const state = [this.#ticks, this.#timeOfDay] as const;
    return () => void ([this.#ticks, this.#timeOfDay] = state);
  }

  /** The present, of which this machine's own interval timer says `now`; the guest has seen it from now on. */
  ticks(now: number): number {
    this.#ticks = Math.max(this.#ticks, now);
    return this.#ticks;
  }

  /**
   * What the guest is shown where its machine's own clocks would show `value`; the guest has seen it from now on. The
   * backup's clock, which is given what the primary's has shown, shows the same.
   */
  value(value: EnvironmentValue): EnvironmentValue {
    switch (value.query) {
      case 'interval-timer':
        return { query: 'interval-timer', ticks: this.ticks(value.ticks) };
      case 'time-of-day':
        this.#timeOfDay = timeOfDay(this.#timeOfDay, this.#notBefore(momentOf(value)));
        return timeOfDayValue(this.#timeOfDay);
      default:
        return value;
    }
  }

  /** Of a machine whose interval timer is behind: the guest knows that it is later. */
  #notBefore({ ticks, microseconds }: Moment): Moment {
    return { ticks: Math.max(this.#ticks, ticks), microseconds };
  }
}
