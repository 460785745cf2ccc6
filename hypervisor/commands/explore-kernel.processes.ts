/** Our own kernel, over its drivers and files: nothing is found, and how much was tried is counted. (explore-kernel.thorough.ts: all of it.) */
import { afterAll, expect, it } from 'vitest';
import { Workshop } from '../../kernel/testing/tools.ts';
import { exploreKernel, triedOf } from '../testing/explore-kernel.ts';

const workshop = new Workshop();
afterAll(() => workshop.remove());

it('writing a file, it bears doubt, interrupts at all moments, and losses of power', { timeout: 300_000 }, async () => {
  const { status, end } = await exploreKernel(workshop, ['--append', 'run work 2 0', '--only', 'doubt,moments,power']);
  expect([end.verdict, status]).toEqual(['holds', 0]);
  expect(triedOf(end, 'doubt')).toMatchObject({ cases: 575, stands: 3101, holds: 575 });
  expect(triedOf(end, 'moments').cases).toBeGreaterThan(3000);
  expect(triedOf(end, 'moments').stands).toBeGreaterThan(40_000);
  expect(triedOf(end, 'power').stands).toBeGreaterThan(50);
});

it('in its shell, where programs are loaded, read, write and are typed at', { timeout: 300_000 }, async () => {
  const { status, end } = await exploreKernel(workshop, ['--only', 'doubt,power', '--depth', '1']);
  expect([end.verdict, status]).toEqual(['holds', 0]);
  expect(triedOf(end, 'doubt').cases).toBeGreaterThan(100);
  expect(triedOf(end, 'power').stands).toBeGreaterThan(100);
});

it(
  'writing a file, it bears each death around two of its commands, under each variant',
  { timeout: 300_000 },
  async () => {
    const asked = ['--append', 'run work 2 0', '--only', 'crashes', '--crash-commands', '5-6'];
    const { status, end } = await exploreKernel(workshop, asked);
    expect([end.verdict, status]).toEqual(['holds', 0]);
    expect(triedOf(end, 'crashes').cases).toBeGreaterThan(200);
  },
);
