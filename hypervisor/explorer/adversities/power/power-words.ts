/** Losses of power in words, and what happened around them. */
import type { Place } from '../../../../emulator/report/place.ts';
import { listed } from '../../../words/listed.ts';
import type { CodePlace, StoryEvent } from '../../result.ts';
import { type Loss, NOT_NAMED, type Part, type PowerCase } from './power-key.ts';
import type { PowerPoint, Write, WrittenSectors } from './written-sectors.ts';

/** What the runs wrote in which power went: the undisturbed one, or one with a doubt, and the one after it if power went again. */
type Runs = readonly WrittenSectors[];

/** "power went when command 12, disk write of sector 40, was over; of the writes that no flush had made durable ... survived". */
export function lossesInWords(power: PowerCase, runs: Runs): string {
  const words = lossesOf(power).map((loss, index) => lossInWords(loss, pointOf(loss, runs[index])));
  const before = power.doubt === undefined ? '' : `${doubtInWords(power.doubt)}; then `;
  return `${before}power went ${words.join('; it went again in the run after that, ')}`;
}

/** What was written and might be lost, the losses, and the boots after them. */
export function tellLosses(power: PowerCase, runs: Runs, codePlace: (place: Place) => CodePlace): StoryEvent[] {
  return lossesOf(power).flatMap((loss, index) => {
    const point = pointOf(loss, runs[index]);
    const commands = point.volatile.map((write): StoryEvent => ({
      ...{ at: write.givenAt, lane: 'disk', kind: 'command', words: commandInWords(write), command: write.number },
      place: codePlace(write.place),
    }));
    const again = index === 0 ? '' : ' again';
    return [
      ...commands.sort((one, other) => one.at - other.at),
      { at: timeOf(loss, point), lane: 'disk', kind: 'crash', words: `power went${again} ${lossInWords(loss, point)}` },
      {
        at: 0,
        lane: 'guest',
        kind: 'boot',
        words: `power is back, and the guest boots ${index === 0 ? 'again' : 'once more'}`,
      },
    ] satisfies StoryEvent[];
  });
}

function lossesOf({ again, ...first }: PowerCase): readonly Loss[] {
  return again ? [first, again] : [first];
}

/** A sentence's words. */
export function doubtInWords(number: number): string {
  return `command ${number} was uncertain, and had not been performed`;
}

/** Instructions completed: what survived had been given by then. */
function timeOf(loss: Loss, point: PowerPoint): number {
  return Math.max(point.at, ...earlyIn(loss, point).map(({ givenAt }) => givenAt));
}

/** Of what survived, what was still under way. */
function earlyIn({ others, parts }: Loss, { underWay }: PowerPoint): Write[] {
  const named = new Map(parts.map(({ number, sectors }) => [number, sectors]));
  return underWay.filter(({ number }) => (named.get(number) ?? NOT_NAMED[others]) !== 0);
}

function lossInWords(loss: Loss, point: PowerPoint): string {
  const { after, others, parts } = loss;
  const over =
    after === 0
      ? 'before any write was over'
      : `when ${commandInWords({ number: after, operation: point.operation })}, was over`;
  const early = earlyIn(loss, point).map(commandInWords);
  const when = early.length === 0 ? over : `${over}, with ${listed(early)}, under way`;
  const named = parts.map(({ number, sectors }) => {
    const words = commandInWords(point.volatile.find((write) => write.number === number)!);
    if (sectors === 'all' || sectors === 0) return words;
    return `${words}, of which ${someInWords(sectors)} survived`;
  });
  const rest =
    others === 'lost'
      ? `of the writes that no flush had made durable ${named.length === 0 ? 'none survived' : 'only these survived'}`
      : `the writes that no flush had made durable survived${named.length === 0 ? '' : ', but for these'}`;
  return `${when}; ${rest}${named.length === 0 ? '' : `: ${named.join('; ')}`}`;
}

function someInWords(sectors: Exclude<Part['sectors'], 'all'>): string {
  if (sectors === 'ends') return 'the first and the last sector';
  if (sectors === 'middle') return 'what is between the first and the last sector';
  return `the ${sectors < 0 ? 'last' : 'first'} ${Math.abs(sectors)}`;
}

/** "command 12, disk write of sector 40". */
export function commandInWords({ number, operation }: Pick<Write, 'number' | 'operation'>): string {
  return `command ${number}, ${operation}`;
}

function pointOf({ after }: Loss, run: WrittenSectors): PowerPoint {
  return run.points.find((point) => point.after === after)!;
}
