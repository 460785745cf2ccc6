import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Queue } from './queue.ts';

describe('a queue', () => {
  it('gives what an array would, whatever is done to it', () => {
    const push = fc.tuple(fc.constant('push'), fc.nat(300));
    const shift = fc.tuple(fc.constant('shift'), fc.nat(300));
    const truncate = fc.tuple(fc.constant('truncate'), fc.nat(300));
    fc.assert(
      fc.property(fc.array(fc.oneof(push, shift, truncate), { maxLength: 30 }), (actions) => {
        const [queue, array]: [Queue<number>, number[]] = [new Queue([-1, -2]), [-1, -2]];
        let item = 0;
        for (const [action, count] of actions) {
          if (action === 'truncate') {
            queue.truncate(count);
            array.splice(count);
          }
          for (let each = 0; each < count && action !== 'truncate'; each += 1) {
            item += 1;
            if (action === 'shift') expect(queue.shift()).toBe(array.shift());
            else [queue, array].forEach((both) => both.push(item));
          }
          expect(queue.first).toBe(array[0]);
          expect([0, 1, array.length].map((index) => queue.at(index))).toEqual(
            [0, 1, array.length].map((index) => array[index]),
          );
          expect([...queue]).toEqual(array);
          expect(queue).toHaveLength(array.length);
        }
      }),
    );
  });

  it('holds undefined like anything else', () => {
    const queue = new Queue([undefined, 1]);
    expect(queue.shift()).toBeUndefined();
    expect(queue.shift()).toBe(1);
    expect(queue).toHaveLength(0);
  });

  it('takes no longer for an item if it is long', () => {
    /** Milliseconds to shift half a million items, of which never more than `length` are there. */
    const shifting = (length: number): number => {
      const began = performance.now();
      for (let round = 0; round < 500_000 / length; round += 1) {
        const queue = new Queue<number>();
        for (let item = 0; item < length; item += 1) queue.push(item);
        while (queue.shift() !== undefined);
      }
      return performance.now() - began;
    };
    shifting(1000);
    // An array of 250,000 takes a thousand times longer than one of 1000.
    expect(shifting(250_000)).toBeLessThan(shifting(1000) * 20 + 100);
  });
});
