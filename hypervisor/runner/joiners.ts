/**
 * The joiners of a replica that is a primary alone: whom the bus announces is approached and admitted, one at a time, and
 * given up if that comes to nothing. What the replica must do about it is said by calls.
 */
import type { Rollback } from '../../emulator/checkpoint.ts';
import type { Handshake } from '../links/handshake.ts';
import type { LinkAddress } from '../links/link-address.ts';
import type { CopyableMachine } from '../monitor/machine-state-copy.ts';
import { Admission } from './admission.ts';
import type { OpeningLink } from './meeting.ts';
import type { Peer } from './peer.ts';

/** What a joiner's admission needs to know of this replica's process. */
export interface JoinerOptions {
  readonly openLink: (address: LinkAddress) => OpeningLink;
  readonly handshake: () => Handshake;
  /** How long a joiner may be silent, in milliseconds of {@link now}, and how long until it has proved itself. */
  readonly timeoutMs: number;
  readonly birthMs: number;
  readonly fewPages?: number;
  readonly now: () => number;
}

/** What the replica is told. */
export interface JoinerEvents {
  /** One is approached through this link. */
  readonly approached: (link: LinkAddress) => void;
  /** It has so much of the state that the rest can follow in a short pause. */
  readonly ready: () => void;
  /** It is given up; why, in words. */
  readonly failed: (reason: string) => void;
  /** One that was {@link ready} is gone. */
  readonly gone: () => void;
}

export class Joiners {
  readonly #options: JoinerOptions;
  readonly #machine: CopyableMachine;
  readonly #events: JoinerEvents;
  /** Where one waits that has not been approached. */
  #waitsAt: LinkAddress | undefined;
  #admission: Admission | undefined;
  #readyTold = false;

  /** `machine`: whose state they get. */
  constructor(options: JoinerOptions, machine: CopyableMachine, events: JoinerEvents) {
    this.#options = options;
    this.#machine = machine;
    this.#events = events;
  }

  /** Is one being admitted? */
  get present(): boolean {
    return this.#admission !== undefined;
  }

  /** Instructions that the guest may run before the next {@link tend}. */
  get allowance(): number {
    return this.#admission?.allowance ?? Infinity;
  }

  /** As long as none is being admitted. */
  checkpoint(): Rollback {
    const state = [this.#waitsAt, this.#admission, this.#readyTold] as const;
    return () => void ([this.#waitsAt, this.#admission, this.#readyTold] = state);
  }

  /** How far the copy of the state has come; undefined before it has begun. */
  get progress(): Admission['progress'] {
    return this.#admission?.progress;
  }

  /** One waits at the other side of `link`. */
  announce(link: LinkAddress): void {
    this.#waitsAt = link;
  }

  /** A little of an admission, if one is there. True if it got on. */
  tend(): boolean {
    if (this.#waitsAt) this.#approach(this.#waitsAt);
    const admission = this.#admission;
    if (!admission) return false;
    const gotOn = admission.tend();
    if (admission.failedBecause !== undefined) {
      this.#events.failed(admission.failedBecause);
      this.#forget();
    } else if (admission.ready && !this.#readyTold) {
      this.#readyTold = true;
      this.#events.ready();
    }
    return gotOn;
  }

  /** Sends what is left of the state, as the guest stands between two epochs, and hands over the peer. */
  finish(): Peer | undefined {
    const peer = this.#admission?.finish();
    this.#admission = undefined;
    this.#readyTold = false;
    return peer;
  }

  #approach(link: LinkAddress): void {
    // Whoever was being admitted is gone: the bus announces nobody else before.
    this.#forget();
    const { openLink, handshake, ...times } = this.#options;
    this.#admission = new Admission({
      opening: openLink(link),
      machine: this.#machine,
      handshake: handshake(),
      ...times,
    });
    this.#waitsAt = undefined;
    this.#events.approached(link);
  }

  #forget(): void {
    if (this.#readyTold) this.#events.gone();
    this.#readyTold = false;
    this.#admission?.close();
    this.#admission = undefined;
  }
}
