import { expect, it } from 'vitest';
import type { Tally } from '../ledger.ts';
import { describeSummary } from './text.ts';

const none = { stands: 5, holds: 0, broken: 0, replayed: 0, contradicted: 0, untold: 0, cutShort: false, ms: 0 };

it('says why the first undecided case of an adversity was', () => {
  const holds: Tally = { ...none, adversity: 'doubt', cases: 5, undecided: 0, holds: 5 };
  const first = { key: 'crashes:revised/primary@step=1', why: 'undisturbed, the guest never ends' };
  const undecided: Tally = { ...none, adversity: 'crashes', cases: 5, undecided: 3, undecidedFirst: first };
  const lines = describeSummary({ verdict: 'undecided', tallies: [holds, undecided], findings: [] });
  expect(lines.slice(-2)).toEqual([
    'crashes: 3 undecided, the first of them crashes:revised/primary@step=1: undisturbed, the guest never ends',
    'undecided: nothing was found in 10 cases, and not all could be tried',
  ]);
  expect(lines.filter((line) => line.includes('the first of them'))).toHaveLength(1);
});

it('says that there may be more findings where broken cases were not told apart', () => {
  const broken: Tally = { ...none, adversity: 'crashes', cases: 5000, undecided: 0, broken: 4000 };
  const lines = (untold: number): string[] =>
    describeSummary({ verdict: 'broken', tallies: [{ ...broken, untold }], findings: [] });
  expect(lines(12).at(-2)).toBe('crashes: 12 broken cases were not told apart: there may be other findings among them');
  expect(lines(0).join()).not.toContain('told apart');
});
