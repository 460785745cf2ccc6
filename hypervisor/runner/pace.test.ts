import { describe, expect, it } from 'vitest';
import { Pace } from './pace.ts';

/** The slices of a machine that executes so many instructions in a tick of 20 ns. */
function slices(speed: number, count: number, pace = new Pace()): number[] {
  return Array.from({ length: count }, () => {
    const { slice } = pace;
    pace.begins(1000);
    pace.ends(1000 + slice / speed);
    return slice;
  });
}

describe('the pace of a processor loop', () => {
  it('comes to slices of a fifth of a millisecond', () => {
    expect(slices(30, 7)).toEqual([16_384, 32_768, 65_536, 131_072, 262_144, 300_000, 300_000]);
  });

  it('has slices that are neither too short nor too long', () => {
    expect(slices(1, 3)).toEqual([16_384, 16_384, 16_384]);
    expect(slices(1e6, 20).at(-1)).toBe(2 ** 20);
  });

  it('is halved by a pause of the host, however long, and recovers', () => {
    const pace = new Pace();
    slices(30, 7, pace);
    pace.begins(0);
    pace.ends(1e9);
    expect(slices(30, 2, pace)).toEqual([150_000, 300_000]);
  });
});
