/**
 * How a replica meets its peer: it opens the link, as soon as the other side is there, and both prove that they know the
 * secret. It never waits, {@link Meeting.tend} does a little at a time; and it does not go on for ever.
 */
import type { Handshake } from '../links/handshake.ts';
import type { Link } from '../links/link.ts';
import { NOT_COME } from '../words/replicas.ts';
import { messageOf } from '../words/run.ts';
import { Peer, type PeerOptions } from './peer.ts';

/** A link whose other side may not be there yet. */
export interface OpeningLink {
  readonly link: Link;
  /** Tries to open it; false if the other side isn't there yet. */
  open(): boolean;
}

export interface MeetingOptions extends Omit<PeerOptions, 'link' | 'handshake'> {
  readonly opening: OpeningLink;
  readonly handshake: Handshake;
  /** How long the peer may take to come, and then to prove itself, in milliseconds. */
  readonly birthMs: number;
}

export class Meeting {
  readonly #options: MeetingOptions;
  readonly #deadline: number;
  #peer: Peer | undefined;

  constructor(options: MeetingOptions) {
    this.#options = options;
    this.#deadline = options.now() + options.birthMs;
  }

  /** Does the next step: the peer once it has proved itself, why there will be none, in words, or undefined. */
  tend(): Peer | string | undefined {
    try {
      this.#peer ??= this.#open();
    } catch (error) {
      // Whatever is wrong with a link to somebody new must not harm a primary.
      return messageOf(error);
    }
    if (!this.#peer) return this.#options.now() > this.#deadline ? NOT_COME : undefined;
    if (!this.#peer.met) {
      this.#peer.receive();
      this.#peer.tend();
    }
    return this.#peer.met ? this.#peer : this.#peer.lostBecause;
  }

  #open(): Peer | undefined {
    const { opening, ...options } = this.#options;
    return opening.open() ? new Peer({ ...options, link: opening.link }) : undefined;
  }
}
