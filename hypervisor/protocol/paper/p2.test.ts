/** P2 of the paper: the end of an epoch at the primary. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Bench } from '../testing/bench.ts';
import { LENGTH, readClock, startedPair, VARIANTS } from '../testing/paper.ts';

describe.each(VARIANTS)('P2: end of an epoch at the primary (the %s protocol)', (variant) => {
  let bench: Bench;

  beforeEach(() => {
    bench = startedPair({ variant });
  });

  it('sends [Tme], delivers, sends [end, E], and starts E+1, in this order', () => {
    bench.set('left', 3);
    bench.complete('left', 1);
    bench.carryAll();
    bench.now = 5000;
    const trace = [...bench.end('left', LENGTH), ...bench.carryAll().filter((line) => line.startsWith('left'))];
    expect(trace.map((line) => line.replace('left: ', ''))).toEqual([
      'send 2 [Tme 1: 5000]',
      'deliver #1 done at 5000',
      'send 3 [end 1: 100 completed]',
      'start-epoch 2 limit 100',
    ]);
  });

  it(variant === 'original' ? 'waits for the acks of all messages' : 'does not wait (revised protocol)', () => {
    readClock(bench, 'left', 7);
    const started = bench.end('left', LENGTH).includes('start-epoch 2 limit 100');
    expect(started).toBe(variant === 'revised');
    expect(bench.carry('right', 1)).toEqual(['send ack 1']);
    expect(bench.carry('left')).toEqual([]);
    bench.carry('right', 1);
    expect(bench.carry('left').includes('start-epoch 2 limit 100')).toBe(variant === 'original');
  });

  it('sends [end, E] only when the bus has confirmed the raw bytes of E', () => {
    bench.print('left', 'a');
    bench.print('left', 'b');
    bench.end('left', LENGTH);
    bench.carryAll();
    expect(bench.complete('left', 1)).toEqual([]);
    expect(bench.complete('left', 2)).toEqual([
      'deliver at 0',
      'send 2 [end 1: 100 completed]',
      'start-epoch 2 limit 100',
    ]);
  });
});
