/** What a machine's clocks show: injected, so that a test can say what time it is. */
import { performance } from 'node:perf_hooks';
import { TICKS_PER_SECOND } from './board.ts';

export interface TimeSource {
  /** Ticks of 50 MHz since power-on, a whole number; never goes back. */
  ticks(): number;
  /** Microseconds of UTC since 1970, a whole number; never goes back. */
  microseconds(): number;
}

/** The host's clocks; power-on is now. */
export function hostTime(): TimeSource {
  const powerOn = performance.now();
  return {
    ticks: () => Math.floor((performance.now() - powerOn) * (TICKS_PER_SECOND / 1000)),
    // Counted on from the process's start, so that setting the host's clock back doesn't show.
    microseconds: () => Math.floor((performance.timeOrigin + performance.now()) * 1000),
  };
}
