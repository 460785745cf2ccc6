/** P5 of the paper: the end of an epoch at the backup. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Bench } from '../testing/bench.ts';
import { LENGTH, startedPair, VARIANTS } from '../testing/paper.ts';

describe.each(VARIANTS)('P5: end of an epoch at the backup (the %s protocol)', (variant) => {
  let bench: Bench;

  beforeEach(() => {
    bench = startedPair({ variant });
  });

  it('is followed by E+1 only when [end, E+1] is there', () => {
    expect(bench.start('right')).toEqual([]);
    bench.end('left', LENGTH);
    expect(bench.carryAll()).toContain('right: start-epoch 1 limit 100');
    expect(bench.end('right', LENGTH)).toEqual(['deliver at 0']);
    bench.end('left', 40, true);
    expect(bench.carryAll()).toContain('right: start-epoch 2 limit 41');
  });

  it('delivers with the clocks of the primary, not its own', () => {
    bench.now = 5000;
    bench.end('left', LENGTH);
    bench.now = 9999;
    bench.carryAll();
    expect(bench.end('right', LENGTH)).toEqual(['deliver at 5000']);
  });

  it('comes early at a rest, where the backup must rest too', () => {
    bench.end('left', 40, true);
    bench.carryAll();
    expect(bench.end('right', 41)[0]).toMatch(/^step-down: epoch 1 ends after 41 instructions/);
  });
});
