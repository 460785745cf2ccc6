/**
 * The time of day that a guest is shown. It goes on from what the guest was shown last, at the pace of the interval timer,
 * and comes back to the host's clock slowly: that clock may be set, and after a failover it is another host's. Specified by
 * emulator/board.md.
 */
import { TICKS_PER_SECOND } from './board.ts';

/** What both of a machine's clocks show at one moment. */
export interface Moment {
  /** Of the interval timer. */
  readonly ticks: number;
  /** Of UTC since 1970, a whole number. */
  readonly microseconds: number;
}

const TICKS_PER_MICROSECOND = TICKS_PER_SECOND / 1_000_000;
/**
 * The clock is set right by one microsecond in so many: 0.5 %, the pace of BSD's adjtime for more than a second. A guest
 * that measures a minute by it is mistaken by 0.3 s at most, and 30 s are made up for in 100 minutes.
 */
const SLEW_MICROSECONDS = 200;

/**
 * What the guest is shown at `host`, the present by its host's clocks, if it was shown `last` before. The first time it is
 * the host's time. The result depends on these two alone, and is itself a `host` of which it is the result.
 */
export function timeOfDay(last: Moment | undefined, host: Moment): Moment {
  if (last === undefined) return host;
  const ticks = Math.max(last.ticks, host.ticks);
  const elapsed = marksPassed(last.ticks, ticks, TICKS_PER_MICROSECOND);
  const most = marksPassed(last.ticks, ticks, TICKS_PER_MICROSECOND * SLEW_MICROSECONDS);
  const expected = last.microseconds + elapsed;
  const correction = Math.min(most, Math.max(-most, host.microseconds - expected));
  return { ticks, microseconds: expected + correction };
}

/** How many multiples of `unit` the interval timer has passed: nothing gets lost, however often it is looked at. */
function marksPassed(from: number, to: number, unit: number): number {
  return Math.floor(to / unit) - Math.floor(from / unit);
}
