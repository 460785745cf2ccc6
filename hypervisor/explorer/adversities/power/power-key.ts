/**
 * The key of a loss of power (see ../../case.ts):
 *
 *     power:lost@12               power goes when command 12 is over; of the writes that no flush has made durable, none survives
 *     power:lost@12,9=kept        but for that of command 9
 *     power:lost@12,9=part2       but for the first two sectors of it
 *     power:lost@12,9=last2       but for the last two sectors of it
 *     power:lost@12,9=ends        but for the first and the last sector of it
 *     power:lost@12,9=middle      but for what is between these
 *     power:lost@12,9=kept,7=kept but for those of commands 9 and 7, which reach the disk in this order
 *     power:kept@12,7=lost        all of them survive, but for that of command 7
 *     power:kept@12,7=part1       and of that the first sector does
 *     power:lost@0                power goes before any write is over
 *     power:lost@12,9=kept,lost@3 and once more, in the run that boots from what is left: when that run's command 3 is over
 *     power:7=not,lost@12         command 7 ends uncertain, not performed; in the run after that, power goes when command 12 is over
 *
 * Commands are numbered from 1, as in the run in which power goes: first the undisturbed one, or one that is it up to a doubt. "Over" is the last write or flush
 * that was over.
 */
import { type Fault, parseKey, printKey } from '../../case.ts';
import { faultOf, readDoubt } from '../doubt.ts';

/**
 * What becomes of one write: how many of its sectors survive, from the first on; below 0, up to the last: -2 are the last two. Of three
 * and more, ends: the first and the last one; middle: all but these.
 */
export interface Part {
  /** The number of its command. */
  readonly number: number;
  readonly sectors: number | 'all' | 'ends' | 'middle';
}

/** Power goes once. */
export interface Loss {
  /** The command that was over last; 0: none was. */
  readonly after: number;
  /** What becomes of writes that are not named. */
  readonly others: 'lost' | 'kept';
  /** In the order in which they reach the disk. */
  readonly parts: readonly Part[];
}

export interface PowerCase extends Loss {
  /** It goes again, in the run that boots after that. */
  readonly again?: Loss;
  /** The command that ended uncertain before, and was not performed: power goes once, in the run with that. */
  readonly doubt?: number;
}

/** What becomes of the writes that are not named. */
export const NOT_NAMED: Readonly<Record<Loss['others'], Part['sectors']>> = { lost: 0, kept: 'all' };

const NUMBER = /^[1-9]\d{0,8}$/;

export function printPower({ again, doubt, ...first }: PowerCase): string {
  const before = doubt === undefined ? [] : [faultOf({ number: doubt, performed: 0 })];
  const faults = [first, ...(again ? [again] : [])].flatMap(faultsOf);
  return printKey({ adversity: 'power', faults: [...before, ...faults] });
}

function faultsOf({ after, others, parts }: Loss): Fault[] {
  const faults = parts.map(({ number, sectors }) => ({
    subject: String(number),
    relation: '=' as const,
    value: valueOf(sectors),
  }));
  return [{ subject: others, relation: '@', value: String(after) }, ...faults];
}

function valueOf(sectors: Part['sectors']): string {
  if (sectors === 'all') return 'kept';
  if (sectors === 0) return 'lost';
  if (sectors === 'ends' || sectors === 'middle') return sectors;
  return sectors > 0 ? `part${sectors}` : `last${-sectors}`;
}

/** Undefined if it is no key of a loss of power. */
export function parsePower(key: string): PowerCase | undefined {
  const { adversity, faults = [] } = parseKey(key) ?? {};
  if (adversity !== 'power') return undefined;
  const doubt = readDoubt(faults[0]);
  if (doubt !== undefined) {
    const after = faults.length > 1 ? lossOf(faults.slice(1)) : undefined;
    return doubt.performed === 0 && after ? { ...after, doubt: doubt.number } : undefined;
  }
  const second = faults.findIndex(({ relation }, index) => index > 0 && relation === '@');
  if (second < 0) return lossOf(faults);
  const first = lossOf(faults.slice(0, second));
  const again = lossOf(faults.slice(second));
  return first && again && { ...first, again };
}

function lossOf(faults: readonly Fault[]): Loss | undefined {
  const [{ subject: others, relation, value }, ...rest] = faults;
  if (relation !== '@' || (others !== 'lost' && others !== 'kept')) return undefined;
  if (value !== '0' && !NUMBER.test(value)) return undefined;
  const parts = rest.flatMap((fault): Part[] => {
    const sectors = sectorsOf(fault.value);
    const valid = fault.relation === '=' && NUMBER.test(fault.subject) && sectors !== undefined;
    return valid && sectors !== NOT_NAMED[others] ? [{ number: Number(fault.subject), sectors }] : [];
  });
  const numbers = new Set(parts.map(({ number }) => number));
  if (parts.length !== rest.length || numbers.size !== parts.length) return undefined;
  return { after: Number(value), others, parts };
}

function sectorsOf(value: string): Part['sectors'] | undefined {
  if (value === 'kept') return 'all';
  if (value === 'lost') return 0;
  if (value === 'ends' || value === 'middle') return value;
  const [, which, count] = /^(part|last)([1-9]\d{0,6})$/.exec(value) ?? [];
  if (count === undefined) return undefined;
  return which === 'last' ? -Number(count) : Number(count);
}
