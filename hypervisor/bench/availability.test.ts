import { describe, expect, it } from 'vitest';
import { broughtGuest } from '../simulator/guest.ts';
import { type Arrangement, availability, type Conditions, sharedDown } from './availability.ts';
import { availabilityReport } from './availability-report.ts';
import { availabilityResults } from './availability-results.ts';
import { countDeaths } from './coverage.ts';
import { BOUND, type Effort, meanDowntime, meanLifetime } from './lifetimes.ts';
import { assembled } from './testing/images.ts';

const alone: Conditions = { mttfHours: 1000, mttrHours: 10, shared: [], coverage: 1 };
const EXAMPLE: Conditions = {
  ...alone,
  shared: [
    { name: 'disk', mttfHours: 50_000, mttrHours: 10 },
    { name: 'power', mttfHours: 20_000, mttrHours: 2 },
    { name: 'link', mttfHours: 100_000, mttrHours: 5 },
  ],
};
const ARRANGEMENTS: readonly Arrangement[] = ['single', 'unrepaired', 'repaired'];
/** Failures and repairs that are nearer to each other, and deaths that the other machine does not survive. */
const harsh: Conditions = {
  mttfHours: 50,
  mttrHours: 20,
  coverage: 0.8,
  shared: [{ name: 'power', mttfHours: 300, mttrHours: 30 }],
};

const part = (name: string, mttfHours: number, mttrHours: number) => ({ name, mttfHours, mttrHours });
/** Up for a ten-thousandth of the time. */
const rarelyUp: Conditions = {
  ...{ mttfHours: 2, mttrHours: 1, coverage: 1 },
  shared: [part('x', 1, 100), part('y', 1, 100)],
};
const FEW: Effort = { events: 150_000, lifetimes: 400, stretches: 50, seen: 100 };
const report = (conditions: Conditions, effort: Effort = FEW, seed = 1): string =>
  availabilityReport(availabilityResults(conditions, { survived: 4, of: 5 }, seed, effort));

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

  it('is exact where machines fail a billion times as seldom as they are repaired', () => {
    const { mttfHours, unavailability } = availability('repaired', { ...alone, mttfHours: 1e9, mttrHours: 1 });
    expect(mttfHours / 5e17).toBeCloseTo(1, 6);
    expect(unavailability / 1e-18).toBeCloseTo(1, 6);
  });

  it('is a probability however often what is shared is down', () => {
    expect(sharedDown(rarelyUp)).toBeCloseTo(1 - 1 / 101 ** 2, 12);
    const { unavailability } = availability('repaired', { ...alone, mttfHours: 10, shared: [part('d', 1, 1)] });
    expect(unavailability).toBeCloseTo(0.625, 12);
  });

  it('without coverage a pair fails twice as often as one machine', () => {
    expect(availability('repaired', { ...alone, coverage: 0 }).mttfHours).toBeCloseTo(500, 9);
  });
});

describe('drawn from a seed', () => {
  it.each(ARRANGEMENTS)('lifetimes of %s agree with what is calculated', (arrangement) => {
    for (const conditions of [alone, EXAMPLE, harsh, rarelyUp]) {
      const { mean, error } = meanLifetime(arrangement, conditions, 7, FEW)!;
      expect(Math.abs(mean - availability(arrangement, conditions).mttfHours)).toBeLessThan(BOUND * error);
      expect(error / mean).toBeLessThan(0.1);
    }
  });

  it.each(['single', 'repaired'] as const)('so does the time without service of %s', (arrangement) => {
    for (const conditions of [alone, EXAMPLE, harsh]) {
      const { mean, error } = meanDowntime(arrangement, conditions, 7, FEW)!;
      expect(Math.abs(mean - availability(arrangement, conditions).unavailability)).toBeLessThan(BOUND * error);
      expect(error / mean).toBeLessThan(0.1);
    }
  });

  it('so does the little time with service, though all is well at first', () => {
    const { mean, error } = meanDowntime('repaired', rarelyUp, 1, { ...FEW, events: 1_000_000 })!;
    expect(Math.abs(mean - availability('repaired', rarelyUp).unavailability)).toBeLessThan(BOUND * error);
    expect(error / (1 - mean)).toBeLessThan(0.15);
  });

  it('are the same for the same seed, and no other', () => {
    const draw = (seed: number) => meanLifetime('repaired', harsh, seed, FEW)!;
    expect(draw(3)).toEqual(draw(3));
    expect(draw(3).mean).not.toBe(draw(4).mean);
  });

  it.each([
    ['both machines', { ...alone, mttfHours: 1e9, mttrHours: 1 }],
    ['a part that is shared', { ...alone, shared: [part('slow', 1e9, 1e5)] }],
    ['both machines, beside a part that fails often', { ...alone, mttrHours: 1, shared: [part('fast', 10, 1e-5)] }],
    ['what is slow beside what is fast', { ...alone, mttfHours: 1, mttrHours: 1, shared: [part('slow', 1e9, 1e9)] }],
  ])('are none of what would be seen too seldom: %s', (_, conditions) => {
    expect(meanDowntime('repaired', conditions, 1, FEW)).toBeUndefined();
  });

  it('are as many as fit into the events that may be drawn, of lifetimes too', () => {
    expect(meanLifetime('repaired', { ...alone, mttfHours: 1e12, mttrHours: 1e-6 }, 1, FEW)).toBeUndefined();
    const single = meanLifetime('single', alone, 1, { ...FEW, events: 100 })!;
    expect(single).toEqual(meanLifetime('single', alone, 1, { ...FEW, lifetimes: 100 }));
    expect(meanLifetime('single', alone, 1, { ...FEW, events: 99 })).toBeUndefined();
  });

  it('keep short times beside long ones', () => {
    const { mean } = meanDowntime('single', { ...alone, mttfHours: 1e12, mttrHours: 1e-6 }, 1, FEW)!;
    expect(Math.abs(mean / 1e-18 - 1)).toBeLessThan(0.1);
  });
});

