/** Strangers at the port of a machine that joins do not keep its primary out: it is let in before their time is over. */
import type { Plan } from '../plan/plan.ts';
import type { Checker } from './checker.ts';

/** So often each stranger's coming back may cost a call at most, and so many calls are made meanwhile. */
const ROUNDS = 10;

export const letIn: Checker = ({ callsMs, plan }) =>
  callsMs
    .filter((ms) => ms > longestCall(plan))
    .map((ms) =>
      ms === Infinity
        ? 'a primary was turned away at the port of a joiner, and did not call again'
        : `a primary was let in by a joiner after ${ms.toFixed(1)} ms, and not within ${longestCall(plan).toFixed(1)}`,
    );

/** The strangers come back a few times and turn the first calls away; the next takes what a call without them takes. */
function longestCall({ strangers, birthMs, peerDelayMs }: Plan): number {
  const proofMs = 2 * peerDelayMs[1];
  return ROUNDS * strangers.returnMs + 2 * proofMs + birthMs / 100;
}
