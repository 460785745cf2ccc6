/** A guest on simulated pairs on which everything goes wrong: how many runs it survives, and what went wrong in the others. */
import { Campaign } from './campaign.ts';
import { type BroughtGuest, broughtGuest } from './guest.ts';
import { describeFinding } from './judging.ts';
import { examine } from './undisturbed.ts';

export interface SimulateOptions extends BroughtGuest {
  /** The first seed, 1 unless given, and how many follow. */
  readonly seed?: number;
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

/** Simulates so many runs. Throws a BootError if the image can't be booted. */
export function simulateGuest(options: SimulateOptions): SimulateResult {
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
