/** Who watches a run: what the bus sees and does, and what the replicas tell of themselves. */
import type { Completion, Request } from '../../emulator/devices/device.ts';
import type { Seat } from '../seat.ts';
import type { Observation } from './observation.ts';

export type BusEvent =
  /** A replica's process is started, to begin in this role. */
  | { readonly type: 'replica'; readonly seat: Seat; readonly role: string; readonly pid: number | string }
  /** All are ready: the guest runs. */
  | { readonly type: 'start' }
  /** `number`: of a command with a RESULT, by which --kill knows it. */
  | { readonly type: 'command'; readonly term: number; readonly request: Request; readonly number: number | undefined }
  | { readonly type: 'completed'; readonly term: number; readonly request: Request; readonly completion: Completion }
  /** A command or a claim of another term than the one there is. */
  | { readonly type: 'refused'; readonly seat: Seat; readonly term: number }
  /** `seat` has taken `term`; it is told when the commands of older terms are over. */
  | { readonly type: 'term'; readonly seat: Seat; readonly term: number }
  | { readonly type: 'term-told'; readonly seat: Seat; readonly term: number }
  /** The bus ends a replica. */
  | { readonly type: 'kill'; readonly seat: Seat }
  | { readonly type: 'gone'; readonly seat: Seat; readonly how: string }
  | { readonly type: 'joining'; readonly seat: Seat }
  | { readonly type: 'whole'; readonly seat: Seat; readonly epoch: number }
  /** Input was typed; `end`: there will be no more. */
  | { readonly type: 'input'; readonly bytes: number; readonly end: boolean }
  | { readonly type: 'exit'; readonly status: number; readonly epoch: number };

export interface PairObserver {
  /** This happens now. */
  bus(event: BusEvent): void;
  /** The replica in `seat` tells this, a little late. */
  replica(seat: Seat, observations: readonly Observation[]): void;
  /** The run is over. */
  close(): void;
}
