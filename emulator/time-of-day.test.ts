import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Moment, timeOfDay } from './time-of-day.ts';

const SECOND = 1_000_000;
const TICKS = 50;
/** Some day, in microseconds since 1970. */
const DAY = 800_000_000 * SECOND;

/** The moment `seconds` after power-on, by a host whose clock is `ahead` seconds ahead. */
function at(seconds: number, ahead = 0): Moment {
  return { ticks: seconds * SECOND * TICKS, microseconds: DAY + (seconds + ahead) * SECOND };
}

/** What the guest is shown at the `last` of these moments, in seconds of the day. */
function shown(...moments: Moment[]): number {
  let last: Moment | undefined;
  for (const moment of moments) last = timeOfDay(last, moment);
  return (last!.microseconds - DAY) / SECOND;
}

test('at first it is the time of the host', () => {
  expect(timeOfDay(undefined, at(3, -7))).toEqual(at(3, -7));
});

test('it is the time of a host whose clock goes right', () => {
  expect(shown(at(1), at(2), at(1000))).toBe(1000);
});

test.each([
  ['30 s behind', -30, 19.95],
  ['an hour ahead', 3600, 20.05],
])('on a host whose clock is %s it goes on from what was shown, 0.5 %% too slow or too fast', (_, ahead, expected) => {
  expect(shown(at(10), at(20, ahead))).toBeCloseTo(expected, 6);
});

test('what was shown long ago counts on, too', () => {
  expect(shown(at(10), at(1010, 3600))).toBeCloseTo(1015, 6);
});

test('it comes back to the host and stays there: 30 s in 6000 s', () => {
  expect(shown(at(0), at(5990, -30))).toBeGreaterThan(5960);
  expect(shown(at(0), at(6000, -30))).toBe(5970);
  expect(shown(at(0), at(3000, -30), at(6000, -30), at(6001, -30))).toBe(5971);
});

test('it neither stands still nor is late if it is looked at all the time', () => {
  let last = at(0);
  for (let ticks = 7; ticks < 20_000_000; ticks += 7) {
    const next = timeOfDay(last, { ticks, microseconds: DAY + 3600 * SECOND });
    if (next.microseconds < last.microseconds) throw new Error(`it goes back at ${ticks}`);
    last = next;
  }
  // 0.4 s, and 0.5 % of that.
  expect(last.microseconds - DAY).toBe(399_999 + 1999);
});

test('an interval timer that is behind the one before holds it up only as long as it is', () => {
  expect(shown(at(10), at(9))).toBe(10);
  expect(shown(at(10), at(9), at(11))).toBe(11);
});

test('whatever the clocks do, it keeps between 99.5 and 100.5 % of the pace, and whoever knows it can show it again', () => {
  const moment = fc.record({ ticks: fc.nat(2 ** 40), microseconds: fc.nat(2 ** 50) });
  fc.assert(
    fc.property(fc.array(moment, { minLength: 2 }), (moments) => {
      let last: Moment | undefined;
      for (const host of moments.toSorted((a, b) => a.ticks - b.ticks)) {
        const next = timeOfDay(last, host);
        expect(timeOfDay(last, next)).toEqual(next);
        if (last !== undefined) {
          const elapsed = (next.ticks - last.ticks) / TICKS;
          expect(Math.abs(next.microseconds - last.microseconds - elapsed)).toBeLessThanOrEqual(elapsed * 0.005 + 2);
          expect(next.microseconds).toBeGreaterThanOrEqual(last.microseconds);
        }
        last = next;
      }
    }),
  );
});
