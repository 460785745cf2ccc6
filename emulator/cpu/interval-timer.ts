/**
 * The interval timer, CR 16. Manual: chapter 2, "Interval Timer". The counter is the environment's clock, of which CR 16
 * shows the low 32 bits. A comparand has 32 bits, too, and counts from the time that the guest was last shown, by a read of
 * CR 16 or by the timer's own interrupt, which shows that its comparand has passed: the comparand is due at the first tick
 * from then on whose low 32 bits are its own. So one that is written late is due at once, and not when the counter has gone
 * round: no guest can tell that from a comparand which passes right after it was written.
 */
import { ask, type Environment } from '../environment.ts';
import { LAYOUT } from '../layout.ts';

/** Ticks in which the counter goes round: 86 seconds. */
const PERIOD = 2 ** 32;
const TARGET = LAYOUT.TIMER_TARGET / 2;
const SHOWN = LAYOUT.TIMER_SHOWN / 2;

/** MFCTL from CR 16. */
export function readTimer(doubles: Float64Array, environment: Environment): number {
  const { ticks } = ask(environment, 'interval-timer');
  doubles[SHOWN] = ticks;
  return (ticks % PERIOD) | 0;
}

/** MTCTL to CR 16. */
export function writeTimer(doubles: Float64Array, comparand: number): void {
  const shown = doubles[SHOWN];
  doubles[TARGET] = shown + (((comparand >>> 0) - (shown % PERIOD) + PERIOD) % PERIOD);
}

/** The tick at which the comparand is due next; Infinity if there is none yet. */
export function timerTarget(doubles: Float64Array): number {
  return doubles[TARGET];
}

/** The tick from which the next comparand counts. */
export function timerShown(doubles: Float64Array): number {
  return doubles[SHOWN];
}

/** No comparand yet. */
export function stopTimer(doubles: Float64Array): void {
  doubles[TARGET] = Infinity;
}

/**
 * True if the timer is due by `now`; then its target moves on to the comparand's next passing. The guest is shown that this
 * one is over, so the same comparand, written again, is the next one, too.
 */
export function passTimer(doubles: Float64Array, now: number): boolean {
  const target = doubles[TARGET];
  if (!(target <= now)) return false;
  doubles[SHOWN] = Math.max(doubles[SHOWN], target + 1);
  doubles[TARGET] = target + PERIOD;
  return true;
}
