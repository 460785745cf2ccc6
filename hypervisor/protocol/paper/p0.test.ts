/** P0 of the paper: environment instructions at the primary. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Bench } from '../testing/bench.ts';
import { readClock, startedPair, VARIANTS } from '../testing/paper.ts';

describe.each(VARIANTS)('P0: environment instruction at the primary (the %s protocol)', (variant) => {
  let bench: Bench;

  beforeEach(() => {
    bench = startedPair({ variant });
  });

  it('sends [E, value] before the guest gets it', () => {
    expect(readClock(bench, 'left', 7)).toEqual([
      'read-environment time-of-day',
      'send 1 [1, time-of-day 7.000000]',
      'supply time-of-day 7.000000',
    ]);
  });

  it('never waits for acks, whatever was sent before', () => {
    for (let seconds = 1; seconds < 10; seconds += 1) {
      expect(readClock(bench, 'left', seconds).at(-1)).toBe(`supply time-of-day ${seconds}.000000`);
    }
  });
});
