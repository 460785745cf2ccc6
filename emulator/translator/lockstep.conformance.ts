/**
 * The lock-step test (./testing/lockstep.ts) for ten million instructions, from seed 1,000,000 on; `SEED=n` begins with that one.
 * What fails is shrunk and stored in ./corpus, where lockstep.test.ts finds it.
 */
import { describe, expect, it } from 'vitest';
import { store } from './testing/corpus.ts';
import { hunt } from './testing/lockstep.ts';
import { Statistics } from './statistics.ts';

const FIRST = Number(process.env['SEED'] ?? 1e6);
const INSTRUCTIONS = 10e6;

describe(`random programs from seed ${FIRST} on`, () => {
  it('leave the same state behind on both engines', { timeout: 3_600_000 }, () => {
    const statistics = new Statistics();
    const isEnough = (): boolean => statistics.translated + statistics.interpreted >= INSTRUCTIONS;
    const failure = hunt(FIRST, statistics, isEnough);
    if (failure) console.log(`stored in ${store(`seed-${failure.smallest.seed}`, failure.smallest)}`);
    expect(failure?.text).toBe(undefined);
    expect(statistics.translated).toBeGreaterThan(INSTRUCTIONS / 20);
  });
});
