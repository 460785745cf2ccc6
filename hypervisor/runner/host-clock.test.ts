import { describe, expect, it } from 'vitest';
import { HostClock } from './host-clock.ts';

function clockAt(start: number) {
  const host = { now: start };
  const clock = new HostClock({ ticks: () => host.now, microseconds: () => 1_700_000_000_123_456 });
  return { host, clock };
}

describe("the replica's clock", () => {
  it('shows the host time', () => {
    const { clock } = clockAt(50);
    expect(clock.ticks()).toBe(50);
    expect(clock.read('interval-timer')).toEqual({ query: 'interval-timer', ticks: 50 });
    expect(clock.read('time-of-day')).toEqual({
      ...{ query: 'time-of-day', ticks: 50, seconds: 1_700_000_000, microseconds: 123_456 },
    });
  });

  it("goes on from the latest time that the guest has seen, also if that was another machine's", () => {
    const { host, clock } = clockAt(50);
    clock.atLeast(1000);
    expect(clock.ticks()).toBe(1000);
    host.now += 5;
    expect(clock.ticks()).toBe(1005);
    clock.atLeast(700);
    expect(clock.ticks()).toBe(1005);
  });

  it('says how long it is until a tick', () => {
    const { clock } = clockAt(0);
    expect(clock.msUntil(50_000)).toBe(1);
    expect(clock.msUntil(-1)).toBe(0);
    expect(clock.msUntil(Infinity)).toBe(Infinity);
  });
});
