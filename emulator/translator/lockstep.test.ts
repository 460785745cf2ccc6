/**
 * Random programs on both engines, in lock step: see ./testing/lockstep.ts. `SEED=n` repeats one, and shrinks it if it fails. And the
 * cases that have failed once (./corpus).
 */
import { describe, expect, it } from 'vitest';
import { storedCases } from './testing/corpus.ts';
import { compare, hunt } from './testing/lockstep.ts';
import { Statistics } from './statistics.ts';

const seed = process.env['SEED'];
const FIRST = seed === undefined ? 1 : Number(seed);
const CASES = seed === undefined ? 8 : 1;

describe(`random programs from seed ${FIRST} on`, () => {
  it('leave the same state behind on both engines, whatever the budgets', { timeout: 60_000 }, () => {
    const statistics = new Statistics();
    expect(hunt(FIRST, statistics, (cases) => cases === CASES)?.text).toBe(undefined);
    // One program alone may have nothing that comes often enough.
    if (seed === undefined) expect(statistics.translated).toBeGreaterThan(0);
  });
});

describe('a case that has failed once', () => {
  it.each(storedCases())('%s', (_, stored) => {
    expect(compare(stored)?.text).toBe(undefined);
  });
});
