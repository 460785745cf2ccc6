import { describe, expect, it } from 'vitest';
import { TICKS_PER_SECOND } from '../../emulator/board.ts';
import { type EnvironmentValue, momentOf, timeOfDayValue } from '../../emulator/environment.ts';
import { GuestClock } from './guest-clock.ts';

const DAY = 800_000_000;

/** What the clocks of a host show, in seconds. */
function timeAt(timer: number, utc: number): EnvironmentValue {
  return timeOfDayValue({ ticks: timer * TICKS_PER_SECOND, microseconds: (DAY + utc) * 1e6 });
}

/** What the guest is shown, in seconds. */
function shown(value: EnvironmentValue): number {
  if (value.query !== 'time-of-day') throw new Error(value.query);
  return momentOf(value).microseconds / 1e6 - DAY;
}

describe("the guest's clock", () => {
  it('shows its own host at first', () => {
    expect(shown(new GuestClock().value(timeAt(10, 7)))).toBe(7);
  });

  it.each([
    ['30 s behind', -30, 17.995],
    ['an hour ahead', 3600, 18.005],
  ])("goes on after a failover to a host %s from what the primary's guest saw last", (_, ahead, expected) => {
    const [primary, backup] = [new GuestClock(), new GuestClock()];
    backup.value(primary.value(timeAt(10, 17)));
    expect(shown(backup.value(timeAt(11, 18 + ahead)))).toBeCloseTo(expected, 5);
  });

  it("shows the backup's guest what the primary's was shown, however that came about", () => {
    const [primary, backup] = [new GuestClock(), new GuestClock()];
    for (const [timer, utc] of [
      [1, 1],
      [1.000_05, 30],
      [1.7, -30],
      [100.3, 3600],
      [100.4, 3600],
    ]) {
      const value = primary.value(timeAt(timer, utc));
      expect(backup.value(value)).toEqual(value);
    }
    expect(backup.latest).toEqual(primary.latest);
  });

  it('is handed over to a joiner whole, also if the guest has not looked for long', () => {
    const primary = new GuestClock();
    primary.value(timeAt(10, 17));
    primary.ticks(500 * TICKS_PER_SECOND);
    const joiner = new GuestClock(primary.latest);
    // The joiner's interval timer has only just begun, and its host is a day ahead.
    expect(shown(joiner.value(timeAt(1, 86_400)))).toBeCloseTo(17 + 490 * 1.005, 5);
    expect(joiner.ticks(TICKS_PER_SECOND)).toBe(500 * TICKS_PER_SECOND);
  });

  it('is handed over as one that has shown no time of day yet', () => {
    const primary = new GuestClock();
    primary.ticks(500);
    expect(shown(new GuestClock(primary.latest).value(timeAt(1, 3)))).toBe(3);
  });
});
