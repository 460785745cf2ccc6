/**
 * The key of a crash (see ../../case.ts):
 *
 *     crashes:revised/primary@step=118                        under the revised protocol the primary dies before its step 118
 *     crashes:revised/primary@step=118:peer=1:bus=0           and of what is on its way, one frame to its peer arrives, none to the bus
 *     crashes:queued/backup@step=40+250                       it dies 250 instructions after its step 40, without a further step
 *     crashes:revised/primary@step=118,survivor@failover=5    then the machine that goes on dies in its failover epoch
 *     crashes:revised/backup@step=40,joiner@join=9            a new machine comes, and dies when it is being let in
 *
 * A step is a frame sent or received, a slice of the guest, a value supplied, an interrupt delivered, an epoch begun. Those of the
 * two first machines are counted from the start, those of a machine that goes on or joins from the failover epoch, its birth, or the join.
 */
import { type VariantName, variants } from '../../../protocol/variants.ts';
import { OTHER_SEAT, type Seat } from '../../../seat.ts';
import type { Fault, Since } from '../../../simulator/plan/plan.ts';
import { parseKey, printKey } from '../../case.ts';

export type Crash = Extract<Fault, { kind: 'crash' }>;

/** How many of the frames on their way arrive; absent: all. */
export interface Arriving {
  readonly peer: number;
  readonly bus: number;
}

/** When a machine dies. */
export interface Moment {
  readonly since: Since;
  readonly step: number;
  readonly instructions?: number;
  readonly arriving?: Arriving;
}

export interface CrashCase {
  readonly variant: VariantName;
  readonly role: 'primary' | 'backup';
  readonly first: Moment;
  /** The second death; a new machine comes after the first one if there is one. */
  readonly second?: { readonly who: 'survivor' | 'joiner'; readonly at: Moment };
}

const SINCE: Readonly<Record<string, Since>> = { step: 'start', failover: 'failover', birth: 'birth', join: 'join' };
const NAMES = Object.fromEntries(Object.entries(SINCE).map(([name, since]) => [since, name]));
const COUNT = '(0|[1-9][0-9]{0,8})';
const NUMBER = '([1-9][0-9]{0,8})';
const VALUE = new RegExp(`^(step|failover|birth|join)=${NUMBER}(?:\\+${NUMBER})?(?::peer=${COUNT}:bus=${COUNT})?$`);

export function printCrash({ variant, role, first, second }: CrashCase): string {
  const fault = (subject: string, moment: Moment) => ({ subject, relation: '@' as const, value: printMoment(moment) });
  const faults = [fault(`${variant}/${role}`, first), ...(second ? [fault(second.who, second.at)] : [])];
  return printKey({ adversity: 'crashes', faults });
}

/** Undefined if it is no key of a crash. */
export function parseCrash(key: string): CrashCase | undefined {
  const { adversity, faults = [] } = parseKey(key) ?? {};
  if (adversity !== 'crashes' || faults.length > 2 || faults.some(({ relation }) => relation !== '@')) return undefined;
  const [variant, role] = faults[0].subject.split('/');
  const moments = faults.map(({ value }) => parseMoment(value));
  if (!Object.hasOwn(variants, variant) || (role !== 'primary' && role !== 'backup')) return undefined;
  const [first, at] = moments;
  if (first?.since !== 'start') return undefined;
  const common = { variant: variant as VariantName, role, first } as const;
  const crash = faults.length === 1 ? common : withSecond(common, faults[1].subject, at);
  // There is one way to write each.
  return crash !== undefined && printCrash(crash) === key ? crash : undefined;
}

function withSecond(first: CrashCase, who: string, at: Moment | undefined): CrashCase | undefined {
  if (at === undefined || (who !== 'survivor' && who !== 'joiner')) return undefined;
  const possible: readonly Since[] =
    who === 'joiner' ? ['birth', 'join'] : first.role === 'primary' ? ['failover', 'join'] : ['start', 'join'];
  return possible.includes(at.since) ? { ...first, second: { who, at } } : undefined;
}

function printMoment({ since, step, instructions, arriving }: Moment): string {
  const later = instructions === undefined ? '' : `+${instructions}`;
  return `${NAMES[since]}=${step}${later}${arriving ? `:peer=${arriving.peer}:bus=${arriving.bus}` : ''}`;
}

function parseMoment(value: string): Moment | undefined {
  const [, name, step, instructions, peer, bus] = VALUE.exec(value) ?? [];
  if (name === undefined) return undefined;
  return {
    since: SINCE[name],
    step: Number(step),
    ...(instructions === undefined ? {} : { instructions: Number(instructions) }),
    ...(peer === undefined ? {} : { arriving: { peer: Number(peer), bus: Number(bus) } }),
  };
}

/** The seat of the machine that dies first. */
export function seatOf({ role }: Pick<CrashCase, 'role'>): Seat {
  return role === 'primary' ? 'first' : 'second';
}

/** The faults that the simulator lets happen. */
export function faultsOf(crash: CrashCase): Crash[] {
  const seat = seatOf(crash);
  const { first, second } = crash;
  const faults = [faultAt(seat, first)];
  if (second) faults.push(faultAt(second.who === 'joiner' ? seat : OTHER_SEAT[seat], second.at));
  return faults;
}

function faultAt(seat: Seat, { since, step, instructions, arriving }: Moment): Crash {
  return { kind: 'crash', seat, since, step, instructions, sent: arriving ?? 'arrives', silent: false };
}
