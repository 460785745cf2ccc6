/** A guest on simulated pairs on which everything goes wrong: how many runs it survives, and what went wrong in the others. */
import { checkOptions, type Kinds } from '../../emulator/options/check-options.ts';
import {
  BUDGET,
  BYTES,
  count,
  IMAGE,
  RAM,
  type Range,
  SEEDS,
  STATUSES,
  TEXT,
  TRUTH,
} from '../../emulator/options/kinds.ts';
import { Campaign } from './campaign.ts';
import { type BroughtGuest, broughtGuest } from './guest.ts';
import { describeFinding } from './judging.ts';
import { examine } from './undisturbed.ts';

export interface SimulateOptions extends BroughtGuest {
  /** Of the first run, 0 to 4294967295; 1 unless given. Each run after it has the next one. */
  readonly seed?: number;
  /** How many runs, a seed each: 1 or more. */
  readonly runs: number;
  /** The right exit status; that of an undisturbed run unless given. */
  readonly expectStatus?: number;
  /** Is output that differs from the undisturbed run's a failure? It is unless this says no. */
  readonly sameOutput?: boolean;
  /** Seconds that it may take; without it, or Infinity, as long as there are runs. */
  readonly budget?: number;
}

/** A run that failed: its seed repeats it, with `hvrun simulate --seed` as well. */
export interface FailedRun {
  readonly seed: number;
  /** What is wrong, the first finding first: "the guest: ...", or "the hypervisor: ...". */
  readonly findings: readonly string[];
}

export interface SimulateResult {
  /**
   * Undecided: the guest's output depends on time, or it ends with different statuses, so that nothing is known to be right; or no run
   * failed, and the budget ran out.
   */
  readonly verdict: 'holds' | 'broken' | 'undecided';
  /** Why nothing was simulated but undisturbed runs, if so. */
  readonly undisturbed?: string;
  readonly failed: readonly FailedRun[];
  /** Runs for which there was no time, or nothing to measure by: those with the last seeds. */
  readonly untried: number;
}

/** How many runs there may be. */
export const RUNS: Range = [1, 1e9];

const KINDS: Kinds<SimulateOptions> = {
  ...{ image: IMAGE, disk: BYTES, input: TEXT, append: TEXT, ram: RAM },
  ...{ seed: count(SEEDS), runs: count(RUNS), expectStatus: count(STATUSES), sameOutput: TRUTH },
  budget: BUDGET,
};

/**
 * Simulates so many runs. Throws a BootError if the image can't be booted, and a TypeError or a RangeError if an option is none.
 */
export function simulateGuest(options: SimulateOptions): SimulateResult {
  checkOptions('simulateGuest', options, KINDS, ['image', 'runs']);
  const { seed = 1, runs, expectStatus: status, sameOutput = true, budget = Infinity } = options;
  const until = performance.now() + budget * 1000;
  const late = (): boolean => performance.now() > until;
  const guest = broughtGuest('the guest', options);
  const examined = examine(guest, { status, sameOutput }, undefined, late);
  if ('kind' in examined) {
    const { kind, who, what } = examined;
    return { verdict: kind, undisturbed: `the ${who}: ${what}`, failed: [], untried: runs };
  }
  const campaign = new Campaign(guest, examined);
  const failed: FailedRun[] = [];
  for (let tried = 0; tried < runs; tried += 1) {
    const { findings, cutShort } = campaign.run(seed + tried, undefined, late);
    if (cutShort) return { verdict: failed.length === 0 ? 'undecided' : 'broken', failed, untried: runs - tried };
    if (findings.length > 0) failed.push({ seed: seed + tried, findings: findings.map(describeFinding) });
  }
  return { verdict: failed.length === 0 ? 'holds' : 'broken', failed, untried: 0 };
}
