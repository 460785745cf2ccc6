/**
 * What may survive a loss of power: of the writes since the last flush every subset of at most so many, or all but at most so
 * many; of these any one torn at a sector's boundary, so that what is in front of it has survived, or what is behind it; or so that its
 * first and last sector have, or what is between them; and two that overlap in the other order. The smallest first.
 */
import { spread } from '../spread.ts';
import type { Loss, Part } from './power-key.ts';
import { overlap, type PowerPoint, type Write } from './written-sectors.ts';

/** Boundaries at which one write is torn: the first and last, and some between. */
const MOST_CUTS = 6;
/** Choices of so many writes, at all points of a run, at most. */
const MOST_CHOICES = 50_000;

/** Of how many writes those that are named at one of so many `points` are: of more the last ones, which matter there first. */
export function mostNamed(points: number, named: number): number {
  let most = named;
  while (named > 0 && choices(most + 1, named) * points <= MOST_CHOICES) most += 1;
  return most;
}

/** Of so many out of `all`. */
function choices(all: number, named: number): number {
  let count = 1;
  for (let chosen = 1; chosen <= named; chosen += 1) count = (count * (all - named + chosen)) / chosen;
  return count;
}

/** All losses of one point in which so many writes are named, out of the last `most` that no flush has made durable. */
export function* survivorsAt({ after, volatile }: PowerPoint, named: number, most = Infinity): Iterable<Loss> {
  if (named > volatile.length) return;
  for (const writes of subsets(volatile.slice(Math.max(0, volatile.length - most)), named)) {
    for (const others of ['lost', 'kept'] as const) {
      const whole = writes.map(({ number }): Part => ({ number, sectors: others === 'lost' ? 'all' : 0 }));
      yield { after, others, parts: whole };
      if (others === 'lost' && named === 2 && overlap(writes[0], writes[1])) {
        yield { after, others, parts: whole.toReversed() };
      }
      for (const [index, { number, contents }] of writes.entries()) {
        for (const sectors of cutsOf(contents.length))
          yield { after, others, parts: whole.with(index, { number, sectors }) };
      }
    }
  }
}

function* subsets(writes: readonly Write[], size: number, from = 0): Iterable<readonly Write[]> {
  if (size === 0) return void (yield []);
  for (let at = from; at + size <= writes.length; at += 1) {
    for (const rest of subsets(writes, size - 1, at + 1)) yield [writes[at], ...rest];
  }
}

/** Of a write of so many sectors, what may have survived, if not none or all: see Part. */
function cutsOf(sectors: number): Part['sectors'][] {
  const boundaries = Array.from({ length: sectors - 1 }, (_, index) => index + 1);
  const first = spread(boundaries, MOST_CUTS);
  return [...first, ...first.map((count) => -count), ...(sectors < 3 ? [] : (['ends', 'middle'] as const))];
}
