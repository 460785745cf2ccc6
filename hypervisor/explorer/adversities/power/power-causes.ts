/**
 * Why a guest does not recover from a loss of power: of what the disk may do with writes that no flush has made durable
 * (emulator/board.md, "Disk"), what its author has not thought of. What is said of the writes holds; that it is the reason is a guess,
 * helped by looks at what comes of other losses.
 */
import type { FoundCause } from '../../causes/cause-rule.ts';
import { type Fate, fatesOf, MOST_TRIED, nameOf, withFate, withoutFrom } from './fates.ts';
import type { Loss } from './power-key.ts';
import { commandInWords } from './power-words.ts';
import { overlap, type PowerPoint } from './written-sectors.ts';

/** `point`: when power went. `recovers`: whether the guest does from another loss, at the same point. */
export function causeOfLoss(loss: Loss, point: PowerPoint, recovers: (other: Loss) => boolean): FoundCause | undefined {
  const fates = fatesOf(loss, point);
  return overtaking(fates, loss, point, recovers) ?? tornWrite(fates) ?? halfDone(fates, point);
}

/**
 * A write that reached the disk, though one that was given before it did not, or did later. Of several the last one of which a flush in
 * front of it would have helped: with that, neither it nor what comes after it would have been there.
 */
function overtaking(
  fates: readonly Fate[],
  loss: Loss,
  { flushing }: PowerPoint,
  recovers: (other: Loss) => boolean,
): FoundCause | undefined {
  const overtakers = fates.filter((later) => fates.some((earlier) => overtook(later, earlier)));
  const without = ({ write }: Fate): Loss => withoutFrom(loss, fates, write.number);
  const later = overtakers.slice(-MOST_TRIED).findLast((one) => recovers(without(one))) ?? overtakers.at(0);
  if (later === undefined) return undefined;
  const overtaken = fates.filter((earlier) => overtook(later, earlier));
  const inOrder = ({ write }: Fate): Loss => withFate(loss, { number: write.number, sectors: 'all' });
  const earlier = overtaken.slice(-MOST_TRIED).find((one) => recovers(inOrder(one))) ?? overtaken.at(-1)!;
  const before = `which was given before it, ${HOW[earlier.survived]}`;
  const there = `was on the disk${later.survived === 'part' ? ' in part' : ''}`;
  const flush = flushing.find((number) => number > earlier.write.number && number < later.write.number);
  const between =
    flush === undefined
      ? 'there is no flush between them'
      : `the flush between them, command ${flush}, was not over yet`;
  return {
    rule: flush === undefined ? 'no-flush-between' : 'flush-not-awaited',
    words: `${nameOf(later)}, ${there}, and ${nameOf(earlier)}, ${before}: ${between}`,
    place: later.write.place,
  };
}

const HOW: Readonly<Record<Fate['survived'], string>> = {
  all: 'came there after it',
  part: 'was there in part',
  none: 'was not',
};

/** All is there that was given before a write, and that is there in part. */
function tornWrite(fates: readonly Fate[]): FoundCause | undefined {
  const torn = fates.find(({ survived }) => survived === 'part');
  if (torn === undefined) return undefined;
  const words = `${nameOf(torn)}, was on the disk in part: a sector is written at once, several are not`;
  return { rule: 'torn-write', words, place: torn.write.place };
}

/** All is there that was given up to some write, and nothing that came after it. */
function halfDone(fates: readonly Fate[], { durable }: PowerPoint): FoundCause | undefined {
  const last = fates.findLast(({ survived }) => survived === 'all')?.write ?? durable.at(-1);
  if (last === undefined) return undefined;
  const next = fates.find(({ write, survived }) => survived === 'none' && write.number > last.number)?.write;
  const missing = next
    ? `${commandInWords(next)}, and what comes after it, was not`
    : 'nothing that comes after it was';
  const words = `all writes up to ${commandInWords(last)}, were on the disk, in their order, and ${missing}`;
  return { rule: 'half-done', words, place: last.place };
}

/** Was the one given after the other, and is it there as if it had been before it? */
function overtook(later: Fate, earlier: Fate): boolean {
  if (later.survived === 'none' || later.write.number <= earlier.write.number) return false;
  return earlier.survived !== 'all' || (later.order < earlier.order && overlap(later.write, earlier.write));
}
