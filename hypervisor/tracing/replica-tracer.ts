/**
 * Watches one replica: the events that its protocol takes, and the effects that it asks for. A batch leaves with each epoch,
 * so that little is lost when the replica is killed.
 */
import type { LinkAddress } from '../links/link-address.ts';
import { describeInterrupt, describeMessage, describeRequest, describeValue } from '../protocol/describe.ts';
import type { Effect } from '../protocol/effects.ts';
import type { Event } from '../protocol/events.ts';
import type { Message } from '../protocol/messages.ts';
import { type Kind, MAX_BATCH, MAX_TEXT, type Observation } from './observation.ts';

export interface ReplicaTracerOptions {
  readonly send: (batch: readonly Observation[]) => void;
  /** Microseconds since 1970. */
  readonly now: () => number;
}

export class ReplicaTracer {
  readonly #options: ReplicaTracerOptions;
  #batch: Observation[] = [];
  #epoch = 0;
  /** The epoch that was announced as the failover epoch. */
  #failoverEpoch: number | undefined;

  constructor(options: ReplicaTracerOptions) {
    this.#options = options;
  }

  /** The peer is to be reached here. */
  link(address: LinkAddress): void {
    this.#note('link', 0, linkName(address));
  }

  /** A joiner is there, and gets a copy of the state. */
  copies(): void {
    this.#note('copies');
  }

  /** Why the peer is taken for dead: said before the event. */
  peerLost(reason: string): void {
    this.#note('peer-lost', 0, reason);
  }

  /** The protocol is about to take this. */
  event(event: Event): void {
    switch (event.type) {
      case 'epoch-end':
        return this.#note('epoch-ends', event.completed, event.rest ? 'rest' : '');
      case 'output':
        return this.#note('output', event.request.id, describeRequest(event.request));
      case 'message':
        return this.#message('received', event.message);
      case 'term-won':
        return this.#note('wins-term', event.term);
      case 'term-refused':
        return this.#note('term-refused', event.term);
      default:
        // The others are seen by what they lead to.
        return;
    }
  }

  /** This is about to be performed. */
  effect(effect: Effect): void {
    switch (effect.type) {
      case 'supply':
        return this.#note('environment', 0, describeValue(effect.value));
      case 'deliver':
        for (const interrupt of effect.interrupts) this.#note('delivered', this.#epoch, describeInterrupt(interrupt));
        break;
      case 'start-epoch':
        this.#epoch = effect.epoch;
        this.#note('epoch-begins', effect.epoch, effect.epoch === this.#failoverEpoch ? 'failover' : '');
        return this.flush();
      case 'rest':
        return this.#note('rests');
      case 'send':
        return this.#message('sent', effect.message);
      case 'perform':
        return this.#note('performs', effect.request.id, describeRequest(effect.request));
      case 'claim-term':
        this.#note('claims-term', effect.term);
        // The bus should have heard of what led to the claim before it grants it.
        return this.flush();
      case 'transfer-state':
        return this.#note('pauses');
      case 'failover':
        this.#failoverEpoch = effect.epoch;
        return this.#note('fails-over', effect.epoch, `term ${effect.term}`);
      case 'promoted':
        for (const request of effect.uncertain) this.#note('uncertain', request.id, describeRequest(request));
        return this.#note('promoted', effect.epoch);
      case 'alone':
      case 'whole':
        return this.#note(effect.type, effect.epoch);
      case 'step-down':
        this.#note('steps-down', 0, effect.reason);
        return this.flush();
      default:
        return;
    }
  }

  /** Sends what has been noted. */
  flush(): void {
    if (this.#batch.length === 0) return;
    this.#options.send(this.#batch);
    this.#batch = [];
  }

  #message(way: 'sent' | 'received', message: Message): void {
    const { sequence, body } = message;
    if (body.type === 'heartbeat') return;
    if (body.type === 'ack') this.#note(`ack-${way}`, body.through, describeMessage(message));
    else this.#note(way, sequence, describeMessage(message));
  }

  #note(kind: Kind, number = 0, text = ''): void {
    this.#batch.push({ at: this.#options.now(), kind, number, text: text.slice(0, MAX_TEXT) });
    if (this.#batch.length >= MAX_BATCH) this.flush();
  }
}

/** The same for both sides of a link, and different for every other link. */
function linkName(address: LinkAddress): string {
  if ('accept' in address) return address.accept;
  if ('connect' in address) return address.name;
  return address.from.slice(0, address.from.lastIndexOf('/'));
}
