/**
 * The interval timer, CR 16. Manual: chapter 2, "Interval Timer". The counter is the environment's clock, of which CR 16
 * shows the low 32 bits; the comparison register is kept as the tick at which it is due (layout.ts, TIMER_TARGET): the
 * first one, from the time of writing on, whose low 32 bits are those of the comparand.
 */
import type { Environment } from '../environment.ts';
import { LAYOUT } from '../layout.ts';

const PERIOD = 2 ** 32;
const TARGET = LAYOUT.TIMER_TARGET / 2;

function ticks(environment: Environment): number {
  const value = environment.read('interval-timer');
  if (value.query !== 'interval-timer') throw new Error(`asked for the interval timer, given ${value.query}`);
  return value.ticks;
}

/** MFCTL from CR 16. */
export function readTimer(environment: Environment): number {
  return (ticks(environment) % PERIOD) | 0;
}

/** MTCTL to CR 16. */
export function writeTimer(doubles: Float64Array, environment: Environment, comparand: number): void {
  const now = ticks(environment);
  doubles[TARGET] = now + (((comparand >>> 0) - (now % PERIOD) + PERIOD) % PERIOD);
}

export function timerTarget(doubles: Float64Array): number {
  return doubles[TARGET];
}

/** No comparand yet. */
export function stopTimer(doubles: Float64Array): void {
  doubles[TARGET] = Infinity;
}

/** True if the timer is due by `now`; then its target moves on to the counter's next passing after `now`. */
export function passTimer(doubles: Float64Array, now: number): boolean {
  const target = doubles[TARGET];
  if (!(target <= now)) return false;
  doubles[TARGET] = target + PERIOD * (Math.floor((now - target) / PERIOD) + 1);
  return true;
}
