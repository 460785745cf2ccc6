/**
 * What the stages of a replica in the protocol have in common, each a state machine of its own: the joiner, the backup, the
 * failover epoch, and the primary.
 */
import type { Rollback } from '../../emulator/checkpoint.ts';
import type { Effect } from './effects.ts';
import type { Event } from './events.ts';
import type { VariantName } from './variants.ts';

/** What both replicas of a pair must agree on. */
export interface ProtocolOptions {
  readonly variant: VariantName;
  /** EL: instructions in an epoch that nothing ends early; at least 1. */
  readonly epochLength: number;
  /** Footnote 4: an epoch ends before its EL-th instruction when there is something to deliver to the guest. */
  readonly earlyEnds: boolean;
  /** Environment values after which an epoch ends in any case, early if need be; {@link MAX_VALUES} unless given. */
  readonly maxValues?: number;
}

/**
 * The backup keeps an epoch's values until it runs that epoch, and each costs both machines as much as a hundred instructions: so
 * an epoch of a guest that does nothing but look at a clock would be long, whatever its instructions.
 */
export const MAX_VALUES = 1024;

/**
 * What becomes of the next that the peer says: somebody waits for it, and it comes *soon*; it is work, whenever it comes, perhaps
 * not for *long*; or *nothing* depends on it for now. How a replica waits is a matter of this alone, what it does is not.
 */
export type Awaited = 'soon' | 'long' | 'nothing';

export interface Stage {
  readonly role: 'primary' | 'backup';
  /** The epoch that the guest runs, or begins next. */
  readonly epoch: number;
  /** The term under which this replica acts, or the primary's. */
  readonly term: number;
  readonly awaitsPeer: Awaited;
  /** The stage that takes over from here; its {@link start} comes next. */
  readonly successor: Stage | undefined;
  /** The effects with which this stage takes up its work. */
  start(): Effect[];
  /** Takes `event`, which came when the replica's own interval timer showed `now` ticks. */
  step(event: Event, now: number): Effect[];
  /** Of a stage that a run may go back to: see emulator/checkpoint.ts. */
  checkpoint?(): Rollback;
}
