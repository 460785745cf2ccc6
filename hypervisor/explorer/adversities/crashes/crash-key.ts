/**
 * The key of a crash (see ../../case.ts):
 *
 *     crashes:revised/primary@step=118                        under the revised protocol the primary dies before its step 118
 *     crashes:revised/primary@step=118:peer=1:bus=0           and of what is on its way, one frame to its peer arrives, none to the bus
 *     crashes:revised/primary@step=118:silent                 it stands still for ever: nobody sees that it has died before its time-out
 *     crashes:revised/primary/9@step=118                      the pair begins when the bare machine's command 9 was over
 *     crashes:queued/backup@step=40+250                       it dies 250 instructions after its step 40, without a further step
 *     crashes:revised/primary@step=118,survivor@failover=5    then the machine that goes on dies in its failover epoch
 *     crashes:revised/backup@step=40,joiner@join=9            a new machine comes, and dies when it is being let in
 *     crashes:revised/primary@step=7,survivor@join=9,joiner@birth=2    the new one goes on, and a newer one dies as it comes up
 *
 * A step is a frame sent or received, a slice of the guest, a value supplied, an interrupt delivered, an epoch begun. Those of the
 * two first machines are counted from the start, those of a machine that goes on or joins from the failover epoch, its birth, or the join.
 */
import { type VariantName, variants } from '../../../protocol/variants.ts';
import { OTHER_SEAT, type Seat } from '../../../seat.ts';
import type { Fault, Since } from '../../../simulator/plan/plan.ts';
import { parseKey, printKey } from '../../case.ts';

export type Death = Extract<Fault, { kind: 'crash' | 'hang' }>;

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
  /** Nobody is told: it stands still. All that it has sent arrives. */
  readonly silent?: true;
}

/** A death after another one. */
export interface LaterDeath {
  /** The machine that goes on after the last death, or the new one that has come in place of the dead. */
  readonly who: 'survivor' | 'joiner';
  readonly at: Moment;
}

export interface CrashCase {
  readonly variant: VariantName;
  readonly role: 'primary' | 'backup';
  readonly first: Moment;
  /** The pair begins when the bare machine's command of this number is over, and not with power-on: see beginning.ts. */
  readonly after?: number;
  /** Deaths after the first; if there are any, a new machine comes after each. */
  readonly later: readonly LaterDeath[];
}

/** Machines that die in one run, at most. */
export const MOST_DEATHS = 3;

const SINCE: Readonly<Record<string, Since>> = { step: 'start', failover: 'failover', birth: 'birth', join: 'join' };
const NAMES = Object.fromEntries(Object.entries(SINCE).map(([name, since]) => [since, name]));
const COUNT = '(0|[1-9][0-9]{0,8})';
const NUMBER = '([1-9][0-9]{0,8})';
const COMMAND = new RegExp(`^${NUMBER}$`);
const VALUE = new RegExp(
  `^(step|failover|birth|join)=${NUMBER}(?:\\+${NUMBER})?(?::peer=${COUNT}:bus=${COUNT})?(:silent)?$`,
);

export function printCrash({ variant, role, first, after, later }: CrashCase): string {
  const fault = (subject: string, moment: Moment) => ({ subject, relation: '@' as const, value: printMoment(moment) });
  const begins = after === undefined ? '' : `/${after}`;
  const faults = [fault(`${variant}/${role}${begins}`, first), ...later.map(({ who, at }) => fault(who, at))];
  return printKey({ adversity: 'crashes', faults });
}

/** Undefined if it is no key of a crash. */
export function parseCrash(key: string): CrashCase | undefined {
  const { adversity, faults = [] } = parseKey(key) ?? {};
  if (adversity !== 'crashes' || faults.length > MOST_DEATHS || faults.some(({ relation }) => relation !== '@'))
    return undefined;
  const [variant, role, after] = faults[0].subject.split('/');
  if (after !== undefined && !COMMAND.test(after)) return undefined;
  if (!Object.hasOwn(variants, variant) || (role !== 'primary' && role !== 'backup')) return undefined;
  const moments = faults.map(({ value }) => parseMoment(value));
  const [first] = moments;
  const later = faults.slice(1).map(({ subject: who }, index) => ({ who, at: moments[index + 1] }));
  if (first?.since !== 'start' || !later.every(isLater)) return undefined;
  const begins = after === undefined ? {} : { after: Number(after) };
  const crash: CrashCase = { variant: variant as VariantName, role, first, ...begins, later };
  // There is one way to write each.
  return later.every(({ who, at }, index) => sinces(crash, index, who).includes(at.since)) && printCrash(crash) === key
    ? crash
    : undefined;
}

function isLater(one: { readonly who: string; readonly at: Moment | undefined }): one is LaterDeath {
  return one.at !== undefined && (one.who === 'survivor' || one.who === 'joiner');
}

/** From when on the steps of a machine may be counted that dies after the first death and so many later ones. */
function sinces(crash: CrashCase, deaths: number, who: LaterDeath['who']): readonly Since[] {
  return who === 'joiner' ? ['birth', 'join'] : [aloneSince(crash, deaths), 'join'];
}

/** From when on the machine's steps are counted that goes on alone after the first death and so many later ones. */
export function aloneSince({ role, later }: CrashCase, deaths: number): Since {
  const tookOver = role === 'primary' || later.slice(0, deaths).some(({ who }) => who === 'survivor');
  return tookOver ? 'failover' : 'start';
}

function printMoment({ since, step, instructions, arriving, silent }: Moment): string {
  const later = instructions === undefined ? '' : `+${instructions}`;
  const lost = arriving ? `:peer=${arriving.peer}:bus=${arriving.bus}` : '';
  return `${NAMES[since]}=${step}${later}${lost}${silent ? ':silent' : ''}`;
}

function parseMoment(value: string): Moment | undefined {
  const [, name, step, instructions, peer, bus, silent] = VALUE.exec(value) ?? [];
  if (name === undefined || (silent !== undefined && (instructions ?? peer) !== undefined)) return undefined;
  return {
    since: SINCE[name],
    step: Number(step),
    ...(instructions === undefined ? {} : { instructions: Number(instructions) }),
    ...(peer === undefined ? {} : { arriving: { peer: Number(peer), bus: Number(bus) } }),
    ...(silent === undefined ? {} : { silent: true }),
  };
}

/** The seat of the machine that dies first. */
export function seatOf({ role }: Pick<CrashCase, 'role'>): Seat {
  return role === 'primary' ? 'first' : 'second';
}

/** The faults that the simulator lets happen, in this order. */
export function faultsOf(crash: CrashCase): Death[] {
  let seat = seatOf(crash);
  const faults = [faultAt(seat, crash.first)];
  for (const { who, at } of crash.later) {
    seat = who === 'joiner' ? seat : OTHER_SEAT[seat];
    faults.push(faultAt(seat, at));
  }
  return faults;
}

function faultAt(seat: Seat, { since, step, instructions, arriving, silent }: Moment): Death {
  if (silent) return { kind: 'hang', seat, since, step };
  return { kind: 'crash', seat, since, step, instructions, sent: arriving ?? 'arrives', silent: false };
}
