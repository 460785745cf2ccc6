/**
 * How a primary that is alone admits a joiner: it opens the link, meets the joiner, and copies its machine's state while
 * the guest goes on. It never waits: {@link Admission.tend} does a little at a time.
 */
import { Handshake } from '../links/handshake.ts';
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
  readonly secret: Uint8Array;
  /** How long the joiner may be silent, in milliseconds. */
  readonly timeoutMs: number;
  /** In milliseconds. */
  readonly now: () => number;
}

/** How long a joiner may take to open its side and to prove itself, in milliseconds. */
const MEETING_MS = 10_000;

export class Admission {
  readonly #options: AdmissionOptions;
  readonly #handshake: Handshake;
  readonly #deadline: number;
  #open = false;
  #copying: { readonly peer: Peer; readonly sender: StateSender } | undefined;
  #failed: string | undefined;

  constructor(options: AdmissionOptions) {
    this.#options = options;
    this.#handshake = new Handshake(options.secret, 'primary', 'backup');
    this.#deadline = options.now() + MEETING_MS;
  }

  /** Why the joiner is given up, in words, or undefined. Final. */
  get failedBecause(): string | undefined {
    return this.#failed;
  }

  /** Has the joiner so much of the state that the rest can follow in a short pause? */
  get ready(): boolean {
    return this.#copying?.sender.nearlyDone ?? false;
  }

  /** Does the next step. True if there was something to do. */
  tend(): boolean {
    if (this.#failed !== undefined) return false;
    if (this.#copying) return this.#copy(this.#copying);
    if (this.#options.now() > this.#deadline) this.#failed = 'it did not prove itself in time';
    else if (this.#open) return this.#meet();
    else if (this.#options.opening.open()) {
      this.#open = true;
      this.#sendFrame(this.#handshake.challenge());
      return true;
    }
    return false;
  }

  /** Sends what is left of the state, as the guest stands before the epoch after `epoch`, and hands over the peer. */
  finish(epoch: number): Peer {
    if (!this.#copying) throw new Error('the joiner has not been met');
    const { peer, sender } = this.#copying;
    sender.finish();
    peer.begins(epoch);
    return peer;
  }

  #meet(): boolean {
    const { link } = this.#options.opening;
    const frame = link.receive();
    if (frame === undefined) {
      if (link.ended()) this.#failed = 'its link is closed';
      return false;
    }
    const answer = this.#handshake.take(frame);
    if (answer === 'impostor') this.#failed = 'it does not know the secret';
    else if (answer === 'known') this.#beginCopy(link);
    else this.#sendFrame(answer);
    return true;
  }

  #beginCopy(link: Link): void {
    const { timeoutMs, now, machine } = this.#options;
    const peer = new Peer({ link, timeoutMs, now });
    this.#copying = { peer, sender: new StateSender(machine, (frame) => peer.sendState(frame)) };
  }

  #copy({ peer, sender }: { readonly peer: Peer; readonly sender: StateSender }): boolean {
    for (let message = peer.receive(); message; message = peer.receive()) {
      if (message.body.type !== 'heartbeat') this.#failed = `it says ${message.body.type} before it has the state`;
    }
    peer.tend();
    this.#failed ??= peer.lostBecause;
    if (this.#failed !== undefined || !peer.flush() || sender.nearlyDone) return false;
    sender.work();
    peer.flush();
    return true;
  }

  #sendFrame(frame: Uint8Array): void {
    const { link } = this.#options.opening;
    link.send(frame);
    link.flush();
  }
}
