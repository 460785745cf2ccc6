/** The sweep of our own kernel that takes minutes: machines die at each step, and in sequences; and interrupts come in its shell. */
import { afterAll, expect, it } from 'vitest';
import { Workshop } from '../../kernel/testing/tools.ts';
import { CrashAdversity } from '../explorer/adversities/crashes/crashes.ts';
import { referenceOf } from '../explorer/testing/guests.ts';
import { loadBuiltInGuest } from '../simulator/host/load-guest.ts';
import { exploreKernel, triedOf } from '../testing/explore-kernel.ts';

const workshop = new Workshop();
afterAll(() => workshop.remove());

const MINUTES = 60_000;
/** Sequences of deaths that are tried, and of how many one is. */
const SEQUENCES = 150;
const EVERY = 23;

it('writing a file, it bears each death, under each variant', { timeout: 30 * MINUTES }, async () => {
  const { status, end } = await exploreKernel(workshop, ['--append', 'run work 2 0', '--only', 'crashes']);
  expect([end.verdict, status]).toEqual(['holds', 0]);
  expect(triedOf(end, 'crashes').cases).toBeGreaterThan(4000);
  expect(triedOf(end, 'crashes').stands).toBeGreaterThan(7000);
});

it.each([2, 3])('it bears sequences of %i deaths', { timeout: 10 * MINUTES }, (deaths) => {
  const { image, disk } = loadBuiltInGuest('kernel', new URL('../../dist/simulator/', import.meta.url));
  const reference = referenceOf({ image, disk, append: 'run work 2 0' });
  const adversity = new CrashAdversity(reference, { faults: deaths, variants: ['revised'] });
  let [at, tried] = [0, 0];
  for (const one of adversity.cases()) {
    if (one.key.split(',').length !== deaths) continue;
    at += 1;
    if (at % EVERY !== 0) continue;
    const { verdict, difference, why } = adversity.run(one, { told: false });
    expect([one.key, verdict, difference?.words ?? why]).toEqual([one.key, 'holds', undefined]);
    tried += 1;
    if (tried === SEQUENCES) break;
  }
  expect(tried).toBe(SEQUENCES);
});

it('in its shell it bears interrupts at all moments', { timeout: 30 * MINUTES }, async () => {
  const { status, end } = await exploreKernel(workshop, ['--only', 'moments']);
  expect([end.verdict, status]).toEqual(['holds', 0]);
  expect(triedOf(end, 'moments').cases).toBeGreaterThan(4000);
});
