/** The sweep of our own kernel that takes minutes: machines die at each step, and in sequences; and interrupts come in its shell. */
import { afterAll, expect, it } from 'vitest';
import { Workshop } from '../../kernel/testing/tools.ts';
import { exploreKernel, triedOf } from '../testing/explore-kernel.ts';

const workshop = new Workshop();
afterAll(() => workshop.remove());

const MINUTES = 60_000;

it('writing a file, it bears each death, under each variant', { timeout: 30 * MINUTES }, async () => {
  const { status, end } = await exploreKernel(workshop, ['--append', 'run work 2 0', '--only', 'crashes']);
  expect([end.verdict, status]).toEqual(['holds', 0]);
  expect(triedOf(end, 'crashes').cases).toBeGreaterThan(4000);
  expect(triedOf(end, 'crashes').stands).toBeGreaterThan(7000);
});

it('it bears as many sequences of two and three deaths as a minute allows', { timeout: 10 * MINUTES }, async () => {
  const args = ['--append', 'run hello', '--only', 'crashes', '--faults', '3', '--budget', '60'];
  const { end } = await exploreKernel(workshop, args);
  expect(end.findings).toEqual([]);
  expect(triedOf(end, 'crashes')).toMatchObject({ broken: 0, undecided: 0 });
  expect(triedOf(end, 'crashes').cases).toBeGreaterThan(300);
});

it('in its shell it bears interrupts at all moments', { timeout: 30 * MINUTES }, async () => {
  const { status, end } = await exploreKernel(workshop, ['--only', 'moments']);
  expect([end.verdict, status]).toEqual(['holds', 0]);
  expect(triedOf(end, 'moments').cases).toBeGreaterThan(4000);
});
