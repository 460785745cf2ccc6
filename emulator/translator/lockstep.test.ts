/** Random programs on both engines, in lock step: see ./testing/lockstep.ts. `SEED=n` repeats one, and shrinks it if it fails. */
import { describe, expect, it } from 'vitest';
import { hunt } from './testing/lockstep.ts';
import { Statistics } from './statistics.ts';

const seed = process.env['SEED'];
const FIRST = seed === undefined ? Date.now() % 1e9 : Number(seed);
const CASES = seed === undefined ? 8 : 1;

describe(`random programs from seed ${FIRST} on`, () => {
  it('leave the same state behind on both engines, whatever the budgets', () => {
    const statistics = new Statistics();
    expect(hunt(FIRST, statistics, (cases) => cases === CASES)).toBe(undefined);
    expect(statistics.translated).toBeGreaterThan(0);
  });
});
