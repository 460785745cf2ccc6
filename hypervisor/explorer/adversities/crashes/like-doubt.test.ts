/** A death is explained by the doubts that it leaves only if the guest comes to the same sort of end in both. */
import { expect, it } from 'vitest';
import { RESULT } from '../../../../emulator/board.ts';
import type { RunRecord } from '../../../simulator/record/run-record.ts';
import type { Difference } from '../../result.ts';
import { driver } from '../../testing/guests.ts';
import { likeDoubt } from './like-doubt.ts';

it.each<readonly [guest: string, outside: Difference['outside'], rule: string | undefined]>([
  ['takes-it-for-done', 'disk', 'took-it-for-done'],
  ['takes-it-for-done', 'endless', undefined],
  ['takes-it-for-done', 'stop', undefined],
  ['retries-for-ever', 'endless', 'retries-for-ever'],
  ['retries-for-ever', 'disk', undefined],
])('%s, of a pair that ends: %s', (guest, outside, rule) => {
  const reference = driver(guest);
  const [{ request }] = reference.commands;
  const record = {
    survivor: 'second',
    guests: {
      second: {
        requests: new Map([[request.id, { request }]]),
        completions: [{ id: request.id, result: RESULT.UNCERTAIN }],
      },
    },
    performed: [],
  } as unknown as RunRecord;
  expect(likeDoubt(reference, record, 0, { outside, words: '' }).cause?.rule).toBe(rule);
});
