import { expect, it } from 'vitest';
import { Heat } from './heat.ts';

const HERE = 0x1000;
const THERE = 0x2000;

it('counts how often the guest was found near a place', () => {
  const heat = new Heat(1);
  expect([HERE, THERE, HERE + 124, THERE].map((front) => heat.near(front))).toEqual([1, 1, 2, 2]);
  expect(heat.near(HERE + 128)).toBe(1);
});

it('counts a look for many where the guest stays in a loop, and not where it comes back', () => {
  const heat = new Heat(10);
  expect([HERE, THERE, HERE, HERE, HERE + 4, THERE].map((front) => heat.near(front))).toEqual([1, 1, 2, 12, 22, 2]);
});

it('forgets what has been translated, and never counts what cannot be', () => {
  const heat = new Heat(1);
  heat.near(HERE);
  heat.atExit(HERE);
  heat.cool(HERE);
  expect([heat.near(HERE), heat.atExit(HERE)]).toEqual([1, 1]);
  heat.giveUp(HERE);
  expect(heat.atExit(HERE)).toBe(-Infinity);
});
