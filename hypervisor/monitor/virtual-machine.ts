/**
 * The virtual machine as the replica's runner sees it: a guest that runs until something the monitor can't settle by
 * itself. Implemented by ./monitor.ts.
 */
import type { Place } from '../../emulator/report/place.ts';
import type { Request } from '../../emulator/devices/device.ts';
import type { EnvironmentQuery, EnvironmentValue } from '../../emulator/environment.ts';
import type { Interrupt } from '../protocol/messages.ts';
import type { CopyableMachine } from './machine-state-copy.ts';

export type VmExit =
  /** The epoch is over: `completed` instructions, and `rest` if the guest stands before an idle hint that would rest. */
  | { readonly type: 'epoch-end'; readonly completed: number; readonly rest: boolean }
  /** The guest stands before an environment instruction; {@link VirtualMachine.supply} completes it. */
  | { readonly type: 'environment'; readonly query: EnvironmentQuery }
  /** The guest has completed an output instruction. */
  | { readonly type: 'output'; readonly request: Request }
  /** `slice` instructions have gone by; nothing is the matter. */
  | { readonly type: 'slice' };

export interface VirtualMachine extends CopyableMachine {
  /** Begins an epoch that ends right after `limit` completed instructions, or earlier at a rest. */
  startEpoch(limit: number): void;
  /** Lets the epoch end after the next completed instruction, unless it ends before. */
  endEpochSoon(): void;
  /** Runs the guest until an exit; `slice` bounds the instructions of this call. */
  run(slice: number): VmExit;
  /** Instructions completed in the present epoch, while it lasts. */
  readonly completed: number;
  /** Completes the environment instruction at which the guest stands. */
  supply(value: EnvironmentValue): void;
  /** The end of an epoch: clocks, interrupts in order, then the interval timer if due by `ticks`. */
  deliver(interrupts: readonly Interrupt[], ticks: number): void;
  /** The tick at which the guest's interval timer is due next; Infinity if a timer interrupt would not end its rest. */
  timerDue(): number;
  /** How long the guest's timer tick seems to be, in ticks; Infinity while it has none. */
  timerTick(): number;
  /** Where the guest is. */
  place(): Place;
  /** Bytes of console input popped by the guest. */
  inputPopped(): number;
  /** Requests with a RESULT that await their interrupt, oldest first. */
  outstanding(): readonly Request[];
  /** A hash of the whole state: registers, RAM, TLB, devices, queues. Equal on both replicas at each epoch end. */
  hash(): string;
  /**
   * As {@link hash}, 64 bits of it, for every epoch's end: it costs what has changed since it was asked for last. That may be
   * all of memory: `pulse` is called every now and then.
   */
  stateHash(pulse?: () => void): bigint;
}
