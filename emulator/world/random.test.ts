import { expect, test } from 'vitest';
import { Random } from './random.ts';

const draw = (seed: number, count: number) => {
  const random = new Random(seed);
  return Array.from({ length: count }, () => random.fraction());
};

test('a seed determines the numbers, another seed gives others', () => {
  expect(draw(7, 20)).toEqual(draw(7, 20));
  expect(draw(7, 20)).not.toEqual(draw(8, 20));
});

test.each([0, 1, 0x9e3779b9, 0xffffffff])('seed %i spreads fractions over [0, 1)', (seed) => {
  const fractions = draw(seed, 4000);
  expect(Math.min(...fractions)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...fractions)).toBeLessThan(1);
  const mean = fractions.reduce((a, b) => a + b) / fractions.length;
  expect(mean).toBeGreaterThan(0.47);
  expect(mean).toBeLessThan(0.53);
});

test('upTo reaches both ends', () => {
  const random = new Random(1);
  expect(new Set(Array.from({ length: 100 }, () => random.upTo(3)))).toEqual(new Set([0, 1, 2, 3]));
});
