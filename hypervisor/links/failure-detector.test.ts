import { describe, expect, it } from 'vitest';
import { FailureDetector } from './failure-detector.ts';

describe('the failure detector', () => {
  it('gives its verdict after a silence as long as the time-out', () => {
    const detector = new FailureDetector(1000, 0);
    for (let now = 100; now < 1000; now += 100) expect(detector.silent(0, now)).toBe(false);
    expect(detector.silent(0, 1000)).toBe(true);
  });

  it('lets itself be asked when the verdict is due, and no later', () => {
    const detector = new FailureDetector(1000, 0);
    expect(detector.patienceMs).toBe(250);
    for (const now of [249, 498, 747, 996]) expect(detector.silent(0, now)).toBe(false);
    expect(detector.patienceMs).toBe(4);
    expect(detector.silent(0, 1000)).toBe(true);
    expect(detector.patienceMs).toBeLessThan(0.1);
  });

  it('begins anew whenever something is heard', () => {
    const detector = new FailureDetector(1000, 0);
    for (let now = 100; now <= 10_000; now += 100) expect(detector.silent(Math.floor(now / 900), now)).toBe(false);
  });

  it('does not blame the peer for the time that it was itself not running', () => {
    const detector = new FailureDetector(1000, 0);
    expect(detector.silent(0, 100)).toBe(false);
    expect(detector.silent(0, 60_000)).toBe(false);
    expect(detector.silent(1, 60_001)).toBe(false);
  });

  it('lets a sender be heard several times within the time-out', () => {
    expect(new FailureDetector(1000, 0).heartbeatMs).toBe(250);
  });
});
