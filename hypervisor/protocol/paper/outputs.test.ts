/** Outputs of the primary: which wait for what, in each variant; what the paper says of I/O in its section on the revised protocol. */
import { beforeEach, describe, expect, it } from 'vitest';
import { Bench } from '../testing/bench.ts';
import { LENGTH, readClock, startedPair, VARIANTS } from '../testing/paper.ts';

describe.each(VARIANTS)('outputs of the primary (the %s protocol)', (variant) => {
  let bench: Bench;

  beforeEach(() => {
    bench = startedPair({ variant });
  });

  it(variant === 'original' ? 'are performed at once' : 'wait for the acks of all messages sent before', () => {
    const performed = ['perform #1 set 3 in term 1', 'resume'];
    readClock(bench, 'left', 7);
    expect(bench.set('left', 3)).toEqual(variant === 'original' ? performed : []);
    bench.carry('right');
    expect(bench.carry('left')).toEqual(variant === 'original' ? [] : performed);
  });

  it('wait for the next term when the backup is lost', () => {
    expect(bench.step('left', { type: 'peer-lost' })).toEqual(['claim-term 2']);
    expect(readClock(bench, 'left', 7)).toEqual(['read-environment time-of-day', 'supply time-of-day 7.000000']);
    expect(bench.set('left', 3)).toEqual([]);
    expect(bench.step('left', { type: 'term-won', term: 2 })).toEqual([
      'alone in epoch 1, term 2',
      'perform #1 set 3 in term 2',
      'resume',
    ]);
  });

  it('are never performed if the backup has taken the term', () => {
    bench.step('left', { type: 'peer-lost' });
    bench.set('left', 3);
    expect(bench.step('left', { type: 'term-refused', term: 2 })).toEqual([
      "step-down: the bus is in term 2, and not this machine's",
    ]);
    expect(bench.role('left')).toBe('out');
  });

  it('end with EXIT: the guest goes no further', () => {
    expect(bench.exit('left', 3)).toEqual(['perform #1 exit 3 in term 1']);
    expect(bench.complete('left', 1)).toEqual([]);
  });
});

describe('the queued variant', () => {
  it('holds outputs for their acks while the guest goes on, and performs them in order', () => {
    const bench = new Bench({ variant: 'queued', epochLength: LENGTH, earlyEnds: false });
    bench.start('left');
    readClock(bench, 'left', 7);
    expect(bench.set('left', 1)).toEqual(['resume']);
    readClock(bench, 'left', 8);
    expect(bench.set('left', 2)).toEqual(['resume']);
    bench.carry('right', 1);
    expect(bench.carry('left')).toEqual(['perform #1 set 1 in term 1']);
    bench.carry('right');
    expect(bench.carry('left')).toEqual(['perform #2 set 2 in term 1']);
  });
});

describe.each(['revised', 'queued'] as const)('a guest that prints without end (%s)', (variant) => {
  it('waits while too much of that is not confirmed, and goes on with the first confirmation', () => {
    const bench = new Bench({ variant, epochLength: 1_000_000, earlyEnds: false });
    bench.start('left');
    let printed = 0;
    for (let trace = ['resume']; trace.includes('resume') && printed < 10_000; printed += 1) {
      trace = bench.print('left', 'a');
    }
    expect(printed).toBe(1024);
    expect(bench.complete('left', 1)).toEqual(['resume']);
    expect(bench.print('left', 'a')).toEqual(['perform #1025 print a in term 1']);
  });
});

describe('a queued output', () => {
  it('makes the guest wait if too many are held for a backup that is slow', () => {
    const bench = new Bench({ variant: 'queued', epochLength: 1_000_000, earlyEnds: false });
    bench.start('left');
    readClock(bench, 'left', 7);
    for (let count = 1; count < 1024; count += 1) expect(bench.print('left', 'a')).toEqual(['resume']);
    expect(bench.print('left', 'a')).toEqual([]);
    bench.carry('right');
    expect(bench.carry('left')).toHaveLength(1024);
    expect(bench.complete('left', 1)).toEqual(['resume']);
  });
});
