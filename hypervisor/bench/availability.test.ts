import { describe, expect, it } from 'vitest';
import { broughtGuest } from '../simulator/guest.ts';
import { type Arrangement, availability, type Conditions } from './availability.ts';
import { availabilityReport, EXAMPLE } from './availability-report.ts';
import { countDeaths } from './coverage.ts';
import { BOUND, meanDowntime, meanLifetime } from './lifetimes.ts';
import { assembled } from './testing/images.ts';

const alone: Conditions = { ...EXAMPLE, shared: [] };
const ARRANGEMENTS: readonly Arrangement[] = ['single', 'unrepaired', 'repaired'];
/** Failures and repairs that are nearer to each other, and deaths that the other machine does not survive. */
const harsh: Conditions = {
  mttfHours: 50,
  mttrHours: 20,
  coverage: 0.8,
  shared: [{ name: 'power', mttfHours: 300, mttrHours: 30 }],
};

describe('in closed form', () => {
  it('a single machine is what it is', () => {
    const { mttfHours, unavailability } = availability('single', alone);
    expect(mttfHours).toBeCloseTo(1000, 9);
    expect(unavailability).toBeCloseTo(10 / 1010, 12);
  });

  it('a pair that nobody repairs lives half as long again', () => {
    expect(availability('unrepaired', alone).mttfHours).toBeCloseTo(1500, 9);
  });

  it('a pair that is repaired lives (3 MTTR + MTTF) / (2 MTTR) times as long, and is down for P(A) squared', () => {
    const { mttfHours, unavailability } = availability('repaired', alone);
    expect(mttfHours).toBeCloseTo((1000 * (3 * 10 + 1000)) / (2 * 10), 6);
    expect(unavailability).toBeCloseTo((10 / 1010) ** 2, 12);
  });

  it('what is shared is added, for the pair as for one machine', () => {
    const shared = 10 / 50_010 + 2 / 20_002 + 5 / 100_005;
    expect(availability('repaired', EXAMPLE).unavailability).toBeCloseTo((10 / 1010) ** 2 + shared, 6);
    expect(availability('single', EXAMPLE).unavailability).toBeCloseTo(10 / 1010 + shared, 5);
  });

  it('without coverage a pair fails twice as often as one machine', () => {
    expect(availability('repaired', { ...alone, coverage: 0 }).mttfHours).toBeCloseTo(500, 9);
  });
});

describe('drawn from a seed', () => {
  it.each(ARRANGEMENTS)('lifetimes of %s agree with what is calculated', (arrangement) => {
    for (const conditions of [alone, EXAMPLE, harsh]) {
      const { mean, error } = meanLifetime(arrangement, conditions, 7, 400);
      expect(Math.abs(mean - availability(arrangement, conditions).mttfHours)).toBeLessThan(BOUND * error);
      expect(error / mean).toBeLessThan(0.1);
    }
  });

  it.each(['single', 'repaired'] as const)('so does the time without service of %s', (arrangement) => {
    for (const conditions of [alone, EXAMPLE, harsh]) {
      const { mean, error } = meanDowntime(arrangement, conditions, 7, { stretches: 50, steps: 3000 });
      expect(Math.abs(mean - availability(arrangement, conditions).unavailability)).toBeLessThan(BOUND * error);
      expect(error / mean).toBeLessThan(0.1);
    }
  });

  it('are the same for the same seed, and no other', () => {
    const draw = (seed: number) => meanLifetime('repaired', harsh, seed, 20);
    expect(draw(3)).toEqual(draw(3));
    expect(draw(3).mean).not.toBe(draw(4).mean);
  });

  it('are reported so that P(A) squared can be seen beside the rest', () => {
    const text = availabilityReport(harsh, { survived: 4, of: 5 }, 1, { lifetimes: 20, stretches: 4, steps: 100 });
    expect(text).toContain('4 of 5 deaths in the simulator were survived');
    expect(text).toMatch(/P\(A\) = 2\.86e-1, P\(A\)\^2 = 8\.16e-2; the shared parts: 9\.09e-2 = 9\.09e-2/);
  });
});

describe('deaths in the simulator', () => {
  const guest = (name: string) => broughtGuest(name, { image: assembled('uncertain', name) });

  it('are survived by a guest whose driver repeats what is uncertain', () => {
    expect(countDeaths(guest('careful'), 1, 6)).toEqual({ survived: 6, of: 6 });
  });

  it('are not all survived by one whose driver does not', () => {
    const { survived, of } = countDeaths(guest('careless'), 1, 6);
    expect(survived).toBeLessThan(of);
    expect(survived).toBeGreaterThan(0);
  });
});
