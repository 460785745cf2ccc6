/** P3 of the paper: interrupts of the backup itself. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Bench } from '../testing/bench.ts';
import { LENGTH, startedPair, VARIANTS } from '../testing/paper.ts';

describe.each(VARIANTS)('P3: interrupts of the backup itself (the %s protocol)', (variant) => {
  let bench: Bench;

  beforeEach(() => {
    bench = startedPair({ variant });
  });

  it('are ignored', () => {
    bench.end('left', LENGTH);
    bench.carryAll();
    expect(bench.type('right', 'x', 0)).toEqual([]);
    expect(bench.complete('right', 1)).toEqual([]);
    expect(bench.step('right', { type: 'timer-due' })).toEqual([]);
    expect(bench.end('right', LENGTH)).toEqual(['deliver at 0']);
  });
});
