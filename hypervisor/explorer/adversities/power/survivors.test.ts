/** Which writes are named, of very many that a loss of power may take. */
import { expect, it } from 'vitest';
import type { PowerPoint, Write } from './written-sectors.ts';
import { mostNamed, survivorsAt } from './survivors.ts';

function write(number: number): Write {
  const place = { virtual: false, space: 0, offset: 0, physical: 0 };
  return { number, operation: 'write', place, givenAt: number, first: number, contents: [number] };
}

const POINT: PowerPoint = {
  ...{ after: 9, operation: 'write', at: 9, durable: [], underWay: [], flushing: [], printed: 0 },
  volatile: Array.from({ length: 9 }, (_, index) => write(index + 1)),
};

it('names the last ones, where there are too many', () => {
  const named = [...survivorsAt(POINT, 2, 3)].map(({ parts }) => parts.map(({ number }) => number).join());
  expect([...new Set(named)]).toEqual(['7,8', '7,9', '8,9']);
  expect([...survivorsAt(POINT, 2)]).toHaveLength(72);
});

it.each([
  [0, 300, 0],
  [1, 300, 166],
  [2, 300, 18],
  [3, 300, 11],
  // However many there are.
  [1, 100_000, 1],
  [2, 100_000, 2],
])('names %i at a time, at one of %i points, of the last %i', (named, points, most) => {
  expect(mostNamed(points, named)).toBe(most);
});

it('names all of few', () => {
  expect(mostNamed(41, 2)).toBeGreaterThan(40);
});
