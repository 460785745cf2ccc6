/**
 * The undisturbed run of a guest on the bare machine, in virtual time: what is right, which commands there are, and a snapshot
 * before the end of each, from which a disturbed run begins. And whether anything can be said at all: a guest whose output
 * depends on time, or on random bytes, has no right one.
 */
import type { Ending } from '../../emulator/report/ending.ts';
import type { CommandRequest, Completion } from '../../emulator/devices/device.ts';
import { callersOf } from '../../emulator/diagnosis/caller.ts';
import { ImagePlaces } from '../../emulator/diagnosis/image-places.ts';
import { describePlace, placeOf } from '../../emulator/diagnosis/place.ts';
import { describeCommand } from '../history/describe-command.ts';
import type { Expectations, ExploredGuest, OutsideView } from './guest.ts';
import type { GuestPlace, ProgramCall } from './code-place.ts';
import { judgeView } from './judge.ts';
import { ProgramCalls } from './program-calls.ts';
import type { Followed } from './machine/virtual-world.ts';
import { type Snapshot, type Tempo, USUAL, VirtualMachine } from './machine/virtual-machine.ts';
import type { Difference } from './result.ts';
import { type Typing, typeSlowly } from './typing.ts';

/** A command of the undisturbed run. */
export interface ReferenceCommand extends Followed {
  /** From 1. */
  readonly number: number;
  readonly request: CommandRequest;
  /** Where its store to COMMAND stands; and the calls by which the guest came there, as far as they can be told, the last one first. */
  readonly place: GuestPlace;
  readonly callers: readonly (GuestPlace | ProgramCall)[];
  /** Instructions completed, the store among them, when it was given. */
  readonly givenAt: number;
  /** And when it was over; the tick is `due`. */
  readonly endedAt: number;
  /** Bytes that had been printed by then. */
  readonly printed: number;
  readonly result: Completion['result'];
  /** How many were over before it. */
  readonly order: number;
  /** The machine as it was then, before the guest is told. */
  readonly snapshot: Snapshot;
}

export interface Reference {
  readonly guest: ExploredGuest;
  readonly expectations: Expectations;
  /** By number, from 1, at index 0. */
  readonly commands: readonly ReferenceCommand[];
  readonly start: Snapshot;
  /** When the guest has ended, and all is over. */
  readonly end: Snapshot;
  readonly ending: Ending;
  readonly view: OutsideView;
  readonly instructions: number;
  /** Of a guest with console input. */
  readonly typing?: Typing;
  /** See VirtualMachine.hasExecuted. */
  readonly executed: (address: number) => boolean;
}

/** Why there is no reference, and so nothing is tried. */
export interface NoReference {
  readonly verdict: 'broken' | 'undecided';
  /** A sentence's words. */
  readonly what: string;
  readonly ending?: Ending;
  readonly difference?: Difference;
}

/** What an undisturbed run may take: instructions, and ticks of its clocks. */
interface Patience {
  readonly instructions: number;
  readonly ticks: number;
}

const FIRST_PATIENCE: Patience = { instructions: 500_000_000, ticks: Infinity };
/** How many times longer than the first the other one may take, and how much in any case: 100 seconds. */
const TIMES_SLOWER = 10;
const LEAST_PATIENCE: Patience = { instructions: 100_000_000, ticks: 5_000_000_000 };
/** Milliseconds that the undisturbed runs may take, however small the budget is. */
export const LEAST_UNDISTURBED_MS = 10_000;
/** How many times longer than the undisturbed run another one may take, and how many instructions it is given in any case. */
const TIMES_LONGER = 4;
const LEAST_INSTRUCTIONS = 500_000;
/** Instructions after which it is asked whether it takes too long. */
const LOOK_EVERY = 2_000_000;
/** The other undisturbed run: slower devices, another time of day, and other random bytes, of which is told only where some are drawn. */
const OTHERWISE: Tempo = { slowness: 3, later: 1_234_567_890_123, drawn: 1 };
const WITH_OTHERWISE = 'with slower devices and another time of day, undisturbed, ';
const WITH_OTHER_BYTES = 'with slower devices, another time of day and other random bytes, undisturbed, ';

/**
 * Runs `guest` undisturbed. Once `late` says so, and be it in the middle, nothing can be said of it. Throws a BootError if it can't
 * be booted.
 */
export function undisturbed(
  guest: ExploredGuest,
  expectations: Expectations = {},
  late: () => boolean = () => false,
): Reference | NoReference {
  const reference = record(guest, expectations, { tempo: USUAL, late, patience: FIRST_PATIENCE });
  if ('verdict' in reference) return reference;
  const wrong = judgeView(reference.view, reference, reference.ending);
  if (wrong) return { verdict: 'broken', what: wrong.words, ending: reference.ending, difference: wrong };
  const patience = {
    instructions: LEAST_PATIENCE.instructions + TIMES_SLOWER * reference.instructions,
    ticks: LEAST_PATIENCE.ticks + TIMES_SLOWER * reference.end.tick,
  };
  const other = record(guest, expectations, { tempo: OTHERWISE, late, patience });
  // It has not shown what it does then, so nothing is known to depend on time.
  if ('verdict' in other) return other;
  const parts = judgeView(other.view, reference, other.ending);
  if (parts === undefined) return { ...reference, typing: typingOf(reference, late) };
  const instead = parts.outside === 'disk' ? '; --expect-disk COMMAND says which disks are right' : '';
  const draws = reference.commands.some(({ request }) => request.kind === 'entropy-draw');
  const [whatOn, how] = draws ? ['time, or on random bytes', WITH_OTHER_BYTES] : ['time', WITH_OTHERWISE];
  if (FAILS.includes(parts.outside)) {
    return { verdict: 'broken', what: `${how}${parts.words}`, ending: other.ending, difference: parts };
  }
  return { verdict: 'undecided', what: `what it does depends on ${whatOn}: ${how}${parts.words}${instead}` };
}

