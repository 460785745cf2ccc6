/** Random programs on both engines, in lock step: see ./testing/lockstep.ts. `SEED=n` repeats one, and shrinks it if it fails. */
import { describe, expect, it } from 'vitest';
import { compare, randomCase, shrink } from './testing/lockstep.ts';
import { Statistics } from './statistics.ts';

const seed = process.env['SEED'];
const FIRST = seed === undefined ? Date.now() % 1e9 : Number(seed);
const CASES = Number(process.env['CASES'] ?? (seed === undefined ? 40 : 1));

describe(`random programs from seed ${FIRST} on`, () => {
  it('leave the same state behind on both engines, whatever the budgets', { timeout: 600_000 }, () => {
    const statistics = new Statistics();
    for (let i = 0; i < CASES; i += 1) {
      const failing = randomCase(FIRST + i);
      if (compare(failing, statistics) === undefined) continue;
      const smallest = shrink(failing);
      expect.unreachable(`SEED=${failing.seed}: ${compare(smallest)?.text}, budgets ${smallest.budgets.join()}`);
    }
    console.log(JSON.stringify(statistics));
    expect(statistics.translated).toBeGreaterThan(0);
  });
});
