/** A guest on simulated pairs on which everything goes wrong: how many runs it survives, and what went wrong in the others. */
import { checkOptions, type Kinds } from '../../emulator/options/check-options.ts';
import { BYTES, count, IMAGE, RAM, type Range, SEEDS, STATUSES, TEXT, TRUTH } from '../../emulator/options/kinds.ts';
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
}

/** A run that failed: its seed repeats it, with `hvrun simulate --seed` as well. */
export interface FailedRun {
  readonly seed: number;
  /** What is wrong, the first finding first: "the guest: ...", or "the hypervisor: ...". */
  readonly findings: readonly string[];
}

export interface SimulateResult {
  /** Undecided: the guest's output depends on time, or it ends with different statuses, so that nothing is known to be right. */
  readonly verdict: 'holds' | 'broken' | 'undecided';
  /** Why nothing was simulated but undisturbed runs, if so. */
  readonly undisturbed?: string;
  readonly failed: readonly FailedRun[];
}

/** How many runs there may be. */
export const RUNS: Range = [1, 1e9];

const KINDS: Kinds<SimulateOptions> = {
  ...{ image: IMAGE, disk: BYTES, input: TEXT, append: TEXT, ram: RAM },
  ...{ seed: count(SEEDS), runs: count(RUNS), expectStatus: count(STATUSES), sameOutput: TRUTH },
};

/**
 * Simulates so many runs. Throws a BootError if the image can't be booted, and a TypeError or a RangeError if an option is none.
 */
export function simulateGuest(options: SimulateOptions): SimulateResult {
  checkOptions('simulateGuest', options, KINDS, ['image', 'runs']);
  const { seed = 1, runs, expectStatus: status, sameOutput = true } = options;
  const guest = broughtGuest('the guest', options);
  const examined = examine(guest, { status, sameOutput });
  if ('kind' in examined) {
    const { kind, who, what } = examined;
    return { verdict: kind, undisturbed: `the ${who}: ${what}`, failed: [] };
  }
  const campaign = new Campaign(guest, examined);
  const failed = Array.from({ length: runs }, (_, index) => seed + index)
    .map((each) => ({ seed: each, findings: campaign.run(each).findings.map(describeFinding) }))
    .filter(({ findings }) => findings.length > 0);
  return { verdict: failed.length === 0 ? 'holds' : 'broken', failed };
}