/** What is right at no time of day. */
const FAILS: readonly Difference['outside'][] = ['stop', 'asleep'];

/** Instructions, since power-on, after which a run of the guest is taken for endless. */
export function longestRun({ instructions }: Pick<Reference, 'instructions'>): number {
  return LEAST_INSTRUCTIONS + TIMES_LONGER * instructions;
}

function typingOf(reference: Reference, late: () => boolean): Typing | undefined {
  const { guest, commands } = reference;
  if (guest.input.length === 0) return undefined;
  const judge = (machine: VirtualMachine, ending: Ending): string | undefined =>
    judgeView(viewOf(machine, ending.status), reference, ending)?.words;
  return typeSlowly(guest, { commands, limit: longestRun(reference), late, judge });
}

/** Where a command was given, and when. */
type Given = Pick<ReferenceCommand, 'place' | 'callers' | 'givenAt'>;

/** Watches the machine from now on: the commands that it gives, by number; the calls of those only if they are to be `placed`. */
export function watchCommands(
  machine: VirtualMachine,
  { placed }: { readonly placed: boolean },
): ReadonlyMap<number, Given> {
  const calls = placed ? new ProgramCalls(machine.guest) : undefined;
  const given = new Map<number, Given>();
  machine.watcher = {
    commanded: ({ number }, place) => {
      // A program's are the outermost ones.
      const program = calls?.of(machine.state) ?? [];
      const [call] = program;
      const own = calls ? callersOf(machine.state, place).map((one) => ({ ...one, call })) : [];
      given.set(number, { place: { ...place, call }, callers: [...own, ...program], givenAt: machine.instructions });
    },
  };
  return given;
}

function record(
  guest: ExploredGuest,
  expectations: Expectations,
  { tempo, late, patience }: { readonly tempo: Tempo; readonly late: () => boolean; readonly patience: Patience },
): Reference | NoReference {
  const how = tempo === OTHERWISE ? WITH_OTHERWISE : '';
  const machine = new VirtualMachine(guest, tempo);
  const start = machine.save();
  const given = watchCommands(machine, { placed: tempo === USUAL });
  const commands: ReferenceCommand[] = [];
  let askedTimeAt = 0;
  machine.watcher.answered = ({ query }) => {
    if (query === 'time-of-day') askedTimeAt = machine.instructions;
  };
  for (;;) {
    const event = machine.next(Math.min(patience.instructions, machine.instructions + LOOK_EVERY));
    if (event.kind === 'end') {
      commands.sort((one, other) => one.number - other.number);
      const { instructions } = machine;
      const view = viewOf(machine, event.ending.status);
      const executed = (address: number): boolean => machine.hasExecuted(address);
      const end = machine.save();
      return { guest, expectations, commands, start, end, ending: event.ending, view, instructions, executed };
    }
    const goesOn = (): string =>
      `after ${machine.instructions} instructions it is at ${whereIs(machine, guest)}${sinceWhen(commands, machine)}`;
    if (late()) {
      return { verdict: 'undecided', what: `the budget ran out before its undisturbed runs had ended: ${goesOn()}` };
    }
    const patient = machine.instructions < patience.instructions && machine.tick < patience.ticks;
    if (event.kind === 'limit' && patient) continue;
    if (event.kind !== 'due') {
      const what = `${how}it does not come to its end: ${goesOn()}`;
      const last = commands.at(-1);
      // It does not wait for a time of day: then it is the slower devices that it does not get over.
      const fails = tempo === OTHERWISE && last !== undefined && askedTimeAt < last.endedAt;
      return fails
        ? { verdict: 'broken', what, difference: { outside: 'endless', words: what } }
        : { verdict: 'undecided', what };
    }
    const { number, request } = event.pending;
    const { tick: due, instructions: endedAt } = machine;
    const { printed } = machine.world;
    const over = {
      number,
      request,
      due,
      endedAt,
      printed,
      order: commands.length,
      snapshot: machine.save(),
      ...given.get(number)!,
    };
    const { result } = machine.finish(event.pending);
    commands.push({ ...over, result });
  }
}

/** "; it has given no command since command 12, disk write of sector 40, was over, after 3120 instructions": nothing if it has. */
function sinceWhen(over: readonly ReferenceCommand[], { world }: VirtualMachine): string {
  const last = over.at(-1);
  if (last === undefined || world.pending.length > 0) return '';
  return `; it has given no command since ${describeCommand(last)}, was over, after ${last.endedAt} instructions`;
}

function whereIs({ state }: VirtualMachine, { image }: ExploredGuest): string {
  return describePlace(placeOf(state), new ImagePlaces(image));
}

/** What is seen of the machine's world; made of copies when it is asked for. */
export function viewOf({ world }: VirtualMachine, status: OutsideView['status']): OutsideView {
  return {
    status,
    get console() {
      return world.text();
    },
    get disk() {
      return world.contents();
    },
    rod: world.rod,
  };
}
