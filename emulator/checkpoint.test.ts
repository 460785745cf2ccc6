import { expect, it } from 'vitest';
import { checkpointOf, checkpointOfArray, checkpointOfLog, checkpointOfMap, checkpointOfSet } from './checkpoint.ts';

it('a log goes back to any of its checkpoints, and forward again, whatever was pushed meanwhile', () => {
  const log: string[] = ['a'];
  const checkpoints = ['', 'bc', 'd', ''].map((more) => {
    log.push(...more);
    return [checkpointOfLog(log), log.join('')] as const;
  });
  log.push('e');
  for (const index of [1, 3, 0, 2, 2, 1, 0, 3]) {
    const [rollback, items] = checkpoints[index];
    rollback();
    expect(log.join('')).toBe(items);
    log.push('x', 'y', 'z');
  }
});

it('what has been taken away, changed and added comes back, in its order', () => {
  const array = [1, 2, 3];
  const map = new Map([
    [1, 'one'],
    [2, 'two'],
  ]);
  const set = new Set([1, 2]);
  const parts = [() => checkpointOfArray(array), () => checkpointOfMap(map), () => checkpointOfSet(set)];
  const rollback = checkpointOf(...parts.map((checkpoint) => ({ checkpoint })));
  for (let times = 0; times < 2; times += 1) {
    array.splice(0, 2, 7);
    map.delete(1);
    map.set(1, 'uno').set(3, 'tre');
    set.delete(1);
    set.add(3).add(1);
    rollback();
    expect([array, [...map], [...set]]).toEqual([
      [1, 2, 3],
      [
        [1, 'one'],
        [2, 'two'],
      ],
      [1, 2],
    ]);
  }
});
