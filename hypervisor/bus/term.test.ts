import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Seat } from '../seat.ts';
import { Terms } from './term.ts';

describe('terms', () => {
  it('begin with the first replica as primary in term 1', () => {
    const terms = new Terms('second');
    expect(terms.holds('first', 1)).toBe(true);
    expect(terms.holds('second', 1)).toBe(false);
    expect(terms.backup).toBe('second');
  });

  it('pass to the backup that wins the next one, and shut out the old primary', () => {
    const terms = new Terms('second');
    expect(terms.claim('second', 2)).toBe(true);
    expect(terms.holds('second', 2)).toBe(true);
    expect(terms.backup).toBeUndefined();
    expect(terms.holds('first', 1)).toBe(false);
    expect(terms.claim('first', 2)).toBe(false);
    expect(terms.claim('first', 3)).toBe(false);
  });

  it('let a primary go on alone, and then refuse its backup', () => {
    const terms = new Terms('second');
    expect(terms.claim('first', 2)).toBe(true);
    expect(terms.holds('first', 2)).toBe(true);
    expect(terms.holds('first', 1)).toBe(false);
    expect(terms.claim('second', 2)).toBe(false);
    expect(terms.claim('second', 3)).toBe(false);
  });

  it('admit one backup beside a primary that is alone, who may then win', () => {
    const terms = new Terms(undefined);
    terms.admit('first');
    expect(terms.backup).toBeUndefined();
    expect(terms.claim('second', 2)).toBe(false);
    terms.admit('second');
    expect(terms.backup).toBe('second');
    expect(terms.claim('second', 2)).toBe(true);
  });

  it.each([0, 1, 3, 100])('cannot be skipped or taken again (term %d)', (term) => {
    expect(new Terms('second').claim('second', term)).toBe(false);
  });

  it('settle only when the last command of every older term is over', () => {
    const terms = new Terms('second');
    terms.commandAccepted();
    terms.commandAccepted();
    expect(terms.settled()).toBe(true);
    terms.claim('second', 2);
    terms.commandAccepted();
    expect(terms.settled()).toBe(false);
    terms.commandFinished(1);
    expect(terms.settled()).toBe(false);
    terms.commandFinished(1);
    expect(terms.settled()).toBe(true);
    expect(terms.idle()).toBe(false);
    terms.commandFinished(2);
    expect(terms.idle()).toBe(true);
    expect(() => terms.commandFinished(2)).toThrow('finished twice');
  });

  it('end for everybody when they are closed', () => {
    const terms = new Terms('second');
    terms.close();
    expect(terms.holds('first', 1)).toBe(false);
    expect(terms.claim('second', 2)).toBe(false);
  });

  it('never have two holders, whatever is claimed', () => {
    const claims = fc.array(fc.tuple(fc.constantFrom<Seat>('first', 'second'), fc.integer({ min: 0, max: 6 })));
    fc.assert(
      fc.property(claims, (sequence) => {
        const terms = new Terms('second');
        const winners = new Map<number, Seat>([[1, 'first']]);
        for (const [seat, term] of sequence) {
          if (!terms.claim(seat, term)) continue;
          expect(winners.has(term)).toBe(false);
          winners.set(term, seat);
          expect(terms.holds(seat, term)).toBe(true);
          expect(terms.holds(seat === 'first' ? 'second' : 'first', term)).toBe(false);
        }
      }),
    );
  });
});
