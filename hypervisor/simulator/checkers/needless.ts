/**
 * A machine that is in order, as fast as it need be, is not taken for dead. Judged where nothing has gone wrong before, and
 * neither machine's turns nor the links are so slow that a time-out may pass.
 */
import type { Plan } from '../plan/plan.ts';
import type { Checker } from './checker.ts';

/** Parts of the time-out that a machine may be silent, apart from a turn of its own and the way to its peer. */
const HEARTBEAT = 0.25;

export const needless: Checker = ({ needless, plan }) =>
  isFair(plan) ? needless.map((seat) => `the ${seat} machine is shut out, and nothing was wrong with it`) : [];

function isFair({ machines, timeoutMs, peerDelayMs: [, delayMs] }: Plan): boolean {
  const turnMs = Object.values(machines).map(
    ({ slowness, slice }) => (slice + 256) * slowness * 0.00002 + 0.1 * slowness,
  );
  return Math.max(...turnMs) + delayMs < (0.6 - HEARTBEAT) * timeoutMs;
}
