/** Footnote 4 of the paper: epochs that end early. */
import { beforeEach, describe, expect, it } from 'vitest';
import { Bench } from '../testing/bench.ts';
import { LENGTH, startedPair, VARIANTS } from '../testing/paper.ts';

describe.each(['original', 'revised', 'queued'] as const)('footnote 4, the %s protocol', (variant) => {
  let bench: Bench;

  beforeEach(() => {
    bench = startedPair({ variant, earlyEnds: true });
  });

  it('lets an interrupt end the epoch early, which the backup ends after as many instructions', () => {
    expect(bench.type('left', 'x', 0)).toEqual(['send 1 [1, input 0 "x"]', 'end-epoch-early']);
    bench.end('left', 8);
    expect(bench.carryAll()).toContain('right: start-epoch 1 limit 8');
    expect(bench.end('right', 8)).toEqual(['deliver input 0 "x" at 0']);
  });

  it('lets the interval timer end it early, too, without a message of its own', () => {
    bench.now = 800;
    expect(bench.step('left', { type: 'timer-due' })).toEqual(['end-epoch-early']);
    bench.end('left', 8);
    bench.carryAll();
    expect(bench.end('right', 8)).toEqual(['deliver at 800']);
  });

  it('asks for it once in each epoch', () => {
    bench.type('left', 'x', 0);
    expect(bench.type('left', 'y', 1)).toEqual(['send 2 [1, input 1 "y"]']);
    expect(bench.step('left', { type: 'timer-due' })).toEqual([]);
    bench.end('left', 8);
    bench.carryAll();
    expect(bench.type('left', 'z', 2).at(-1)).toBe('end-epoch-early');
  });

  it('lets the one output that is uncertain when its peer is lost end the epoch early', () => {
    bench.set('left', 1);
    bench.step('left', { type: 'peer-lost' });
    expect(bench.step('left', { type: 'term-won', term: 2 })).toContain('end-epoch-early');
  });

  it('asks for nothing when the guest stands at the end already', () => {
    bench.print('left', 'a');
    bench.end('left', LENGTH);
    bench.carryAll();
    expect(bench.type('left', 'x', 0).join()).not.toContain('end-epoch-early');
    bench.carryAll();
    expect(bench.complete('left', 1)).toContain('deliver input 0 "x" at 0');
  });

  it('does not let a guest rest that has not got its timer interrupt yet', () => {
    bench.step('left', { type: 'timer-due' });
    expect(bench.end('left', 0, true)[0]).toBe('send 1 [Tme 1: 0]');
  });

  it('leaves the failover epoch as long as the old primary may have come in it', () => {
    bench.step('right', { type: 'peer-lost' });
    bench.step('right', { type: 'term-won', term: 2 });
    bench.now = 800;
    expect(bench.step('right', { type: 'timer-due' })).toEqual([]);
    bench.end('right', LENGTH);
    expect(bench.type('right', 'x', 0)).toContain('end-epoch-early');
  });
});

describe('epochs of a fixed length', () => {
  it('end early for nothing but a rest, and a timer that was due by then is not slept over', () => {
    const bench = new Bench({ variant: 'revised', epochLength: LENGTH, earlyEnds: false });
    bench.start('left');
    expect(bench.type('left', 'x', 0)).toEqual(['send 1 [1, input 0 "x"]']);
    bench.end('left', LENGTH);
    expect(bench.step('left', { type: 'timer-due' })).toEqual([]);
    expect(bench.end('left', 0, true)).toContain('start-epoch 3 limit 100');
  });
});

describe.each(VARIANTS)('an epoch of fixed length (the %s protocol)', (variant) => {
  let bench: Bench;

  beforeEach(() => {
    bench = startedPair({ variant });
  });

  it('ends a rest for a timer that is due', () => {
    expect(bench.end('left', 0, true)).toEqual(['rest']);
    bench.now = 800;
    bench.step('left', { type: 'timer-due' });
    bench.carryAll();
    expect(bench.end('right', 0, true)).toEqual(['deliver at 800']);
  });
});
