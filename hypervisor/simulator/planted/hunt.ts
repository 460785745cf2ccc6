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

/** Runs seeds 1 to `most`, or until the bug has shown in `enough` runs. */
export function hunt(campaign: Campaign, most: number, enough = Infinity): Catch {
  const rules = new Map<string, number>();
  let firstSeed: number | undefined;
  let caught = 0;
  let runs = 0;
  while (runs < most && caught < enough) {
    runs += 1;
    const seed = runs;
    const [finding] = campaign.run(seed).findings;
    if (finding === undefined) continue;
    caught += 1;
    firstSeed ??= seed;
    rules.set(finding.rule, (rules.get(finding.rule) ?? 0) + 1);
  }
  return { runs, caught, firstSeed, rules };
}
