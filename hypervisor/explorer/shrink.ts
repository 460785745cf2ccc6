/** Looks for a smaller case that shows the same as a broken one. Bounded, and it can be stopped at any moment. */
import type { Adversity } from './adversity.ts';
import type { Case } from './case.ts';
import { groupOf } from './findings.ts';
import type { CaseResult } from './result.ts';

/** Runs that shrinking one case may take. */
const MOST_RUNS = 200;

export interface Shrunk {
  readonly smallest: Case;
  /** Told. */
  readonly result: CaseResult;
  /** It was stopped before all smaller cases had been tried. */
  readonly stopped?: boolean;
}

/** `stop`: asked before each run. */
export function shrink(adversity: Adversity, broken: Shrunk, stop: () => boolean): Shrunk {
  let { smallest, result } = broken;
  let runs = 0;
  let stopped = false;
  const better = (): Shrunk | undefined => {
    for (const candidate of adversity.smaller(smallest)) {
      if (runs >= MOST_RUNS) return undefined;
      if ((stopped = stop())) return undefined;
      runs += 1;
      if (adversity.run(candidate, { told: false }).verdict !== 'broken') continue;
      const told = adversity.run(candidate, { told: true });
      if (groupOf(candidate, told) === groupOf(smallest, result)) return { smallest: candidate, result: told };
    }
    return undefined;
  };
  for (let found = better(); found !== undefined; found = better()) ({ smallest, result } = found);
  return { smallest, result, stopped };
}