describe('the report', () => {
  it('speaks of no parts that are shared, if there are none', () => {
    expect(report(alone)).toContain(
      'P(A) = 9.90e-3, P(A)^2 = 9.80e-5.\nNothing is shared, so the pair is down for P(A)^2',
    );
    expect(report({ ...harsh, shared: [] })).toContain(
      'and the pair is down for 1.18e-1 of the time: not all deaths are',
    );
  });

  it('says that what was drawn does not agree, and where, if it does not', () => {
    const shaky = { events: 1000, lifetimes: 3, stretches: 3, seen: 1 };
    const texts = Array.from({ length: 30 }, (_, seed) => report(harsh, shaky, seed));
    expect(texts.some((text) => / are NOT all within 4 standard errors.* at most, in: .*pair/.test(text))).toBe(true);
  });

  it('says what was not drawn, and why', () => {
    const text = report({ ...alone, mttfHours: 1e9, mttrHours: 1 });
    expect(text).toMatch(/^pair, repaired +5\.00e\+17 +not drawn +1\.00e-18 +not drawn$/m);
    expect(text).toContain("comes too seldom: 150000 failures and repairs don't show each cause 100 times.");
    expect(text).toContain('are all within');
    expect(report(alone)).not.toContain('seldom');
  });

  it('tells P(A) squared beside the rest, which is added where it is small', () => {
    const text = report(EXAMPLE);
    expect(text).toContain('4 of 5 deaths in the simulator were survived');
    expect(text).toContain('P(A)^2 = 9.80e-5; the shared parts: 2.00e-4 + 1.00e-4 + 5.00e-5 = 3.50e-4.');
    expect(text).toContain("Of the pair's unavailability 22 % is both machines down, and nothing that they share");
    expect(report(harsh)).toContain('P(A) = 2.86e-1, P(A)^2 = 8.16e-2; the shared parts: 9.09e-2.');
  });

  it('adds no probabilities that are large, and shows what digits of them matter', () => {
    const text = report(rarelyUp, { ...FEW, events: 1_000_000 });
    expect(text).toContain(
      'the shared parts: 1 - 9.90e-3, 1 - 9.90e-3; together 1 - 9.80e-5, as some are down at the same',
    );
    expect(text).toMatch(/^pair, repaired, shared parts .* 1 - 8\.71e-5 +1 - \d\.\d\de-5 ± \d\.\d\de-\d$/m);
    expect(report({ ...alone, mttfHours: 10, shared: [part('d', 1, 1)] })).toContain('unavailability 20 % is both');
  });

  it('shows no digits that are rounding', () => {
    const text = report({ ...alone, mttfHours: 1e-6, mttrHours: 1e12 });
    expect(text).toMatch(/^one machine +1\.00e-6 .* 1 +1 ± \d\.\d\de-1\d$/m);
    expect(text).toContain('P(A) = 1, P(A)^2 = 1.');
    expect(text).toContain('are all within');
  });

  it('has one hour, and two hours', () => {
    const text = report({ ...alone, mttfHours: 1, mttrHours: 1, shared: [part('d', 1, 2), part('e', 2, 1)] });
    expect(text).toContain('A machine fails after 1 hour and is back after 1, on average');
    expect(text).toContain('Shared: d, 1 hour and 2.\nShared: e, 2 hours and 1.\n');
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
