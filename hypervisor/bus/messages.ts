/**
 * What a replica and the bus (hvrun itself) say to each other: two closed unions, carried over a socket pair. The codec
 * is in codec.ts.
 */
import type { Place } from '../../emulator/report/place.ts';
import type { Completion, Request } from '../../emulator/devices/device.ts';
import type { PositionQuery } from '../../emulator/environment.ts';
import type { Part } from '../recording/epoch-recorder.ts';
import type { Observation } from '../tracing/observation.ts';
import type { LinkAddress } from '../links/link-address.ts';
import type { ReplicaConfiguration } from './configuration.ts';

/** Where a replica stands. */
export interface ReplicaStatus {
  readonly type: 'status';
  /** The epoch that its guest runs, or begins next; of a joiner without a guest, 1. */
  readonly epoch: number;
  /** Where its guest is, for people. */
  readonly place: Place;
  /** Of a primary: by how much its backup is behind its last whole epoch, in epochs and in instructions. */
  readonly leadEpochs: number;
  readonly leadInstructions: number;
  /** Of a primary that admits a joiner: the round of copying its pages, and those left in it; round 0: it doesn't. */
  readonly copyRound: number;
  readonly copyPages: number;
  /** What its engine has done, in lines for people. */
  readonly engine: string;
}

export type ToBus =
  /** The answer to `challenge`. */
  | { readonly type: 'hello'; readonly proof: Uint8Array }
  /** The machine is powered on, and the link to its peer (if it is to have one) stands in both directions. */
  | { readonly type: 'ready' }
  /** In place of `ready`: this guest can't be booted; the reason is for people. */
  | { readonly type: 'unbootable'; readonly reason: string }
  /** Perform an operation, which the guest commanded in `epoch`; refused unless the sender holds `term`. */
  | { readonly type: 'perform'; readonly term: number; readonly epoch: number; readonly request: Request }
  /** Test-and-set; answered by `term-won` or `term-refused`. */
  | { readonly type: 'claim-term'; readonly term: number }
  /** Answered by `position`. */
  | { readonly type: 'ask-position'; readonly query: PositionQuery }
  /** Input before number `through` is safe in every living replica, and the guest has popped it: more may be sent. */
  | { readonly type: 'acknowledge-input'; readonly through: number }
  /** A new primary wants the input from number `from` on. */
  | { readonly type: 'ask-input'; readonly from: number }
  // News, for people and for --kill.
  /** The epoch of which the configuration wants a report begins. */
  | { readonly type: 'epoch-begun'; readonly epoch: number }
  /** Why the sender takes its peer for dead: words for people. */
  | { readonly type: 'peer-lost'; readonly reason: string }
  /** P7: `epoch` is the failover epoch. */
  | { readonly type: 'failover'; readonly epoch: number; readonly term: number }
  /** The guest is about to get an uncertain interrupt for this request: P8, between `failover` and `promoted`; or the world's. */
  | { readonly type: 'uncertain'; readonly request: Request }
  | { readonly type: 'promoted'; readonly epoch: number; readonly term: number }
  | { readonly type: 'alone'; readonly epoch: number; readonly term: number }
  | { readonly type: 'step-down'; readonly reason: string }
  /** The joiner has all of the state, from the beginning of `epoch` on: it is the backup, and may claim the next term. */
  | { readonly type: 'whole'; readonly epoch: number; readonly term: number }
  /**
   * From another host, in place of `hello`: TLS has proved already that the sender knows the secret. Its version, its
   * process, and the HOST:PORT at which it waits for a peer; a host of 0.0.0.0 or :: is the one from which it calls.
   */
  | { readonly type: 'announce'; readonly version: string; readonly pid: number; readonly listen: string }
  /** The guest's timer ticks every `tick` ticks of CR 16, and epochs take `length`, which is longer. */
  | { readonly type: 'long-epochs'; readonly length: number; readonly tick: number }
  /** The answer to `ask-status`. */
  | ReplicaStatus
  /** Lines of the trace of instructions that the configuration wants. */
  | { readonly type: 'traced'; readonly text: string }
  /** What the sender tells of itself, if the run is watched. */
  | { readonly type: 'observed'; readonly observations: readonly Observation[] }
  /** What entered the guest, if the run is recorded. */
  | Part;

export type ToReplica =
  /** The first message: prove that you know the session's secret. */
  | { readonly type: 'challenge'; readonly nonce: Uint8Array }
  | { readonly type: 'configuration'; readonly configuration: ReplicaConfiguration }
  /** A piece of the guest's executable file; `last` ends it. */
  | { readonly type: 'image'; readonly bytes: Uint8Array; readonly last: boolean }
  /** Every replica is ready: the guest runs. */
  | { readonly type: 'start' }
  /** An operation that the receiver commanded in `term` is over; for one without a RESULT: confirmed. */
  | { readonly type: 'completion'; readonly term: number; readonly completion: Completion }
  | { readonly type: 'input'; readonly from: number; readonly bytes: Uint8Array; readonly end: boolean }
  | { readonly type: 'position'; readonly query: PositionQuery; readonly position: number }
  /** The receiver holds `term`: every command of older terms has finished. */
  | { readonly type: 'term-won'; readonly term: number }
  /** Somebody else holds `term`, or nobody may hold one any more. */
  | { readonly type: 'term-refused'; readonly term: number }
  /** To a primary that is alone: a joiner waits at the other side of `link`. */
  | { readonly type: 'join'; readonly link: LinkAddress }
  /** To another host: the receiver is not needed any more. `over`: because the run is over. The bus has hung up. */
  | { readonly type: 'dismissed'; readonly over: boolean; readonly reason: string }
  /** Where do you stand? Answered by `status`. */
  | { readonly type: 'ask-status' };
