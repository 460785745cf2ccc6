/** A disturbed run, watched from power-on to its end, and told: what happened in it, where, and why it went wrong. */
import { causeOf } from './causes/causes.ts';
import { type Disturbance, DisturbedRuns, type Outcome } from './disturbed-run.ts';
import { waitsForEver } from './evidence.ts';
import type { Reference } from './reference.ts';
import type { CaseResult } from './result.ts';
import { type Stepping, Witness } from './witness.ts';

/** `disturbance`: makes one for each run: of a guest of which steps have to be seen there is a second one. */
export function tellRun(reference: Reference, disturbance: () => Disturbance): CaseResult {
  const first = watchedRun(reference, disturbance(), 'never');
  const outside = first.outcome.difference?.outside;
  const stepping = steppingFor(first);
  if (stepping === 'never') return tell(first);
  const again = watchedRun(reference, disturbance(), stepping);
  return tell(again.outcome.difference?.outside === outside ? again : first);
}

function steppingFor({ outcome: { difference }, witness }: WatchedRun): Stepping {
  if (difference?.outside === 'asleep') return 'always';
  if (witness.doubtedInRam) return 'after doubts';
  return difference !== undefined && waitsForEver(witness.evidence(difference)) ? 'for a while' : 'never';
}

interface WatchedRun {
  readonly outcome: Outcome;
  readonly witness: Witness;
}

function watchedRun(reference: Reference, disturbance: Disturbance, stepping: Stepping): WatchedRun {
  const runs = new DisturbedRuns(reference);
  const witness = new Witness(reference, runs.machine, stepping);
  runs.machine.watcher = witness.watcher;
  const start = disturbance.start ?? reference.start;
  return { outcome: runs.run(start, witness.watch(disturbance), true), witness };
}

function tell({ outcome, witness }: WatchedRun): CaseResult {
  const { verdict, difference, why, instructions } = outcome;
  if (verdict !== 'broken') return { verdict, why, instructions, story: witness.story() };
  const evidence = witness.evidence(difference);
  const found = causeOf(evidence);
  const place = found?.place ?? (difference?.outside === 'stop' ? evidence.rest : witness.faulted);
  return {
    verdict,
    difference,
    instructions,
    cause: found && { rule: found.rule, words: found.words },
    place: place && witness.named(place),
    story: witness.story(),
  };
}
