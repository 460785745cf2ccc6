/**
 * Losses of power in one run that leave the same on the disk are one case: what boots from equal disks is the same run. Where it
 * matters what had been printed before, they are two at most: the first of them, and the first of those by which the most had been
 * printed, for what was promised once stays promised.
 */
import type { Loss } from './power-key.ts';
import { mostNamed, survivorsAt } from './survivors.ts';
import type { WrittenSectors } from './written-sectors.ts';

/** Losses that are one case; the first stands for them. */
export type Alike = readonly Loss[];

/** By what they leave (see Disks). `writes`: that are named, at most. */
export function alikeLosses(
  run: WrittenSectors,
  { writes, heedsPrinted }: { readonly writes: number; readonly heedsPrinted: boolean },
): ReadonlyMap<string, readonly Alike[]> {
  const classes = new Map<string, Loss[]>();
  for (let named = 0; named <= writes; named += 1) {
    const most = mostNamed(run.points.length, named);
    for (const point of run.points) {
      for (const one of survivorsAt(point, named, most)) {
        const held = run.heldAfter(one)!;
        const alike = classes.get(held);
        if (alike) alike.push(one);
        else classes.set(held, [one]);
      }
    }
  }
  const casesOf = (alike: Alike): readonly Alike[] => (heedsPrinted ? byPrinted(alike, run) : [alike]);
  return new Map(Array.from(classes, ([held, alike]) => [held, casesOf(alike)]));
}

function byPrinted(alike: Alike, run: WrittenSectors): readonly Alike[] {
  const lengths = alike.map((loss) => run.printedBy(loss).length);
  const most = lengths.reduce((one, other) => Math.max(one, other));
  return [...new Set([lengths[0], most])].map((length) => alike.filter((_, index) => lengths[index] === length));
}
