/**
 * What happens to a replica's protocol machine: from its guest (through the monitor), from its peer, from the bus.
 * Every call `step(event, now)` also brings the replica's own interval timer `now`, in ticks; the machine reads no clock.
 */
import type { Completion, Request } from '../../emulator/devices/device.ts';
import type { EnvironmentQuery, EnvironmentValue } from '../../emulator/environment.ts';
import type { Message } from './messages.ts';

export type Event =
  // From the guest. It stands still until an effect lets it go on.
  /** Stands before an environment instruction; goes on after `supply`. */
  | { readonly type: 'environment'; readonly query: EnvironmentQuery }
  /** The answer to the effect `read-environment`. */
  | { readonly type: 'environment-value'; readonly value: EnvironmentValue }
  /** Has just completed an output instruction (COMMAND, DATA, SET, MOVE, EXIT); goes on after `resume`, never after EXIT. */
  | { readonly type: 'output'; readonly request: Request }
  /**
   * Stands at the end of its epoch after `completed` instructions; `rest`: before an idle hint that would rest. `hash`, if
   * the machines' states are compared: of its state there, before anything is delivered.
   */
  | { readonly type: 'epoch-end'; readonly completed: number; readonly rest: boolean; readonly hash?: bigint }
  // From the peer.
  | { readonly type: 'message'; readonly message: Message }
  /**
   * To a primary: the backup's guest has gone on behind the end of `epoch`, so if states are compared, its own was equal. Only
   * the last counts, and none before the guest's EXIT.
   */
  | { readonly type: 'backup-finished'; readonly epoch: number }
  /** The failure detector has given its verdict: link broken, gap, or silence. No message of the peer follows. */
  | { readonly type: 'peer-lost' }
  /**
   * To a primary alone: a joiner is there and has nearly all of this machine's state; the rest can follow at an epoch's
   * end. `peer-lost` may follow, as for a backup.
   */
  | { readonly type: 'joiner-ready' }
  /** To a joiner: its machine has the primary's state, with these operations outstanding. `snapshot` is the next message. */
  | { readonly type: 'state-received'; readonly outstanding: readonly Request[] }
  // From the bus.
  /** An operation of this term is over. For requests without a RESULT: confirmed. */
  | { readonly type: 'completion'; readonly term: number; readonly completion: Completion }
  | { readonly type: 'input'; readonly from: number; readonly bytes: Uint8Array; readonly end: boolean }
  /**
   * This replica holds `term` now, alone: every command of older terms has finished or been aborted. Completions of
   * commands that this replica itself gave under an older term come before this; none comes after.
   */
  | { readonly type: 'term-won'; readonly term: number }
  /** The answer to a claim, or to a command under an older term: the bus is in `term`, and it isn't this replica's. */
  | { readonly type: 'term-refused'; readonly term: number }
  // From the replica's own clock.
  /** The guest's interval timer is due, while it rests or runs. To be told once in an epoch. */
  | { readonly type: 'timer-due' };
