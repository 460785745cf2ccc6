/** What is told of failed runs: of the first ones all, of the others how many there were. */
import { expect, it } from 'vitest';
import type { Campaign, JudgedRun } from '../simulator/campaign.ts';
import { quietPlan } from '../simulator/plan/plan.ts';
import { report } from './simulate-report.ts';

/** A run whose guest exits with a status that is not the right one. */
const FAILED = {
  findings: [{ who: 'guest', rule: 'exit status', what: 'exits with status 3' }],
  compared: true,
  steps: { first: 10, second: 10 },
  record: {
    ...{ plan: quietPlan(1), lives: [], wholes: new Map(), end: { status: 3 }, diskErrors: 0, survivor: 'first' },
    guests: { first: { completions: [], requests: new Map() } },
  },
} as unknown as JudgedRun;
const HELD = { ...FAILED, findings: [], record: { ...FAILED.record, end: { status: 0 } } } as unknown as JudgedRun;

/** What is printed of 20 runs, of which those of the first `failures` seeds fail. */
function linesOf(failures: number): string[] {
  const lines: string[] = [];
  const campaign = { expectedStatus: 0, run: (seed: number) => (seed <= failures ? FAILED : HELD) };
  const print = (line: string): void => void lines.push(line);
  report(campaign as unknown as Campaign, { seed: 1, runs: 20, verbose: false, repeat: 'hvrun simulate', print });
  return lines;
}

it.each([
  [5, 5, []],
  [6, 5, ['... and 1 run more that failed']],
  [12, 5, ['... and 7 runs more that failed']],
  [2, 2, []],
  [0, 0, []],
])('of %i failed runs, %i are told in full', (failures, told, more) => {
  const lines = linesOf(failures);
  expect(lines.filter((line) => /^seed \d+: .* Again: hvrun simulate --seed \d+ --verbose$/.test(line))).toHaveLength(
    told,
  );
  expect(lines.filter((line) => line.startsWith('...'))).toEqual(more);
  expect(lines.at(-1)).toContain(`20 runs, ${failures} failed: hypervisor 0, guest ${failures}`);
});
