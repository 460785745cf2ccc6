import { expect, test } from 'vitest';
import { hostTime } from './time-source.ts';

/** A host on which it is so many milliseconds after the process's start, by the fine clock and by UTC. */
function makeHost() {
  const clocks = { fine: 5, utc: 1005.25 };
  const host = { now: () => clocks.fine, timeOrigin: 1000.25, utc: () => Math.floor(clocks.utc) };
  return { clocks, time: hostTime(host) };
}

function passMs(clocks: { fine: number; utc: number }, ms: number): void {
  clocks.fine += ms;
  clocks.utc += ms;
}

test('the interval timer counts 50 MHz from power-on', () => {
  const { clocks, time } = makeHost();
  expect(time.ticks()).toBe(0);
  passMs(clocks, 2.5);
  expect(time.ticks()).toBe(125_000);
});

test('the time of day is UTC, to the microsecond', () => {
  const { clocks, time } = makeHost();
  expect(time.microseconds()).toBe(1_005_250);
  passMs(clocks, 2.125);
  expect(time.microseconds()).toBe(1_007_375);
});

test.each([
  ['forward', 3_600_000],
  ['back', -700],
])("a host's clock that is set %s is followed, at once to the millisecond, then finer", (_, ms) => {
  const { clocks, time } = makeHost();
  time.microseconds();
  clocks.utc += ms;
  const wrongBy = (): number => time.microseconds() - clocks.utc * 1000;
  expect(Math.abs(wrongBy())).toBeLessThan(1000);
  for (let look = 0; look < 16; look += 1) {
    passMs(clocks, 0.125);
    time.microseconds();
  }
  expect(Math.abs(wrongBy())).toBeLessThanOrEqual(125);
  expect(time.ticks()).toBe(100_000);
});

test.each([
  ['before 1970', -86_400_000, 0],
  ['in a far century', 1e13, 8e15],
])("a host's clock that is %s shows the nearest time that there is", (_, utc, shown) => {
  const { clocks, time } = makeHost();
  time.microseconds();
  clocks.utc = utc;
  expect(time.microseconds() - shown).toBeLessThan(1000);
  expect(time.microseconds()).toBeGreaterThanOrEqual(shown);
});
