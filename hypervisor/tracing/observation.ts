/**
 * What a replica tells of itself while somebody watches (`--trace`, `--verbose`): what its protocol takes and asks for, with
 * the time. It travels to the bus in batches.
 */

export const KINDS = [
  /** The peer is reached through the link called `text`. */
  'link',
  /** Epoch `number` begins; `text`: "failover", if it is the failover epoch. */
  'epoch-begins',
  /** The guest stands at its end after `number` completed instructions; `text`: "rest", if it would rest. */
  'epoch-ends',
  /** The guest rests, until something is delivered. */
  'rests',
  /** Message `number` to the peer, or from it; for an ack, all messages through `number` are acknowledged. */
  'sent',
  'received',
  'ack-sent',
  'ack-received',
  /** An environment instruction gets this value. */
  'environment',
  /** An interrupt is delivered at the end of epoch `number`. */
  'delivered',
  /** The guest has commanded operation `number`. */
  'output',
  /** Operation `number` is on its way to the bus. */
  'performs',
  /** The peer is taken for dead. */
  'peer-lost',
  /** Term `number` is asked for, won, or somebody else's. */
  'claims-term',
  'wins-term',
  'term-refused',
  /** P7: epoch `number` is the failover epoch. */
  'fails-over',
  /** P8: operation `number` is uncertain; then, after epoch `number`, the replica is the primary. */
  'uncertain',
  'promoted',
  /** The primary goes on without a backup, in epoch `number`. */
  'alone',
  /** A joiner gets a copy of the state; then the guest pauses for the rest; it is the backup from epoch `number` on. */
  'copies',
  'pauses',
  'whole',
  'steps-down',
] as const;

export type Kind = (typeof KINDS)[number];

export interface Observation {
  /** Microseconds since 1970, by the clock of the replica's host. */
  readonly at: number;
  readonly kind: Kind;
  readonly number: number;
  /** For people; at most {@link MAX_TEXT} characters. */
  readonly text: string;
}

export const MAX_TEXT = 120;
/** Observations in a batch. */
export const MAX_BATCH = 256;

/** Microseconds since 1970, in steps that are fine enough for a trace, and comparable between processes of one host. */
export function microseconds(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1000);
}
