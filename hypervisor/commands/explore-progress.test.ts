import { expect, it } from 'vitest';
import type { Tally } from '../explorer/ledger.ts';
import { ExploreProgress } from './explore-progress.ts';

function after(cases: number, total?: number, leftMs = Infinity): Parameters<ExploreProgress['describe']>[0] {
  const none = {
    stands: 0,
    holds: 0,
    broken: 0,
    undecided: 0,
    replayed: 0,
    contradicted: 0,
    untold: 0,
    cutShort: false,
    ms: 0,
  };
  const tally: Tally = { adversity: 'moments', cases, ...none };
  const over: Tally = { ...tally, adversity: 'power', cases: 3 };
  return { type: 'progress', adversity: 'moments', tallies: [tally, over], leftMs, total };
}

it('says how many cases were tried, of how many, how fast, and how long the rest takes', () => {
  let now = 0;
  const progress = new ExploreProgress(() => now);
  expect(progress.describe(after(1000))).toBe('moments: 1000 cases');
  now = 10_000;
  // The first thousand were there before.
  expect(progress.describe(after(1500, 2500, 90_000))).toBe(
    'moments: 1500 of 2500 cases, 50 a second, 20 s left, 90 s of the budget',
  );
  now = 20_000;
  expect(progress.describe(after(1501, 2500))).toBe('moments: 1501 of 2500 cases, 25 a second, 40 s left');
  now = 1_000_000;
  expect(progress.describe(after(1501, 2500))).toBe('moments: 1501 of 2500 cases, 0.5 a second, 33 min left');
});
