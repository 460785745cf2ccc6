/** Which write is named where a guest has told its user too early. */
import { expect, test } from 'vitest';
import { type Loss, parsePower } from './power-key.ts';
import { toldTooEarly } from './told-too-early.ts';
import type { PowerPoint, Write } from './written-sectors.ts';

function write(number: number, sectors = 1): Write {
  const place = { virtual: false, space: 0, offset: 4 * number, physical: 4 * number };
  const contents = Array.from({ length: sectors }, (_, index) => 10 * number + index);
  return { number, operation: 'write', place, givenAt: 100 * number, first: 8 * number, contents };
}

/** Commands 1 and 2 are over, 3 is a flush, 5 is under way. */
const POINT: PowerPoint = {
  ...{ after: 2, operation: 'write', at: 250, durable: [], flushing: [3], printed: 0 },
  ...{ volatile: [write(1), write(2, 2), write(5)], underWay: [write(5)] },
};
const SAID = new TextEncoder().encode('saved\n');
const LONG = new TextEncoder().encode(`${'-'.repeat(60)}saved\n`);

function causeOf(key: string, helps: number | undefined, point = POINT, printed = SAID) {
  const kept = (loss: Loss, number: number): boolean =>
    loss.parts.some((part) => part.number === number && part.sectors === 'all') ||
    (loss.others === 'kept' && loss.parts.every((part) => part.number !== number));
  const recovers = (other: Loss): boolean => helps !== undefined && kept(other, helps);
  const { words, place } = toldTooEarly(parsePower(key)!, point, printed, recovers);
  return [place?.physical, words];
}

test.each([
  ['power:lost@2', 2, 8, '2, write, was not on the disk: its flush, command 3, was not over yet'],
  ['power:lost@2', 5, 20, '5, write, was not on the disk: it was not over yet'],
  ['power:kept@2,1=lost', 1, 4, '1, write, was not on the disk: its flush, command 3, was not over yet'],
  ['power:kept@2,2=part1', 2, 8, '2, write, was on the disk in part: its flush, command 3, was not over yet'],
  // If none alone would do, the last.
  ['power:lost@2', undefined, 20, '5, write, was not on the disk: it was not over yet'],
])('%s, of which %j would have helped', (key, helps, address, words) => {
  expect(causeOf(key, helps)).toEqual([address, `it had printed "saved\\n", and command ${words}`]);
});

test('what was lost is told, and the place is that of the last write that the promise takes', () => {
  const both = ({ parts }: Loss): boolean => parts.every(({ number }) => number === 5);
  const { words, place } = toldTooEarly(parsePower('power:kept@2,1=lost')!, POINT, SAID, both);
  expect(words).toMatch(
    /command 1, write, was not on the disk: its flush, .*; the last write that it takes is command 2, write$/,
  );
  expect(place).toEqual(write(2).place);
});

test.each(['power:lost@2', 'power:kept@2', 'power:lost@2,1=kept'])('%s: it was told before it was written', (key) => {
  const later: PowerPoint[] = [
    { ...POINT, after: 5, durable: [write(1), write(2)], volatile: [write(5), write(6)], underWay: [write(6)] },
    { ...POINT, after: 6, durable: [write(1), write(2)], volatile: [write(5), write(6)], underWay: [] },
  ];
  const recovers = ({ after }: Loss): boolean => after === 6;
  const { words, place } = toldTooEarly(parsePower(key)!, POINT, SAID, recovers, later);
  // What was lost is not why; where nothing was, the guest may have written all, and not look there.
  const none = key === 'power:kept@2' ? 'of the writes that it had given by then none was lost, and ' : '';
  expect(words).toBe(`it had printed "saved\\n", and ${none}command 6, write, had not been given yet`);
  expect(place).toEqual(write(6).place);
});

test('no flush was given', () => {
  const [, words] = causeOf('power:lost@2', 1, { ...POINT, flushing: [] });
  expect(words).toMatch(/command 1, write, was not on the disk: no flush had made it durable$/);
});

test('nothing was lost: it was told before it was written', () => {
  expect(causeOf('power:kept@2', 1)).toEqual([
    undefined,
    'it had printed "saved\\n", and of the writes that it had given by then none was lost',
  ]);
});

test('of what was printed the end is told', () => {
  const [, words] = causeOf('power:lost@2', 1, POINT, LONG);
  expect(words).toMatch(/^it had printed "…-{54}saved\\n", and /);
});
