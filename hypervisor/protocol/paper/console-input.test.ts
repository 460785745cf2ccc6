/** Console input: the bus keeps it until both machines have it. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Bench } from '../testing/bench.ts';
import { failOver, LENGTH, startedPair, VARIANTS } from '../testing/paper.ts';

describe.each(VARIANTS)('console input (the %s protocol)', (variant) => {
  let bench: Bench;

  beforeEach(() => {
    bench = startedPair({ variant });
  });

  it('may be forgotten by the bus when the backup has acked the message that brought it', () => {
    expect(bench.type('left', 'xy', 0)).toEqual(['send 1 [1, input 0 "xy"]']);
    bench.carry('right');
    expect(bench.carry('left')).toEqual(['acknowledge-input through 2']);
  });

  it('may be forgotten at once when there is no backup', () => {
    bench.step('left', { type: 'peer-lost' });
    expect(bench.type('left', 'x', 0)).toEqual([]);
    expect(bench.step('left', { type: 'term-won', term: 2 })).toContain('acknowledge-input through 1');
    expect(bench.type('left', 'y', 1)).toEqual(['acknowledge-input through 2']);
  });

  it('is taken once, however often the bus sends it, and never with a hole', () => {
    bench.type('left', 'xy', 0);
    expect(bench.type('left', 'y', 1)).toEqual([]);
    expect(bench.type('left', 'z', 3)).toEqual([]);
    expect(bench.type('left', 'yz', 1)).toEqual(['send 2 [1, input 2 "z"]']);
  });

  it('is asked for by the new primary from where the old one left the guest', () => {
    bench.type('left', 'xy', 0);
    bench.end('left', LENGTH);
    bench.carryAll();
    bench.end('right', LENGTH);
    failOver(bench);
    expect(bench.end('right', LENGTH)).toContain('ask-input from 2');
  });
});
