/**
 * Where in its program a guest decides to write: at the call of the driver, for that is what all writes have in common, which is not
 * where an author would change what is written when.
 */
import type { Place } from '../../../../emulator/report/place.ts';
import type { ReferenceCommand } from '../../reference.ts';

type Command = Pick<ReferenceCommand, 'request' | 'place' | 'callers'>;

/**
 * Of a command among those of a run its place: the call by which it came to where all writes of the run stand, or, if all were called
 * from one place, all reads and writes. At least that of the routine in which it is given, if that can be told.
 */
export function commandedAt(commands: readonly Command[]): (command: Command) => Place {
  const writes = commands.filter(({ request }) => request.kind === 'disk-write').map(wayOf);
  const reads = commands.filter(({ request }) => request.kind === 'disk-read').map(wayOf);
  const level = levelAtWhichTheyDiffer(writes) ?? levelAtWhichTheyDiffer([...reads, ...writes]) ?? 1;
  return (command) => wayOf(command).at(Math.max(level, 1)) ?? command.place;
}

/** From the store to COMMAND outwards. */
function wayOf({ place, callers }: Command): Place[] {
  return [place, ...callers];
}

/** How many steps they have in common, if they have not all they have. */
function levelAtWhichTheyDiffer(ways: readonly Place[][]): number | undefined {
  for (let level = 0; ; level += 1) {
    const places = ways.map((way) => way.at(level)?.offset);
    if (places.length === 0 || places.includes(undefined)) return undefined;
    if (places.some((place) => place !== places[0])) return level;
  }
}
