/** IO1 and IO2 of the paper: what an I/O device promises its driver, and a pair keeps. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Bench } from '../testing/bench.ts';
import { LENGTH, startedPair, VARIANTS } from '../testing/paper.ts';

describe.each(VARIANTS)('IO1: a completion interrupt follows an I/O (the %s protocol)', (variant) => {
  let bench: Bench;

  beforeEach(() => {
    bench = startedPair({ variant });
  });

  it('once: what is unknown, repeated or of another term is ignored', () => {
    bench.set('left', 3);
    bench.carryAll();
    expect(bench.complete('left', 1, 2)).toEqual([]);
    expect(bench.complete('left', 9)).toEqual([]);
    expect(bench.complete('left', 1)).toEqual(['send 1 [1, #1 done]']);
    expect(bench.complete('left', 1)).toEqual([]);
  });

  it('ends the rest of a guest that waits for it', () => {
    bench.set('left', 3);
    expect(bench.end('left', 1, true)).toContain('send 1 [Tme 1: 0]');
    bench.carryAll();
    expect(bench.end('left', 0, true)).toEqual(['rest']);
    expect(bench.complete('left', 1).slice(0, 2)).toEqual(['send 3 [2, #1 done]', 'send 4 [Tme 2: 0]']);
  });
});

describe.each(VARIANTS)(
  'IO2: after an uncertain interrupt the I/O may or may not have been performed (the %s protocol)',
  (variant) => {
    let bench: Bench;

    beforeEach(() => {
      bench = startedPair({ variant });
    });

    it('so a primary that goes on alone gives one for what the bus has not answered', () => {
      bench.set('left', 3);
      bench.step('left', { type: 'peer-lost' });
      bench.step('left', { type: 'term-won', term: 2 });
      expect(bench.end('left', LENGTH)).toEqual(['deliver #1 uncertain at 0', 'start-epoch 2 limit 100']);
      expect(bench.complete('left', 1)).toEqual([]);
    });

    it('and performs again what has no RESULT to become uncertain', () => {
      bench.print('left', 'a');
      bench.step('left', { type: 'peer-lost' });
      expect(bench.step('left', { type: 'term-won', term: 2 })).toEqual([
        'alone in epoch 1, term 2',
        'perform #1 print a in term 2',
      ]);
    });
  },
);
