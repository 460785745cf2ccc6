/**
 * Brings a machine to a moment of the undisturbed run, or of one in which a command has ended uncertain: as soon as a command has
 * been given, or so many instructions have completed; and holds back the command's end.
 */
import { NoSuchCase } from '../../disturbed-run.ts';
import type { VirtualMachine } from '../../machine/virtual-machine.ts';
import type { Pending } from '../../machine/virtual-world.ts';
import type { Reference } from '../../reference.ts';
import { HELD_FARTHER, heldFor } from './held-for.ts';
import type { HeldBack } from './walk.ts';

/** A command whose end is held back. */
export interface HeldCommand {
  readonly number: number;
  /** Instructions completed, the store to COMMAND among them, when it was given. */
  readonly givenAt: number;
  /** And when it is over unless it is held back. */
  readonly endedAt: number;
  /** When the other one has ended uncertain, if it was under way then. */
  readonly heldFrom?: number;
  /** The command before it that ends uncertain, and how many of its units are performed; undefined: none does. */
  readonly after?: { readonly number: number; readonly units: number };
}

/** A command's end, for who walks with it held back: from behind the instruction that gave the command. */
export function endHeldBack(reference: Reference, command: HeldCommand): HeldBack {
  const { number, givenAt: from, heldFrom = from, endedAt } = command;
  const pendingOf = ({ world }: VirtualMachine): Pending => world.pending.find((one) => one.number === number)!;
  const until = heldFrom + heldFor(endedAt - heldFrom);
  return {
    ...{ number, from, endedAt, until, togetherUntil: until + HELD_FARTHER, untilItRests: false },
    comeTo: (machine) => {
      machine.restore(startOf(reference, command));
      holdBack(machine, command);
    },
    come: (machine) => void machine.finish(pendingOf(machine)),
  };
}

/** From where one comes to it soonest. */
export function startOf(reference: Reference, { givenAt, after }: HeldCommand): Reference['start'] {
  return after === undefined ? snapshotBefore(reference, givenAt) : reference.commands[after.number - 1].snapshot;
}

/** From there, or any earlier moment of the undisturbed run. `strikes`: is told before a command ends uncertain. */
export function holdBack(
  machine: VirtualMachine,
  { number, givenAt, heldFrom, after }: HeldCommand,
  strikes: (command: number) => void = () => {},
): void {
  if (after) doubt(machine, after, strikes);
  if (heldFrom === undefined) goOn(machine, givenAt);
  machine.world.reschedule(number, Infinity);
}

/** Goes on until the command `after` has ended uncertain: a guest that awaits it may have rested for long. */
function doubt(
  machine: VirtualMachine,
  after: NonNullable<HeldCommand['after']>,
  strikes: (command: number) => void,
): void {
  for (;;) {
    const pending = nextOver(machine, Infinity);
    if (pending?.number === after.number) {
      strikes(after.number);
      return void machine.finish(pending, after.units);
    }
    if (pending) machine.finish(pending);
  }
}

/** Goes on until so many instructions have completed since power-on. */
export function goOn(machine: VirtualMachine, instructions: number): void {
  for (let pending = nextOver(machine, instructions); pending; pending = nextOver(machine, instructions)) {
    machine.finish(pending);
  }
}

/** The next command that is over, before so many instructions have completed; undefined if none is. */
function nextOver(machine: VirtualMachine, instructions: number): Pending | undefined {
  const event = machine.next(instructions);
  if (event.kind === 'due') return event.pending;
  if (event.kind === 'limit') return undefined;
  throw new NoSuchCase('the guest rests or ends before');
}

/**
 * What is over before the next instruction has completed, because the guest rests meanwhile, is over: the numbers of those commands. So
 * there is one state of the machine for each number of instructions, and it is the one in which the walker stands then.
 */
export function letRest(machine: VirtualMachine): readonly number[] {
  const { instructions } = machine;
  const over: number[] = [];
  while (restsUntilDue(machine)) {
    const event = machine.next(instructions + 1);
    if (event.kind !== 'due') throw new Error(`what was due is not: ${event.kind}`);
    machine.finish(event.pending);
    over.push(event.pending.number);
  }
  return over;
}

/** Is a command over before another instruction has completed? Nobody who watches is told of the look. */
function restsUntilDue(machine: VirtualMachine): boolean {
  const [snapshot, { watcher, instructions }] = [machine.save(), machine];
  machine.watcher = {};
  const event = machine.next(instructions + 1);
  const due = event.kind === 'due' && machine.instructions === instructions && machine.ending === undefined;
  machine.restore(snapshot);
  machine.watcher = watcher;
  return due;
}

/** The last snapshot of the undisturbed run at which no more than so many instructions have completed. */
export function snapshotBefore({ start, commands }: Reference, instructions: number): Reference['start'] {
  let last = start;
  for (const { endedAt, snapshot } of commands) {
    if (endedAt < instructions && snapshot.instructions >= last.instructions && snapshot.tick >= last.tick)
      last = snapshot;
  }
  return last;
}
