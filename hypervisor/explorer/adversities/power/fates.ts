/** What became of each write that no flush had made durable when power went, and losses in which it is another. */
import { type Loss, NOT_NAMED, type Part } from './power-key.ts';
import { commandInWords } from './power-words.ts';
import type { PowerPoint, Write } from './written-sectors.ts';

/** Other losses that are looked at, at most, to name a write. */
export const MOST_TRIED = 8;

/** What became of a write that no flush had made durable. */
export interface Fate {
  readonly write: Write;
  readonly survived: 'all' | 'part' | 'none';
  /** The later one is what a sector holds that two of them wrote. */
  readonly order: number;
}

/** Those of one point in the order of their commands. */
export function fatesOf({ others, parts }: Loss, { volatile }: PowerPoint): Fate[] {
  return volatile.map((write, index) => {
    const named = parts.findIndex(({ number }) => number === write.number);
    const sectors = named < 0 ? NOT_NAMED[others] : parts[named].sectors;
    const survived = sectors === 'all' || sectors === 0 ? WHOLE[sectors] : 'part';
    return { write, survived, order: others === 'lost' ? named : index };
  });
}

const WHOLE: Readonly<Record<'all' | 0, Fate['survived']>> = { all: 'all', 0: 'none' };

/** The same loss, but for what becomes of one write: one that survives does so in its turn. */
export function withFate(loss: Loss, part: Part): Loss {
  const others = loss.parts.filter(({ number }) => number !== part.number);
  if (part.sectors === NOT_NAMED[loss.others]) return { ...loss, parts: others };
  return { ...loss, parts: [...others, part].sort((one, other) => one.number - other.number) };
}

/** The same loss, but that nothing survives from the write of that number on. */
export function withoutFrom(loss: Loss, fates: readonly Fate[], from: number): Loss {
  const gone = fates.map(({ write }) => write.number).filter((number) => number >= from);
  return gone.reduce((less, number) => withFate(less, { number, sectors: 0 }), loss);
}

export function nameOf({ write }: Fate): string {
  return commandInWords(write);
}
