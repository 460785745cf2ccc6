/** P8 of the paper: outputs of the backup. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Bench } from '../testing/bench.ts';
import { failOver, LENGTH, readClock, startedPair, VARIANTS } from '../testing/paper.ts';

describe.each(VARIANTS)('P8: outputs of the backup (the %s protocol)', (variant) => {
  let bench: Bench;

  beforeEach(() => {
    bench = startedPair({ variant });
  });

  it('are suppressed in every epoch that the primary completed', () => {
    bench.set('left', 3);
    bench.carryAll();
    bench.end('left', LENGTH);
    bench.carryAll();
    expect(bench.set('right', 3)).toEqual(['resume']);
  });

  it('become uncertain if outstanding at the end of the failover epoch, after relayed interrupts and the timer', () => {
    bench.set('left', 1);
    bench.set('left', 2);
    bench.end('left', LENGTH);
    bench.carryAll();
    bench.complete('left', 2);
    bench.carryAll();
    failOver(bench);
    bench.set('right', 1);
    bench.set('right', 2);
    bench.end('right', LENGTH);
    expect(bench.set('right', 3)).toEqual(['resume']);
    expect(bench.end('right', LENGTH)).toEqual([
      'deliver #2 done at 0',
      'deliver #1 uncertain #3 uncertain at 0',
      'promoted after epoch 2, term 2, uncertain #1 set 1, uncertain #3 set 3',
      'ask-input from 0',
      'start-epoch 3 limit 100',
    ]);
  });

  it('are performed by the new primary, which waits for nobody', () => {
    failOver(bench);
    bench.end('right', LENGTH);
    readClock(bench, 'right', 7);
    expect(bench.set('right', 3)).toEqual(['perform #1 set 3 in term 2', 'resume']);
    expect(bench.complete('right', 1, 2)).toEqual([]);
    expect(bench.end('right', LENGTH)).toEqual(['deliver #1 done at 0', 'start-epoch 3 limit 100']);
  });
});
