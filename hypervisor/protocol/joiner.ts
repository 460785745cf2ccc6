/**
 * The joiner: a machine without a guest, which awaits the primary's state to become its backup. (The paper has no such
 * rule: its pair ends with the first failure.) The state itself is carried by the replicas' runners; the protocol's
 * stream to the joiner begins with the snapshot, its message number 1.
 */
import { NO_STATE, strangeStream } from '../words/divergence.ts';
import { Backup } from './backup.ts';
import { TakenInput } from './taken-input.ts';
import type { Effect } from './effects.ts';
import type { Event } from './events.ts';
import { GuestClock } from './guest-clock.ts';
import type { Stage, ProtocolOptions } from './stage.ts';
import type { Message } from './messages.ts';
import { Outstanding } from './outstanding.ts';

export class Joiner implements Stage {
  readonly role = 'backup';
  readonly awaitsPeer = 'soon';
  /** None yet. */
  readonly epoch = 0;
  readonly term: number;

  readonly #options: ProtocolOptions;
  #outstanding: Outstanding | undefined;
  #successor: Backup | undefined;

  constructor({ term, ...options }: ProtocolOptions & { readonly term: number }) {
    this.#options = options;
    this.term = term;
  }

  get successor(): Stage | undefined {
    return this.#successor;
  }

  start(): Effect[] {
    return [];
  }

  step(event: Event): Effect[] {
    switch (event.type) {
      case 'state-received':
        this.#outstanding = new Outstanding();
        for (const request of event.outstanding) this.#outstanding.issue(request);
        return [];
      case 'message':
        return this.#message(event.message);
      case 'peer-lost':
        return [{ type: 'step-down', reason: NO_STATE }];
      default:
        // There is no guest, and P3 holds.
        return [];
    }
  }

  #message({ sequence, body }: Message): Effect[] {
    if (body.type === 'heartbeat') return [];
    if (sequence !== 1 || body.type !== 'snapshot' || this.#outstanding === undefined) {
      return [{ type: 'step-down', reason: strangeStream(body.type) }];
    }
    this.#successor = new Backup({
      ...this.#options,
      term: body.term,
      joined: {
        epoch: body.epoch,
        clock: new GuestClock(body),
        input: new TakenInput(body.input, body.inputEnded),
        outstanding: this.#outstanding,
        received: sequence,
      },
    });
    return [];
  }
}
