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
async function linesOf(failures: number, most = 20): Promise<string[]> {
  const lines: string[] = [];
  let made = 0;
  const run = (seed: number): JudgedRun => ((made += 1), seed <= failures ? FAILED : HELD);
  const campaign = { expectedStatus: 0, run } as unknown as Campaign;
  const print = (line: string): void => void lines.push(line);
  const interrupted = (): Promise<boolean> => Promise.resolve(made === most);
  await report(campaign, { ...{ seed: 1, runs: 20, verbose: false, repeat: 'hvrun simulate' }, print, interrupted });
  return lines;
}

it.each([
  [5, 5, []],
  [6, 5, ['... and 1 run more that failed']],
  [12, 5, ['... and 7 runs more that failed']],
  [2, 2, []],
  [0, 0, []],
])('of %i failed runs, %i are told in full', async (failures, told, more) => {
  const lines = await linesOf(failures);
  expect(lines.filter((line) => /^seed \d+: .* Again: hvrun simulate --seed \d+ --verbose$/.test(line))).toHaveLength(
    told,
  );
  expect(lines.filter((line) => line.startsWith('...'))).toEqual(more);
  expect(lines.at(-1)).toContain(`20 runs, ${failures} failed: hypervisor 0, guest ${failures}`);
});

it('is told of those that were made, when no more are to be', async () => {
  const lines = await linesOf(2, 7);
  expect(lines.slice(2)).toEqual([
    'stopped after 7 of 20 runs',
    expect.stringMatching(/^guest: /),
    expect.stringMatching(/^7 runs, 2 failed: hypervisor 0, guest 2; /),
  ]);
});
