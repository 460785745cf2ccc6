/**
 * How a primary that is alone admits a joiner: it opens the link, meets the joiner, and copies its machine's state while
 * the guest goes on. It never waits: {@link Admission.tend} does a little at a time.
 */
import type { Handshake } from '../links/handshake.ts';
import type { Link } from '../links/link.ts';
import type { CopyableMachine } from '../monitor/machine-state-copy.ts';
import { Peer } from './peer.ts';
import { StateSender } from './state-sender.ts';

/** A link whose other side may not be there yet. */
export interface OpeningLink {
  readonly link: Link;
  /** Tries to open it; false if the other side isn't there yet. */
  open(): boolean;
}

export interface AdmissionOptions {
  readonly opening: OpeningLink;
  readonly machine: CopyableMachine;
  readonly handshake: Handshake;
  /** How long the joiner may be silent, in milliseconds. */
  readonly timeoutMs: number;
  /** In milliseconds. */
  readonly now: () => number;
}

/** How long a joiner may take to open its side of the link, in milliseconds. */
const OPENING_MS = 10_000;

export class Admission {
  readonly #options: AdmissionOptions;
  readonly #deadline: number;
  #peer: Peer | undefined;
  #sender: StateSender | undefined;
  #failed: string | undefined;

  constructor(options: AdmissionOptions) {
    this.#options = options;
    this.#deadline = options.now() + OPENING_MS;
  }

  /** Why the joiner is given up, in words, or undefined. Final. */
  get failedBecause(): string | undefined {
    return this.#failed;
  }

  /** Has the joiner so much of the state that the rest can follow in a short pause? */
  get ready(): boolean {
    return this.#sender?.nearlyDone ?? false;
  }

  /** How far the copy of the state has come; undefined before it has begun. */
  get progress(): { readonly round: number; readonly pagesLeft: number } | undefined {
    return this.#sender;
  }

  /** Does the next step. True if there was something to do. */
  tend(): boolean {
    if (this.#failed !== undefined) return false;
    if (this.#peer) return this.#tendPeer(this.#peer);
    const { opening, handshake, timeoutMs, now } = this.#options;
    if (this.#open()) this.#peer = new Peer({ link: opening.link, handshake, timeoutMs, now });
    else if (now() > this.#deadline) this.#failed ??= 'it has not come';
    return this.#peer !== undefined;
  }

  /** Whatever is wrong with the link to a joiner must not harm the primary. */
  #open(): boolean {
    try {
      return this.#options.opening.open();
    } catch (error) {
      this.#failed = error instanceof Error ? error.message : String(error);
      return false;
    }
  }

  /** Hangs up on a joiner that has come to nothing. */
  close(): void {
    this.#options.opening.link.close();
  }

  /** Sends what is left of the state, as the guest stands between two epochs, and hands over the peer. */
  finish(): Peer {
    if (!this.#peer || !this.#sender) throw new Error('the joiner has not been met');
    this.#sender.finish();
    return this.#peer;
  }

  #tendPeer(peer: Peer): boolean {
    for (let message = peer.receive(); message; message = peer.receive()) {
      if (message.body.type !== 'heartbeat') this.#failed = `it says ${message.body.type} before it has the state`;
    }
    peer.tend();
    this.#failed ??= peer.lostBecause;
    if (this.#failed !== undefined || !peer.met || !peer.flush()) return false;
    this.#sender ??= new StateSender(this.#options.machine, (frame) => peer.sendState(frame));
    if (this.#sender.nearlyDone) return false;
    this.#sender.work();
    peer.flush();
    return true;
  }
}
