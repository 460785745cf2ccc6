/**
 * Where in its program a guest decides to write: at a call of its driver, and not at the driver's store to COMMAND, which all writes have
 * in common. The call is where an author changes what is written when.
 */
import type { Place } from '../../../../emulator/report/place.ts';
import type { ReferenceCommand } from '../../reference.ts';

type Command = Pick<ReferenceCommand, 'request' | 'place' | 'callers'>;

/**
 * That place for a command of a run: the innermost call in which the run's writes differ, or, if all of them were called from one place, its
 * reads and writes; but if all reads were called from one place there, too, those are a driver's two functions, and it is their caller's. If
 * these don't differ either, the call of the routine in which it is given; and the store, if no call can be told.
 */
export function commandedAt(commands: readonly Command[]): (command: Command) => Place {
  const writes = commands.filter(({ request }) => request.kind === 'disk-write').map(wayOf);
  const reads = commands.filter(({ request }) => request.kind === 'disk-read').map(wayOf);
  const level = levelAtWhichTheyDiffer(writes) ?? levelOfTwoFunctions(reads, writes) ?? 1;
  return (command) => wayOf(command).at(Math.max(level, 1)) ?? command.place;
}

/** From the store to COMMAND outwards. */
function wayOf({ place, callers }: Command): Place[] {
  return [place, ...callers];
}

/** The outermost one of those at which reads and writes, all of them called from one place, differ, while the reads inside of it don't. */
function levelOfTwoFunctions(reads: readonly Place[][], writes: readonly Place[][]): number | undefined {
  let level = levelAtWhichTheyDiffer([...reads, ...writes]);
  if (level === undefined) return undefined;
  const at = (ways: readonly Place[][], some: number): Set<number | undefined> =>
    new Set(ways.map((way) => way.at(some)?.offset));
  while (at(reads, level).size === 1) {
    const [inReads, [inWrites]] = [at(reads, level + 1), at(writes, level + 1)];
    if (inReads.has(undefined) || inWrites === undefined || inReads.has(inWrites)) break;
    level += 1;
  }
  return level;
}

/** How many steps, from the store on, all of them have in common; undefined if they don't differ before one of them ends. */
function levelAtWhichTheyDiffer(ways: readonly Place[][]): number | undefined {
  for (let level = 0; ; level += 1) {
    const places = ways.map((way) => way.at(level)?.offset);
    if (places.length === 0 || places.includes(undefined)) return undefined;
    if (places.some((place) => place !== places[0])) return level;
  }
}
