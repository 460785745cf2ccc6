/**
 * A machine that joins and runs what the primary runs is its backup, and the bus knows it; and a pair is whole again before
 * long, whatever its guest does, and whatever becomes of the first machine that should join it.
 */
import type { Plan } from '../plan/plan.ts';
import type { Checker } from './checker.ts';

/** So many epochs after a joiner began the primary, and the bus, must have heard of it: the primary's lead is shorter. */
const LONG = 250;
/** What the copy takes, and the wait for an epoch's end and its outputs, at most, in milliseconds. */
const COPY_MS = 150;

export const wholeAgain: Checker = ({ lives, wholes, aloneMs, plan }) => [
  ...lives
    .filter((guest) => guest.firstEpoch > 1 && guest.epochs.length - guest.firstEpoch > LONG && !wholes.has(guest))
    .map(({ seat, firstEpoch }) => `the ${seat} machine runs since epoch ${firstEpoch}, and is not the backup`),
  ...aloneMs
    .filter((ms) => ms > longestAlone(plan))
    .map((ms) => `the guest is without a backup for ${ms.toFixed(0)} ms, and not ${longestAlone(plan).toFixed(0)}`),
];

/** For each fault a machine may come in vain. */
function longestAlone({ faults, restartMs = [0, 0], birthMs, timeoutMs, killMs, busDelayMs }: Plan): number {
  const onceMs = restartMs[1] + 2 * birthMs + 4 * timeoutMs + killMs[1] + 6 * busDelayMs[1] + COPY_MS;
  const stoodMs = faults.reduce((sum, fault) => sum + ('forMs' in fault ? fault.forMs : 0), 0);
  return (1 + faults.length) * onceMs + stoodMs;
}
