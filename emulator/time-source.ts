/** What a machine's clocks show: injected, so that a test can say what time it is. */
import { TICKS_PER_SECOND } from './board.ts';
import { steadyMs } from './steady-clock.ts';

export interface TimeSource {
  /** Ticks of 50 MHz since power-on, a whole number; never goes back. */
  ticks(): number;
  /** Microseconds of UTC since 1970, a whole number from 0 to 8e15, in the year 2223. Jumps when the host's clock is set: see ./time-of-day.ts. */
  microseconds(): number;
}

/** The clocks of a host, in milliseconds. */
export interface HostClocks {
  /** Fine, and never set. */
  now(): number;
  /** What {@link now} began at, by UTC. */
  readonly timeOrigin: number;
  /** UTC, in whole milliseconds. */
  utc(): number;
}

/** Milliseconds: one that is set to later, or to before 1970, shows this, or 0. */
const LATEST_MS = 8e12;

const thisHost: HostClocks = {
  now: steadyMs,
  timeOrigin: performance.timeOrigin,
  utc: () => Date.now(),
};

/** The host's clocks; power-on is now. */
export function hostTime(host: HostClocks = thisHost): TimeSource {
  const powerOn = host.now();
  let origin = Math.floor(host.timeOrigin * 1000);
  return {
    ticks: () => Math.floor((host.now() - powerOn) * (TICKS_PER_SECOND / 1000)),
    // The fine clock's microseconds, as long as they are within the millisecond that it is by UTC.
    microseconds: () => {
      const counted = origin + Math.floor(host.now() * 1000);
      const utc = Math.min(LATEST_MS, Math.max(0, host.utc())) * 1000;
      const shown = Math.max(utc, Math.min(utc + 999, counted));
      origin += shown - counted;
      return shown;
    },
  };
}
