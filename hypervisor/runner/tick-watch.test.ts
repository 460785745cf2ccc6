import { expect, it } from 'vitest';
import { TickWatch } from './tick-watch.ts';

const TICK = 1000;

/** What is said of epochs of these lengths, in which the timer is due after so long. */
function watch(lengths: readonly number[], { due = 500, excused = -1 } = {}): (number | undefined)[] {
  const ticks = new TickWatch();
  let now = 0;
  return lengths.map((length, index) => {
    ticks.epochBegins(now);
    if (index === excused) ticks.excuse();
    const began = now;
    now += length;
    return ticks.epochEnds(now, began + due, TICK);
  });
}

it('notices epochs that are too long, several on end', () => {
  expect(watch([1001, 1002, 1003, 1004, 1005])).toEqual([undefined, undefined, undefined, 1004, 1005]);
});

it('says nothing of one that the host has interrupted', () => {
  expect(watch([9000, 10, 9000, 9000, 9000, 1000])).toEqual(Array(6).fill(undefined));
});

it('says nothing of a guest whose timer is not due, nor of an epoch in which it rests, or which ends early', () => {
  expect(watch([9000, 9000, 9000, 9000], { due: Infinity }).at(-1)).toBeUndefined();
  expect(watch([9000, 9000, 9000, 9000], { excused: 3 }).at(-1)).toBeUndefined();
});
