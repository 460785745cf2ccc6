import { expect, test } from 'vitest';
import { CLOCK, ClockDevice } from './clock.ts';
import type { Device } from './definition.ts';
import { FakeContext } from './testing/fake-context.ts';

test('reading SECONDS latches the microseconds of the same moment', () => {
  const context = new FakeContext();
  const clock = new ClockDevice(context);
  expect(clock.load(CLOCK.SECONDS)).toBe(800_000_000);
  context.answers['time-of-day'] = { query: 'time-of-day', ticks: 50, seconds: 800_000_001, microseconds: 7 };
  expect(clock.load(CLOCK.MICROSECONDS)).toBe(123_456);
  expect(clock.load(CLOCK.SECONDS)).toBe(800_000_001);
  expect(clock.load(CLOCK.MICROSECONDS)).toBe(7);
});

test('only SECONDS is a question to the environment', () => {
  const clock = new ClockDevice(new FakeContext());
  expect(clock.environmentQuery(CLOCK.SECONDS)).toBe('time-of-day');
  expect(clock.environmentQuery(CLOCK.MICROSECONDS)).toBeUndefined();
});

test('the clock cannot be set', () => {
  const clock: Device = new ClockDevice(new FakeContext());
  expect(clock.store(CLOCK.SECONDS, 0)).toBe(false);
  expect(clock.load(8)).toBeUndefined();
});
