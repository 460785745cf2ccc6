/** Random choices and words for generated programs; the same seed gives the same ones. */

/** A generator of numbers from 0 to `below` - 1. */
export type Random = (below: number) => number;

/** mulberry32. */
export function randomFrom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

export function pick<T>(random: Random, from: readonly T[]): T {
  return from[random(from.length)];
}

/** Words with many and with few bits, and those at the ends of the ranges. */
export function randomWord(random: Random): number {
  const word = random(2 ** 32) | 0;
  return [word, word, word >> random(32), (word >>> random(32)) | 0, 0, -1, 0x7fffffff, -0x80000000][random(8)];
}
