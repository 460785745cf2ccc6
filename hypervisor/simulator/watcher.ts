/** Who looks on while a run is simulated: told of what happens, and changing nothing. */
import type { Completion, Request } from '../../emulator/devices/device.ts';
import type { Effect } from '../protocol/effects.ts';
import type { RunRecord } from './record/run-record.ts';
import type { Seat } from '../seat.ts';
import type { MachineDoing } from './observed-machine.ts';
import type { Since } from './plan/plan.ts';
import type { Wire } from './simulated-link.ts';

/** What a machine is about to do at a step: with its virtual machine, with a frame on one of its links, or merely to live on. */
export type Doing =
  | { readonly kind: MachineDoing | 'waits' }
  | { readonly kind: 'sends' | 'receives'; readonly link: 'peer' | 'bus'; readonly frame: Uint8Array };

/** A machine, as far as it is seen. */
export interface WatchedMachine {
  readonly seat: Seat;
  /** Instructions that its guest has completed on this machine. */
  readonly instructions: number;
  /** Its own time, in milliseconds of virtual time: within a turn it may be ahead of the others'. */
  readonly nowMs: number;
  /** Steps since each thing from which they are counted; -1 before that. */
  readonly stepsSince: Readonly<Record<Since, number>>;
  /** What carries its words away. */
  readonly wires: Readonly<Record<'peer' | 'bus', Wire>>;
}

export interface Watcher {
  /** A machine comes to a step, before the faults that are planned for it strike. */
  step?(machine: WatchedMachine, doing: Doing, record: RunRecord): void;
  /** Its protocol asks for this. */
  effect?(machine: WatchedMachine, effect: Effect): void;
  /** `lost`: frames on their way to its peer and the bus that are lost with it. */
  dies?(machine: WatchedMachine, how: string, lost: Readonly<Record<'peer' | 'bus', number>>): void;
  /** It stands still for ever, and nobody is told. */
  hangs?(machine: WatchedMachine): void;
  /** A new machine is powered on. */
  comes?(machine: WatchedMachine): void;
  /** The world begins with an operation, or is done with it. */
  begins?(request: Request): void;
  ends?(request: Request, completion: Completion): void;
}
