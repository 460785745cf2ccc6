/**
 * Where in its program a guest decides to write: at a call of its driver, and not at the driver's store to COMMAND, which all writes have
 * in common. The call is where an author changes what is written when.
 */
import type { Place } from '../../../../emulator/report/place.ts';
import type { ReferenceCommand } from '../../reference.ts';

type Command = Pick<ReferenceCommand, 'request' | 'place' | 'callers'>;

/**
 * That place for a command of a run: the innermost call in which the run's writes differ, or, if all of them were called from one place, its
 * reads and writes. If these don't either, the call of the routine in which it is given; and the store, if no call can be told.
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

/** How many steps, from the store on, all of them have in common; undefined if they don't differ before one of them ends. */
function levelAtWhichTheyDiffer(ways: readonly Place[][]): number | undefined {
  for (let level = 0; ; level += 1) {
    const places = ways.map((way) => way.at(level)?.offset);
    if (places.length === 0 || places.includes(undefined)) return undefined;
    if (places.some((place) => place !== places[0])) return level;
  }
}
