/** The bus has the last word on who is primary: what a machine does that is refused a term. */
import { describe, expect, it } from 'vitest';
import { startedPair, VARIANTS } from '../testing/paper.ts';

const refused = (term: number) => ({ type: 'term-refused', term }) as const;
const stepDown = (term: number): string[] => [`step-down: the bus is in term ${term}, and not this machine's`];

describe.each(VARIANTS)('a primary (the %s protocol)', (variant) => {
  it('steps down when the bus is in a later term, and not when it is in its own', () => {
    const bench = startedPair({ variant });
    expect(bench.step('left', refused(1))).toEqual([]);
    expect(bench.step('left', refused(2))).toEqual(stepDown(2));
  });

  it('steps down when it is refused the term that it claims', () => {
    const bench = startedPair({ variant });
    bench.step('left', { type: 'peer-lost' });
    expect(bench.step('left', refused(1))).toEqual(stepDown(1));
  });

  it('goes on alone by a later term than its own, and only if it has lost its peer', () => {
    const bench = startedPair({ variant });
    expect(bench.step('left', { type: 'term-won', term: 2 })).toEqual([]);
    bench.step('left', { type: 'peer-lost' });
    expect(bench.step('left', { type: 'term-won', term: 1 })).toEqual([]);
    expect(bench.step('left', { type: 'term-won', term: 2 })).toContain('alone in epoch 1, term 2');
  });
});

describe.each(VARIANTS)('a backup in its failover epoch (the %s protocol)', (variant) => {
  it('steps down when the bus is in a later term than it has won, and at no other word', () => {
    const bench = startedPair({ variant });
    bench.step('right', { type: 'peer-lost' });
    bench.step('right', { type: 'term-won', term: 2 });
    expect(bench.step('right', refused(1))).toEqual([]);
    expect(bench.step('right', refused(2))).toEqual([]);
    expect(bench.step('right', refused(3))).toEqual(stepDown(3));
  });
});
