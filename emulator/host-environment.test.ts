import { expect, test } from 'vitest';

import { ask, momentOf } from './environment.ts';
import { HostEnvironment } from './host-environment.ts';
import type { World } from './world/world.ts';

const world: World = {
  sectors: 0,
  perform: () => {},
  position: (query) => (query === 'console-position' ? 2 ** 32 + 5 : -1),
  close: async () => {},
};

/** A host's clocks, both in seconds. */
const clock = { timer: 0, utc: 0 };
const time = { ticks: () => clock.timer * 50e6, microseconds: () => clock.utc * 1e6 };

test.each([
  ['back', -25, 1009.95],
  ['forward', 3600, 1010.05],
])("a host's clock that is set %s does not show, but is followed slowly", (_, seconds, expected) => {
  const environment = new HostEnvironment(time, world);
  const secondsShown = (): number => momentOf(ask(environment, 'time-of-day')).microseconds / 1e6;
  Object.assign(clock, { timer: 100, utc: 1000 });
  expect(secondsShown()).toBe(1000);
  clock.utc += seconds;
  expect(secondsShown()).toBe(1000);
  clock.timer += 10;
  clock.utc += 10;
  expect(secondsShown()).toBeCloseTo(expected, 6);
});

test("positions are the world's, that of the console modulo 2^32", () => {
  const environment = new HostEnvironment(time, world);
  expect(environment.read('console-position')).toEqual({ query: 'console-position', position: 5 });
  expect(environment.read('actuator-position')).toEqual({ query: 'actuator-position', position: -1 });
});
