/** P1 of the paper: interrupts at the primary. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Bench } from '../testing/bench.ts';
import { LENGTH, startedPair, VARIANTS } from '../testing/paper.ts';

describe.each(VARIANTS)('P1: interrupt at the primary (the %s protocol)', (variant) => {
  let bench: Bench;

  beforeEach(() => {
    bench = startedPair({ variant });
  });

  it('is sent at once and delivered to neither guest before the end of the epoch', () => {
    bench.set('left', 3);
    bench.carryAll();
    expect(bench.complete('left', 1)).toEqual(['send 1 [1, #1 done]']);
    expect(bench.carry('right')).toEqual(['send ack 1']);
  });

  it('belongs to the epoch until [end, E] is sent, even while the guest stands at its end', () => {
    bench.print('left', 'a');
    bench.set('left', 3);
    bench.end('left', LENGTH);
    bench.carryAll();
    expect(bench.complete('left', 2)).toEqual(['send 2 [1, #2 done]']);
    bench.carryAll();
    expect(bench.complete('left', 1)).toContain('deliver #2 done at 0');
  });
});
