/**
 * A guest that tells its user what a loss of power takes back: it printed that something is saved, and the write had not become
 * durable (emulator/board.md, "Disk").
 */
import { latin1 } from '../../../../emulator/bytes.ts';
import { quoteBytes } from '../../../simulator/record/outcome.ts';
import type { FoundCause } from '../../causes/cause-rule.ts';
import { fatesOf, MOST_TRIED, nameOf } from './fates.ts';
import type { Loss, Part } from './power-key.ts';
import { commandInWords } from './power-words.ts';
import type { PowerPoint, Write } from './written-sectors.ts';

/** Bytes of what was printed that are told. */
const SHOWN = 60;

/**
 * Of a loss after which all would be right if nothing had been `printed` in that run. The place is that of the write behind which a
 * flush would help: the last one that the promise takes, whichever of those was lost. `later`: the points after this one. `recovers`: is
 * all right after another loss, with the same printed? It is not if no write survives.
 */
export function toldTooEarly(
  loss: Loss,
  point: PowerPoint,
  printed: Uint8Array,
  recovers: (other: Loss) => boolean,
  later: readonly PowerPoint[] = [],
): FoundCause {
  const lost = fatesOf(loss, point).filter(({ survived }) => survived !== 'all');
  const said = `it had printed ${quoteBytes(`${printed.length > SHOWN ? '…' : ''}${latin1(printed.subarray(-SHOWN))}`)}`;
  const wanted = lastWanted(loss, point, recovers);
  const ungiven = wanted ? undefined : ungivenAt(point, later, recovers);
  if (ungiven !== undefined) {
    const none = lost.length === 0 ? 'of the writes that it had given by then none was lost, and ' : '';
    const words = `${said}, and ${none}${commandInWords(ungiven)}, had not been given yet`;
    return { rule: 'told-too-early', words, place: ungiven.place };
  }
  const fate = lost.findLast(({ write }) => wanted === undefined || write.number <= wanted.number) ?? lost.at(-1);
  if (fate === undefined) {
    return { rule: 'told-too-early', words: `${said}, and of the writes that it had given by then none was lost` };
  }
  const last = wanted ?? fate.write;
  const there = fate.survived === 'part' ? 'was on the disk in part' : 'was not on the disk';
  const more = last === fate.write ? '' : `; the last write that it takes is ${commandInWords(last)}`;
  const words = `${said}, and ${nameOf(fate)}, ${there}: ${whyNot(fate.write, point)}${more}`;
  return { rule: 'told-too-early', words, place: last.place };
}

/** With which, and all that were given before it, all is right, and without it is not; undefined if all of them don't do. */
function lastWanted({ after }: Loss, { volatile }: PowerPoint, recovers: (other: Loss) => boolean): Write | undefined {
  const withFirst = (count: number): Loss => {
    const gone = volatile.slice(count).map(({ number }): Part => ({ number, sectors: 0 }));
    return { after, others: 'kept', parts: gone };
  };
  if (!recovers(withFirst(volatile.length))) return undefined;
  let [fails, does] = [0, volatile.length];
  while (does - fails > 1) {
    const middle = Math.floor((fails + does) / 2);
    if (recovers(withFirst(middle))) does = middle;
    else fails = middle;
  }
  return volatile.at(does - 1);
}

/** The first write over after this point, and not given by then, with which, and all that was over before it, all is right. */
function ungivenAt(
  { volatile }: PowerPoint,
  later: readonly PowerPoint[],
  recovers: (other: Loss) => boolean,
): Write | undefined {
  const given = new Set(volatile.map(({ number }) => number));
  for (const { after, volatile: others, durable, underWay } of later.slice(0, MOST_TRIED)) {
    const parts = underWay.map(({ number }): Part => ({ number, sectors: 0 }));
    const write = [...durable, ...others].find(({ number }) => number === after);
    if (write && !given.has(after) && recovers({ after, others: 'kept', parts })) return write;
  }
  return undefined;
}

function whyNot({ number }: Write, { underWay, flushing }: PowerPoint): string {
  if (underWay.some((write) => write.number === number)) return 'it was not over yet';
  const flush = flushing.find((after) => after > number);
  return flush === undefined ? 'no flush had made it durable' : `its flush, command ${flush}, was not over yet`;
}
