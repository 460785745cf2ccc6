/** P4 of the paper: messages at the backup. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Bench } from '../testing/bench.ts';
import { LENGTH, readClock, startedPair, timeOfDay, VARIANTS } from '../testing/paper.ts';

describe.each(VARIANTS)('P4: messages at the backup (the %s protocol)', (variant) => {
  let bench: Bench;

  beforeEach(() => {
    bench = startedPair({ variant });
  });

  it('are all acked, and interrupts buffered for the end of their epoch', () => {
    readClock(bench, 'left', 7);
    bench.set('left', 3);
    bench.carryAll();
    bench.complete('left', 1);
    bench.end('left', LENGTH);
    bench.carryAll();
    readClock(bench, 'right', 0);
    bench.set('right', 3);
    expect(bench.end('right', LENGTH)).toEqual(['deliver #1 done at 0']);
  });

  it('with a gap in their numbers mean a lost primary', () => {
    const body = { type: 'environment', epoch: 1, value: timeOfDay(7) } as const;
    expect(bench.step('right', { type: 'message', message: { sequence: 2, body } })).toEqual(['claim-term 2']);
  });
});
