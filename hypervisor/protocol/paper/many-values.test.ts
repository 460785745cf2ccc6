/** The bound on the values that a guest reads in one epoch, which keeps the stream to the backup short. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Bench } from '../testing/bench.ts';
import { readClock, startedPair } from '../testing/paper.ts';

describe.each([true, false])('an epoch of a guest that does little but read clocks (early ends: %s)', (earlyEnds) => {
  let bench: Bench;

  beforeEach(() => {
    bench = startedPair({ variant: 'revised', earlyEnds, maxValues: 2 });
  });

  it('ends after so many values, and the backup ends it there', () => {
    expect(readClock(bench, 'left', 7)).not.toContain('end-epoch-early');
    expect(readClock(bench, 'left', 8).slice(-2)).toEqual(['supply time-of-day 8.000000', 'end-epoch-early']);
    bench.end('left', 5);
    expect(bench.carryAll()).toContain('right: start-epoch 1 limit 5');
    for (const seconds of [7, 8]) expect(readClock(bench, 'right', seconds)).toHaveLength(1);
    expect(bench.end('right', 5)).toEqual(['deliver at 0']);
    // The next epoch has as many.
    expect(readClock(bench, 'left', 9)).not.toContain('end-epoch-early');
    expect(readClock(bench, 'left', 10)).toContain('end-epoch-early');
  });

  it('ends there if it is the failover epoch, too: as late as the old primary may have come', () => {
    readClock(bench, 'left', 7);
    bench.carryAll();
    bench.step('right', { type: 'peer-lost' });
    bench.step('right', { type: 'term-won', term: 2 });
    expect(readClock(bench, 'right', 7)).toEqual(['supply time-of-day 7.000000']);
    expect(readClock(bench, 'right', 8).slice(-2)).toEqual(['supply time-of-day 8.000000', 'end-epoch-early']);
    expect(bench.end('right', 5).at(-1)).toBe('start-epoch 2 limit 100');
    expect(readClock(bench, 'right', 9)).not.toContain('end-epoch-early');
    expect(readClock(bench, 'right', 10)).toContain('end-epoch-early');
  });
});
