/** How a planted bug shows: in how many runs, and by which rules. */
import type { Campaign } from '../campaign.ts';

export interface Catch {
  readonly runs: number;
  readonly caught: number;
  /** The seed of the first run in which it shows. */
  readonly firstSeed: number | undefined;
  /** By rule, in how many runs that rule was the first that was broken. */
  readonly rules: ReadonlyMap<string, number>;
}

/** Runs seeds 1 to `runs`; `once`: only until the bug shows. */
export function hunt(campaign: Campaign, runs: number, { once = false } = {}): Catch {
  const rules = new Map<string, number>();
  let firstSeed: number | undefined;
  let caught = 0;
  for (let seed = 1; seed <= runs && !(once && caught > 0); seed += 1) {
    const [finding] = campaign.run(seed).findings;
    if (finding === undefined) continue;
    caught += 1;
    firstSeed ??= seed;
    rules.set(finding.rule, (rules.get(finding.rule) ?? 0) + 1);
  }
  return { runs, caught, firstSeed, rules };
}
