/** P7 of the paper: the failover epoch. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { EnvironmentValue } from '../../../emulator/environment.ts';
import type { Bench } from '../testing/bench.ts';
import { failOver, LENGTH, readClock, runEpochs, startedPair, VARIANTS } from '../testing/paper.ts';

describe.each(VARIANTS)('P7: the failover epoch (the %s protocol)', (variant) => {
  let bench: Bench;

  beforeEach(() => {
    bench = startedPair({ variant });
  });

  it('is the first epoch without [end, E], and starts only under the next term', () => {
    runEpochs(bench, 2);
    expect(bench.step('right', { type: 'peer-lost' })).toEqual(['claim-term 2']);
    expect(bench.step('right', { type: 'term-won', term: 2 })).toEqual([
      'failover in epoch 3, term 2',
      'start-epoch 3 limit 100',
    ]);
    expect(bench.end('right', LENGTH)).toEqual([
      'deliver at 0',
      'promoted after epoch 3, term 2',
      'ask-input from 0',
      'start-epoch 4 limit 100',
    ]);
    expect(bench.role('right')).toBe('primary');
  });

  it('comes after all epochs that the primary completed, whose outputs stay suppressed', () => {
    bench.print('left', 'a');
    bench.complete('left', 1);
    bench.end('left', LENGTH);
    bench.carryAll();
    expect(failOver(bench)).toEqual(['claim-term 2']);
    expect(bench.print('right', 'a')).toEqual(['resume']);
    expect(bench.end('right', LENGTH)).toEqual([
      'deliver at 0',
      'failover in epoch 2, term 2',
      'start-epoch 2 limit 100',
    ]);
  });

  it('uses up the values of the stream, then reads for itself, and time does not go back', () => {
    readClock(bench, 'left', 7);
    bench.carryAll();
    failOver(bench);
    expect(readClock(bench, 'right', 5)).toEqual(['supply time-of-day 7.000000']);
    expect(readClock(bench, 'right', 5)).toEqual(['read-environment time-of-day', 'supply time-of-day 7.000000']);
    expect(readClock(bench, 'right', 9)).toEqual(['read-environment time-of-day', 'supply time-of-day 9.000000']);
  });

  it('delivers what the primary relayed in it, by the later of the two clocks', () => {
    bench.now = 5000;
    bench.type('left', 'x', 0);
    bench.print('left', 'a');
    bench.carryAll();
    bench.print('left', 'b');
    bench.end('left', LENGTH);
    bench.carryAll();
    failOver(bench);
    bench.now = 4000;
    expect(bench.end('right', LENGTH).slice(0, 2)).toEqual([
      'deliver input 0 "x" at 5000',
      'promoted after epoch 1, term 2',
    ]);
  });

  it("reads its own clock as one that goes on from the primary's last Tme, which the epoch's end will show", () => {
    bench.print('left', 'a');
    bench.now = 5000;
    bench.end('left', LENGTH);
    bench.carryAll();
    failOver(bench);
    bench.now = 4000;
    expect(bench.step('right', { type: 'environment', query: 'interval-timer' })).toEqual([
      'read-environment interval-timer',
    ]);
    const own: EnvironmentValue = { query: 'interval-timer', ticks: 4000 };
    expect(bench.step('right', { type: 'environment-value', value: own })).toEqual(['supply interval-timer 5000']);
  });

  it('holds outputs without a RESULT, and performs them on promotion, in order', () => {
    bench.print('left', 'a');
    failOver(bench);
    expect(bench.print('right', 'a')).toEqual(['resume']);
    expect(bench.print('right', 'b')).toEqual(['resume']);
    expect(bench.end('right', LENGTH)).toEqual([
      'deliver at 0',
      'promoted after epoch 1, term 2',
      'perform #1 print a in term 2',
      'perform #2 print b in term 2',
      'ask-input from 0',
      'start-epoch 2 limit 100',
    ]);
  });

  it('ends at once when the guest exits in it', () => {
    failOver(bench);
    bench.print('right', 'a');
    expect(bench.exit('right', 3)).toEqual([
      'promoted after epoch 1, term 2',
      'perform #1 print a in term 2',
      'perform #2 exit 3 in term 2',
      'ask-input from 0',
    ]);
  });

  it('ends at a rest, even if it has done nothing', () => {
    bench.end('left', 0, true);
    failOver(bench);
    expect(bench.end('right', 0, true)).toContain('start-epoch 2 limit 100');
  });

  it('never starts if another machine has the term', () => {
    bench.step('right', { type: 'peer-lost' });
    bench.step('right', { type: 'term-refused', term: 2 });
    expect(bench.role('right')).toBe('out');
    expect(bench.step('right', { type: 'term-won', term: 3 })).toEqual([]);
  });
});
