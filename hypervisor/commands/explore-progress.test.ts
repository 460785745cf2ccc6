import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Tally } from '../explorer/ledger.ts';
import { ProgressLine } from './explore-progress.ts';

let written: string[];
beforeEach(() => {
  written = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
});
afterEach(() => void vi.restoreAllMocks());

function after(cases: number, total?: number, leftMs = Infinity): Parameters<ProgressLine['show']>[0] {
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

it('shows on a terminal how many cases were tried, of how many, how fast, and how long it takes', () => {
  let now = 0;
  const line = new ProgressLine(true, () => now);
  line.show(after(1000));
  now = 10_000;
  // The first thousand were there before.
  line.show(after(1500, 2500, 90_000));
  now = 20_000;
  line.show(after(1501, 2500));
  line.clear();
  line.clear();
  expect(written).toEqual([
    '\r\u001b[Kmoments: 1000 cases',
    '\r\u001b[Kmoments: 1500 of 2500 cases, 50 a second, 20 s left, 90 s of the budget',
    '\r\u001b[Kmoments: 1501 of 2500 cases, 25 a second, 40 s left',
    '\r\u001b[K',
  ]);
});

it('tells it seldom elsewhere, in lines that stay', () => {
  let now = 0;
  const line = new ProgressLine(false, () => now);
  for (; now <= 150_000; now += 1000) line.show(after(now / 1000, 6000));
  line.clear();
  expect(written).toEqual([
    'hvrun: moments: 61 of 6000 cases, 1.0 a second, 99 min left\n',
    'hvrun: moments: 122 of 6000 cases, 1.0 a second, 98 min left\n',
  ]);
});
