/**
 * What primary and backup say to each other: one closed union, carried over a FIFO link (../links). The codec is in
 * codec.ts. Rule numbers are the SOSP paper's.
 */
import type { Completion } from '../../emulator/devices/device.ts';
import type { EnvironmentValue } from '../../emulator/environment.ts';
import type { Moment } from '../../emulator/time-of-day.ts';

/** An interrupt as the primary relays it, with the data it brings. */
export type Interrupt =
  /** An I/O operation has completed (IO1). */
  | { readonly type: 'completion'; readonly completion: Completion }
  /** Console input: `bytes` are number `from` and following of the input stream; `end`: the stream has ended there. */
  | { readonly type: 'input'; readonly from: number; readonly bytes: Uint8Array; readonly end: boolean };

export type Body =
  /** P0: the value of an environment instruction that the primary executed in `epoch`. */
  | { readonly type: 'environment'; readonly epoch: number; readonly value: EnvironmentValue }
  /** P1: an interrupt that arrived at the primary in `epoch`; buffered by both until that epoch's end. */
  | { readonly type: 'interrupt'; readonly epoch: number; readonly interrupt: Interrupt }
  /** P2: [Tme_p], the primary's interval timer in ticks at the end of `epoch`. */
  | { readonly type: 'time'; readonly epoch: number; readonly ticks: number }
  /**
   * P2: [end, E]. `completed` is the number of instructions completed in `epoch`, so the backup can end it there too.
   * `hash`, if states are compared: 64 bits, of the primary's state after those instructions, before P2 delivers.
   */
  | {
      readonly type: 'end';
      readonly epoch: number;
      readonly completed: number;
      readonly rest: boolean;
      readonly hash?: bigint;
    }
  /** P4 and after: the backup has received every message up to number `through`. Not acknowledged itself. */
  | { readonly type: 'ack'; readonly through: number }
  /** Says "I am alive" when there is nothing else to say. */
  | { readonly type: 'heartbeat' }
  /**
   * To a joiner, the first message that is no heartbeat: behind the state of the primary's machine, which stands at the
   * beginning of `epoch`, what the protocol itself has to remember then.
   */
  | {
      readonly type: 'snapshot';
      readonly epoch: number;
      readonly term: number;
      /** The latest times that the guest has seen: guest-clock.ts. */
      readonly ticks: number;
      readonly timeOfDay?: Moment;
      /** The number of the first byte of console input not taken yet; `inputEnded`: there will be none. */
      readonly input: number;
      readonly inputEnded: boolean;
    };

/**
 * A message with its number: `sequence` counts the sender's messages from 1; a gap means a lost link. Acknowledgements
 * and heartbeats stand outside the numbering and carry 0: an ack is cumulative, so a replica's runner may leave out all
 * but the last of several, and it may send heartbeats without asking the protocol.
 */
export interface Message {
  readonly sequence: number;
  readonly body: Body;
}
