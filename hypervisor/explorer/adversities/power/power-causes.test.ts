/** What is named as the reason why a guest does not recover, of what became of its writes. */
import { expect, it, test } from 'vitest';
import { causeOfLoss } from './power-causes.ts';
import { type Loss, parsePower, printPower } from './power-key.ts';
import type { PowerPoint, Write } from './written-sectors.ts';

function write(number: number, first: number, sectors = 1): Write {
  const contents = Array.from({ length: sectors }, (_, index) => 10 * number + index);
  const place = { virtual: false, space: 0, offset: 4 * number, physical: 4 * number };
  return { number, operation: `write of sector ${first}`, place, givenAt: 100 * number, first, contents };
}

/** Command 1 is durable, 3 to 6 are not: 4 writes three sectors, and 6 one of them again. */
const POINT: PowerPoint = {
  ...{ after: 6, operation: 'write of sector 3', at: 650 },
  durable: [write(1, 9)],
  volatile: [write(3, 1), write(4, 2, 3), write(5, 0), write(6, 3)],
  underWay: [],
  flushing: [],
  printed: 0,
};

function causeOf(key: string, recovers: (other: Loss) => boolean = () => false) {
  return causeOfLoss(parsePower(key)!, POINT, recovers);
}

test.each([
  [
    'power:kept@6,3=lost',
    'no-flush-between',
    16,
    'command 4, write of sector 2, was on the disk, and command 3, write of sector 1, which was given before it, was not: there is no flush between them',
  ],
  [
    'power:lost@6,4=part2,5=kept',
    'no-flush-between',
    16,
    'command 4, write of sector 2, was on the disk in part, and command 3, write of sector 1, which was given before it, was not: there is no flush between them',
  ],
  [
    'power:lost@6,3=kept,4=part2,5=kept',
    'no-flush-between',
    20,
    'command 5, write of sector 0, was on the disk, and command 4, write of sector 2, which was given before it, was there in part: there is no flush between them',
  ],
  [
    'power:lost@6,3=kept,5=kept,6=kept,4=kept',
    'no-flush-between',
    24,
    'command 6, write of sector 3, was on the disk, and command 4, write of sector 2, which was given before it, came there after it: there is no flush between them',
  ],
  [
    'power:lost@6,3=kept,4=part1',
    'torn-write',
    16,
    'command 4, write of sector 2, was on the disk in part: a sector is written at once, several are not',
  ],
  [
    'power:lost@6,3=kept',
    'half-done',
    12,
    'all writes up to command 3, write of sector 1, were on the disk, in their order, and command 4, write of sector 2, and what comes after it, was not',
  ],
  [
    'power:lost@6',
    'half-done',
    4,
    'all writes up to command 1, write of sector 9, were on the disk, in their order, and command 3, write of sector 1, and what comes after it, was not',
  ],
  [
    'power:kept@6',
    'half-done',
    24,
    'all writes up to command 6, write of sector 3, were on the disk, in their order, and nothing that comes after it was',
  ],
])('%s: %s', (key, rule, address, words) => {
  const cause = causeOf(key);
  expect([cause?.rule, cause?.place?.physical]).toEqual([rule, address]);
  expect(cause?.words).toBe(words);
});

it('a flush that was given between two writes, and not awaited, is told of', () => {
  const point = { ...POINT, volatile: POINT.volatile.filter(({ number }) => number !== 4), flushing: [4] };
  expect(causeOfLoss(parsePower('power:kept@6,3=lost')!, point, () => false)).toEqual({
    rule: 'flush-not-awaited',
    words:
      'command 5, write of sector 0, was on the disk, and command 3, write of sector 1, which was given before it, was not: the flush between them, command 4, was not over yet',
    place: POINT.volatile[2].place,
  });
});

it('a write is not blamed because the guest recovers when it is missing, too, if it does also when what came behind it is missing alone', () => {
  const gone = (other: Loss, number: number): boolean => other.parts.some((part) => part.number === number);
  // Both halves of a change, without the second of which what says that it is done would be there too early all the same.
  const cause = causeOf('power:kept@6,3=lost', (other) => gone(other, 6) || (gone(other, 4) && gone(other, 5)));
  expect(cause?.words).toMatch(/^command 6, .* was on the disk, and command 3, .* was not: /);
});

it('a disk as it was at power-on has no reason', () => {
  expect(causeOfLoss(parsePower('power:lost@0')!, { ...POINT, durable: [] }, () => false)).toBeUndefined();
});

it('of the writes that were on the disk too early, that is named without which the guest recovers; and so of those that were not', () => {
  const tried: string[] = [];
  const cause = causeOf('power:kept@6,3=lost,4=lost', (other) => {
    tried.push(printPower(other));
    return other.parts.some(({ number }) => number === 6) || other.parts.every(({ number }) => number !== 4);
  });
  expect(cause?.words).toMatch(/^command 6, .* was on the disk, and command 4, .* was not: /);
  expect(tried).toEqual(['power:kept@6,3=lost,4=lost,6=lost', 'power:kept@6,4=lost', 'power:kept@6,3=lost']);
});
