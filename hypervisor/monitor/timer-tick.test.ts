import { describe, expect, it } from 'vitest';
import { TimerTick } from './timer-tick.ts';

describe("the guest's timer tick", () => {
  it('is unknown before the timer is set, then as far ahead as that', () => {
    const tick = new TimerTick();
    expect(tick.ticks).toBe(Infinity);
    tick.comparand(1500, 500);
    expect(tick.ticks).toBe(1000);
  });

  it('is what a driver adds to the present, however late it comes to that', () => {
    const tick = new TimerTick();
    for (const now of [500, 2700, 4000, 9000]) tick.comparand(now + 1000, now);
    expect(tick.ticks).toBe(1000);
  });

  it('is what a driver adds to the last comparand, however late it comes to that', () => {
    const tick = new TimerTick();
    tick.comparand(1500, 500);
    tick.comparand(2500, 2300);
    tick.comparand(3500, 3490);
    expect(tick.ticks).toBe(1000);
  });
});
