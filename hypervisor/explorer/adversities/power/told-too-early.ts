/**
 * A guest that tells its user what a loss of power takes back: it printed that something is saved, and the write had not become
 * durable (emulator/board.md, "Disk").
 */
import { latin1 } from '../../../../emulator/bytes.ts';
import { quoteBytes } from '../../../simulator/record/outcome.ts';
import type { FoundCause } from '../../causes/cause-rule.ts';
import { fatesOf, MOST_TRIED, nameOf, withFate } from './fates.ts';
import type { Loss } from './power-key.ts';
import type { PowerPoint, Write } from './written-sectors.ts';

/** Bytes of what was printed that are told. */
const SHOWN = 60;

/**
 * Of a loss after which all would be right if nothing had been `printed` in that run. Of several lost writes the last one with which
 * it would be. `recovers`: is all right after another loss at the same point?
 */
export function toldTooEarly(
  loss: Loss,
  point: PowerPoint,
  printed: Uint8Array,
  recovers: (other: Loss) => boolean,
): FoundCause {
  const lost = fatesOf(loss, point).filter(({ survived }) => survived !== 'all');
  const kept = ({ number }: Write): Loss => withFate(loss, { number, sectors: 'all' });
  const fate = lost.slice(-MOST_TRIED).findLast(({ write }) => recovers(kept(write))) ?? lost.at(-1);
  const said = `it had printed ${quoteBytes(`${printed.length > SHOWN ? '…' : ''}${latin1(printed.subarray(-SHOWN))}`)}`;
  if (fate === undefined) return { rule: 'told-too-early', words: `${said}, and had lost no write by then` };
  const there = fate.survived === 'part' ? 'was on the disk in part' : 'was not on the disk';
  const words = `${said}, and ${nameOf(fate)}, ${there}: ${whyNot(fate.write, point)}`;
  return { rule: 'told-too-early', words, place: fate.write.place };
}

function whyNot({ number }: Write, { underWay, flushing }: PowerPoint): string {
  if (underWay.some((write) => write.number === number)) return 'it was not over yet';
  const flush = flushing.find((after) => after > number);
  return flush === undefined ? 'no flush had made it durable' : `its flush, command ${flush}, was not over yet`;
}
