import { expect, it } from 'vitest';
import type { Finding } from '../findings.ts';
import type { Tally } from '../ledger.ts';
import type { Rule } from '../result.ts';
import { describeFindings, describeSummary } from './text.ts';

const none = { stands: 5, holds: 0, broken: 0, replayed: 0, contradicted: 0, untold: 0, cutShort: false, ms: 0 };

it('says why the first undecided case of an adversity was', () => {
  const holds: Tally = { ...none, adversity: 'doubt', cases: 5, undecided: 0, holds: 5 };
  const first = { key: 'crashes:revised/primary@step=1', why: 'undisturbed, the guest never ends' };
  const undecided: Tally = { ...none, adversity: 'crashes', cases: 5, undecided: 3, undecidedFirst: first };
  const lines = describeSummary({ verdict: 'undecided', tallies: [holds, undecided], findings: [], stopped: false });
  expect(lines.slice(-2)).toEqual([
    'crashes: 3 undecided, the first of them crashes:revised/primary@step=1: undisturbed, the guest never ends',
    'undecided: nothing was found in 10 cases, and not all could be tried',
  ]);
  expect(lines.filter((line) => line.includes('the first of them'))).toHaveLength(1);
});

it('does not praise a guest of which nothing was tried', () => {
  const nothing: Tally = { ...none, adversity: 'doubt', cases: 0, stands: 0, undecided: 0 };
  const lines = describeSummary({ verdict: 'holds', tallies: [nothing], findings: [], stopped: false });
  expect(lines.at(-1)).toBe('holds: no case was tried: of what was asked for, there is none of this guest');
});

it('says that there may be more findings where broken cases were not told apart', () => {
  const broken: Tally = { ...none, adversity: 'crashes', cases: 5000, undecided: 0, broken: 4000 };
  const lines = (untold: number): string[] =>
    describeSummary({ verdict: 'broken', tallies: [{ ...broken, untold }], findings: [], stopped: false });
  expect(lines(12).at(-2)).toBe('crashes: 12 broken cases were not told apart: there may be other findings among them');
  expect(lines(0).join()).not.toContain('told apart');
});

it('says which findings may be one mistake', () => {
  const finding = (number: number, key: string, rule: Rule | undefined, address: number): Finding => ({
    ...{ number, cases: 1, smallest: { adversity: 'doubt', key, stands: 1 } },
    result: {
      ...{ verdict: 'broken', story: [], instructions: 0, place: { address } },
      ...(rule && { cause: { rule, words: 'words' } }),
    },
  });
  const findings = [
    finding(3, 'doubt:1=not', 'gives-up', 100),
    finding(1, 'crashes:original/primary@step=1', 'gives-up', 100),
    finding(2, 'doubt:2=not', 'gives-up', 104),
    finding(4, 'doubt:3=not', undefined, 100),
    finding(5, 'doubt:4=not', undefined, 100),
    finding(6, 'moments:disk/1@+1', 'gives-up', 100),
  ];
  expect(describeFindings(findings).slice(6)).toEqual(['findings 1, 3 and 6 have the same reason at the same place']);
  expect(describeFindings(findings.slice(1, 5))).toHaveLength(4);
});
