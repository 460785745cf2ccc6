import { expect, test } from 'vitest';
import { reachedBy } from './reached.ts';
import { selfCheck } from './self-check.ts';

test('doubt and moments find what is wrong with the planted driver', () => {
  expect(selfCheck(['doubt', 'moments'])).toEqual([
    { adversity: 'doubt', found: true },
    { adversity: 'moments', found: true },
  ]);
  expect(selfCheck(['power'])).toEqual([]);
});

test('without line numbers there is nothing to say of lines', () => {
  expect(reachedBy([], new Uint8Array(0))).toBeUndefined();
});
