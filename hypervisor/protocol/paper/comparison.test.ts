/** The comparison of states at the ends of epochs, which is ours, and what EXIT waits for. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Bench } from '../testing/bench.ts';
import { LENGTH, startedPair, VARIANTS } from '../testing/paper.ts';

describe.each(VARIANTS)(
  'states are compared at the end of an epoch, if both have hashes (the %s protocol)',
  (variant) => {
    let bench: Bench;

    beforeEach(() => {
      bench = startedPair({ variant });
    });

    it('and equal ones change nothing', () => {
      const told = [...bench.end('left', LENGTH, false, 0xabcn), ...bench.carryAll()].join('\n');
      expect(told).toContain('send 2 [end 1: 100 completed, hash 0000000000000abc]');
      expect(bench.end('right', LENGTH, false, 0xabcn)).toEqual(['deliver at 0']);
    });

    it('and different ones end the backup, which must never take over', () => {
      bench.end('left', LENGTH, false, 0xabcn);
      bench.carryAll();
      expect(bench.end('right', LENGTH, false, 0xabdn)).toEqual([
        'step-down: the machines have diverged: at the end of epoch 1 its state has the hash 0000000000000abd, ' +
          "the primary's had 0000000000000abc",
      ]);
      expect(bench.role('right')).toBe('out');
      expect(bench.step('right', { type: 'peer-lost' })).toEqual([]);
    });

    it('and if only one machine has them, nothing is compared', () => {
      bench.end('left', LENGTH, false, 0xabcn);
      bench.carryAll();
      expect(bench.end('right', LENGTH)).toContain('deliver at 0');
      bench.end('left', LENGTH);
      bench.carryAll();
      expect(bench.end('right', LENGTH, false, 0xabdn)).toEqual(['deliver at 0']);
    });
  },
);

describe.each(VARIANTS)('EXIT, after which nobody is left to compare (the %s protocol)', (variant) => {
  let bench: Bench;

  beforeEach(() => {
    bench = startedPair({ variant });
  });

  beforeEach(() => {
    bench.end('left', LENGTH, false, 0xabcn);
    bench.carryAll();
  });

  it('waits until the backup has compared the state at the end of the last whole epoch', () => {
    expect(bench.exit('left', 3)).toEqual([]);
    expect(bench.end('right', LENGTH, false, 0xabcn)).toContain('deliver at 0');
    expect(bench.step('left', { type: 'backup-finished', epoch: 1 })).toEqual(['perform #1 exit 3 in term 1']);
  });

  it('waits no longer if that is long known', () => {
    bench.step('left', { type: 'backup-finished', epoch: 1 });
    expect(bench.exit('left', 3)).toEqual(['perform #1 exit 3 in term 1']);
  });

  it('waits for the term if the backup finds a difference, and is gone', () => {
    expect(bench.exit('left', 3)).toEqual([]);
    expect(bench.end('right', LENGTH, false, 0xabdn)[0]).toMatch(/^step-down: the machines have diverged/);
    expect(bench.step('left', { type: 'peer-lost' })).toEqual(['claim-term 2']);
    expect(bench.step('left', { type: 'term-won', term: 2 })).toEqual([
      'alone in epoch 2, term 2',
      'perform #1 exit 3 in term 2',
    ]);
  });

  it('never waits for an epoch without a hash', () => {
    bench.step('left', { type: 'backup-finished', epoch: 1 });
    bench.end('left', LENGTH);
    bench.carryAll();
    expect(bench.exit('left', 3)).toEqual(['perform #1 exit 3 in term 1']);
  });

  it('and other outputs do not wait for it', () => {
    expect(bench.set('left', 5)).toContain('perform #1 set 5 in term 1');
  });
});
