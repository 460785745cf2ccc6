/**
 * What a protocol machine asks of its replica, to be performed strictly in the order given: for one, `send` before
 * `perform` means that the message must be on its way before the bus is asked.
 */
import type { Request } from '../../emulator/devices/device.ts';
import type { EnvironmentQuery, EnvironmentValue } from '../../emulator/environment.ts';
import type { Interrupt, Message } from './messages.ts';

export type Effect =
  // To the guest.
  /** Complete the environment instruction with this value, then go on. */
  | { readonly type: 'supply'; readonly value: EnvironmentValue }
  /** Go on after an output. */
  | { readonly type: 'resume' }
  /**
   * At the end of an epoch: set the clocks to `ticks`, apply the interrupts in this order, then raise the interval timer
   * if it is due by `ticks`.
   */
  | { readonly type: 'deliver'; readonly interrupts: readonly Interrupt[]; readonly ticks: number }
  /** Run the next epoch: it ends right after `limit` completed instructions at the latest. */
  | { readonly type: 'start-epoch'; readonly epoch: number; readonly limit: number }
  /**
   * The epoch that runs ends after the guest's next instruction: there is something to deliver (footnote 4), or it has drawn
   * as many environment values as an epoch may.
   */
  | { readonly type: 'end-epoch-early' }
  /** The guest rests and there is nothing to deliver: sleep until the next event, or until its timer is due. */
  | { readonly type: 'rest' }
  // To the replica's own clock and devices.
  /** Read the environment, and answer with an `environment-value` event. Positions are asked of the bus. */
  | { readonly type: 'read-environment'; readonly query: EnvironmentQuery }
  // To the peer.
  | { readonly type: 'send'; readonly message: Message }
  /** The guest stands at the beginning of an epoch: send the joiner what it does not have yet of the machine's state. */
  | { readonly type: 'transfer-state' }
  // To the bus.
  | { readonly type: 'perform'; readonly term: number; readonly request: Request }
  /** Take `term` by test-and-set; answered by `term-won` or `term-refused`. */
  | { readonly type: 'claim-term'; readonly term: number }
  /** Input bytes below `through` are safe in every living replica. (The bus forgets those that the guest has popped, too.) */
  | { readonly type: 'acknowledge-input'; readonly through: number }
  /** A new primary: send input from number `from` on. */
  | { readonly type: 'ask-input'; readonly from: number }
  // News, for people; the bus acts on `whole`.
  /** P7: this replica runs `epoch` as the failover epoch. */
  | { readonly type: 'failover'; readonly epoch: number; readonly term: number }
  /** P8: promoted at the end of the failover epoch `epoch`; `uncertain` are the requests that got an uncertain interrupt. */
  | { readonly type: 'promoted'; readonly epoch: number; readonly term: number; readonly uncertain: readonly Request[] }
  /** The joiner has everything, from the beginning of `epoch`: it is the backup now, and may claim the term after this. */
  | { readonly type: 'whole'; readonly epoch: number; readonly term: number }
  /** The primary goes on alone, holding `term`. */
  | { readonly type: 'alone'; readonly epoch: number; readonly term: number }
  /** This replica has no part in the pair any more (it lost the race for the term). */
  | { readonly type: 'step-down'; readonly reason: string };
