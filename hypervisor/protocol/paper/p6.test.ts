/** P6 of the paper: environment instructions at the backup. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Bench } from '../testing/bench.ts';
import { LENGTH, readClock, startedPair, VARIANTS } from '../testing/paper.ts';

describe.each(VARIANTS)('P6: environment instruction at the backup (the %s protocol)', (variant) => {
  let bench: Bench;

  beforeEach(() => {
    bench = startedPair({ variant });
  });

  it('gets the value of the primary, in the same order', () => {
    readClock(bench, 'left', 7);
    readClock(bench, 'left', 8);
    bench.end('left', LENGTH);
    bench.carryAll();
    expect(readClock(bench, 'right', 99)).toEqual(['supply time-of-day 7.000000']);
    expect(readClock(bench, 'right', 99)).toEqual(['supply time-of-day 8.000000']);
  });

  it('that the primary did not execute shows that the machines have diverged', () => {
    bench.end('left', LENGTH);
    bench.carryAll();
    expect(readClock(bench, 'right', 99)).toEqual([
      "step-down: in epoch 1 the guest reads time-of-day, the primary's nothing more",
    ]);
    expect(bench.role('right')).toBe('out');
  });
});
