/**
 * What no list of known ways finds: random code of every kind, on the bare machine and under the monitor, ends in the same
 * state but for the monitor's own words. A failing seed can be run again alone.
 */
import { describe, expect, it } from 'vitest';
import { AT_ONCE } from '../../emulator/translator/testing/at-once.ts';
import { Statistics } from '../../emulator/translator/statistics.ts';
import { translatorWith } from '../../emulator/translator/translator.ts';
import { compare } from './testing/differential.ts';

const BLOCKS = 5;
const SEEDS_PER_BLOCK = 100;

/** Whatever comes a second time is translated. */
const SOON = {
  ...AT_ONCE,
  interval: 1,
  growthThreshold: 2,
  optimizeAfter: 10_000,
  limits: { region: 60, block: 20 },
  regions: 50,
};

describe('random code, bare and under the monitor', () => {
  it.each(Array.from({ length: BLOCKS }, (_, block) => block * SEEDS_PER_BLOCK))('seeds from %d', (first) => {
    let completed = 0;
    for (let seed = first; seed < first + SEEDS_PER_BLOCK; seed += 1) {
      const comparison = compare(seed);
      expect(comparison.difference, `seed ${seed}`).toBeUndefined();
      completed += comparison.completed;
    }
    // Most runs go on to their end; a few stop early.
    expect(completed).toBeGreaterThan(SEEDS_PER_BLOCK * 1000);
  });

  it('is the same if the monitor is assisted', () => {
    for (let seed = 0; seed < SEEDS_PER_BLOCK; seed += 1) {
      expect(compare(seed, { assisted: true }).difference, `seed ${seed}`).toBeUndefined();
    }
  });

  it.each([false, true])('is the same if the monitored machine is translated; assisted: %s', (assisted) => {
    const statistics = new Statistics();
    for (let seed = 0; seed < SEEDS_PER_BLOCK / 2; seed += 1) {
      const engine = translatorWith(SOON, statistics);
      expect(compare(seed, { assisted, engine }).difference, `seed ${seed}`).toBeUndefined();
    }
    expect(statistics.translated).toBeGreaterThan(1000);
  });

  it('differs with rings exposed, which shows that the comparison can', () => {
    const differing = Array.from({ length: 20 }, (_, seed) => compare(seed, { ringsExposed: true })).filter(
      ({ difference }) => difference !== undefined,
    );
    expect(differing.length).toBeGreaterThan(10);
  });
});
