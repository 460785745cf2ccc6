/**
 * What a guest does, remembered: a virtual machine is a deterministic function of what it is told, so what one run of it has
 * found out, others need not execute again. Between two epochs stands a {@link Boundary}, with the state of the machine there;
 * within an epoch there are the {@link Stop}s at which the guest comes to its monitor. What a machine is told there leads on: the
 * environment's values, the epoch's limit, the interrupts. Primary and backup, which are told the same, go the same way.
 */
import { equalBytes } from '../../../../emulator/bytes.ts';
import type { Request } from '../../../../emulator/devices/device.ts';
import type { EnvironmentQuery, EnvironmentValue } from '../../../../emulator/environment.ts';
import type { SavedState } from '../../../monitor/machine-state-copy.ts';
import type { Interrupt } from '../../../protocol/messages.ts';
import type { Version } from '../../../../emulator/versioned-pages.ts';

/** Where the guest comes to its monitor, and why. */
export type Halt =
  /** The epoch begins, or an environment's value was supplied. */
  | { readonly type: 'begins' | 'supplied' }
  /** So many instructions have gone by that others look. */
  | { readonly type: 'slice' }
  | { readonly type: 'environment'; readonly query: EnvironmentQuery }
  | { readonly type: 'output'; readonly request: Request }
  | { readonly type: 'rest' };

/** What is asked of a machine wherever it stands. */
export interface Facts {
  /** Of the interval timer: see VirtualMachine.timerDue. */
  readonly timerDue: number;
  /** The same, though no interrupt might be let in. */
  readonly timerTarget: number;
  readonly inputPopped: number;
  readonly outstanding: readonly Request[];
}

export interface Stop {
  readonly halt: Halt;
  /** Instructions completed in this epoch. */
  readonly completed: number;
  readonly facts: Facts;
  /** Where the guest stood before, and what it was told there, if it was. */
  readonly before: Stop | undefined;
  readonly told: EnvironmentValue | undefined;
  /** Where it comes next if it runs on. */
  next: Stop | undefined;
  /** There is none up to this many instructions. */
  clearTo: number;
  /** Where it stands when it was supplied with a value. */
  readonly supplied: Stop[];
  /** How the epoch ends if it ends before the next stop, or at this one. */
  readonly ends: { readonly completed: number; readonly boundary: Boundary }[];
}

/** The state of the machine between two epochs. */
export interface Snapshot {
  readonly pages: Version;
  readonly saved: SavedState;
  readonly checksum: number;
}

export interface Boundary {
  readonly facts: Facts;
  /** Absent where an epoch has ended whose interrupts have not been delivered. */
  readonly snapshot: Snapshot | undefined;
  readonly begins: Stop;
  /** Where the delivery of interrupts leads, with the interval timer's or without. */
  readonly delivered: {
    readonly interrupts: readonly Interrupt[];
    readonly timer: boolean;
    readonly boundary: Boundary;
  }[];
}

export function newBoundary(facts: Facts, snapshot?: Snapshot): Boundary {
  return { facts, snapshot, begins: newStop({ type: 'begins' }, 0, facts), delivered: [] };
}

export function newStop(halt: Halt, completed: number, facts: Facts, before?: Stop, told?: EnvironmentValue): Stop {
  return { halt, completed, facts, before, told, next: undefined, clearTo: completed, supplied: [], ends: [] };
}

/** Where a machine stands that is supplied with this value at `stop`; undefined: none was yet. */
export function whereSupplied(stop: Stop, value: EnvironmentValue): Stop | undefined {
  return stop.supplied.find(({ told }) => sameValue(told!, value));
}

/** Where these interrupts lead, with the interval timer's if it is due too; undefined: none were delivered there yet. */
export function whereDelivered(
  { delivered }: Boundary,
  interrupts: readonly Interrupt[],
  timer: boolean,
): Boundary | undefined {
  return delivered.find((to) => to.timer === timer && sameInterrupts(to.interrupts, interrupts))?.boundary;
}

/** The stops on the way from the epoch's beginning to this one. */
export function wayTo(target: Stop): Stop[] {
  const way: Stop[] = [];
  for (let stop: Stop | undefined = target; stop; stop = stop.before) way.push(stop);
  return way.reverse();
}

/**
 * Does an epoch with this limit come to this stop before it ends? An output belongs to an instruction that has completed; at
 * every other stop the next instruction has not begun, and does not in this epoch if the limit is reached.
 */
export function comesBefore({ halt, completed }: Stop, limit: number): boolean {
  const own = halt.type === 'output' && !isMonitors(halt.request);
  return own ? completed <= limit : completed < limit;
}

/** An end that the guest has not asked for. */
function isMonitors(request: Request): boolean {
  return request.kind === 'exit' && (request.stop ?? request.ended) !== undefined;
}

function sameValue(one: EnvironmentValue, other: EnvironmentValue): boolean {
  const values = Object.values(other);
  return Object.values(one).every((value, index) => value === values[index]);
}

function sameInterrupts(some: readonly Interrupt[], others: readonly Interrupt[]): boolean {
  return some.length === others.length && some.every((interrupt, index) => sameInterrupt(interrupt, others[index]));
}

function sameInterrupt(one: Interrupt, other: Interrupt): boolean {
  if (one.type === 'input') {
    return (
      other.type === 'input' && one.from === other.from && one.end === other.end && equalBytes(one.bytes, other.bytes)
    );
  }
  if (other.type === 'input') return false;
  const [a, b] = [one.completion, other.completion];
  return a.id === b.id && a.result === b.result && sameData(a.data, b.data);
}

function sameData(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  return one === undefined || other === undefined ? one === other : equalBytes(one, other);
}
