import { expect, it, test } from 'vitest';
import { ADVERSITIES } from './case.ts';
import { reachedBy } from './reached.ts';
import { selfCheck } from './self-check.ts';

it.each(ADVERSITIES)('%s finds what is wrong with the program that is planted for it', (adversity) => {
  expect(selfCheck([adversity])).toEqual([{ adversity, found: true }]);
});

test('without line numbers there is nothing to say of lines', () => {
  expect(reachedBy([], new Uint8Array(0))).toBeUndefined();
});
