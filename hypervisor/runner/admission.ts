/**
 * How a primary that is alone admits a joiner: it meets it, and copies its machine's state while the guest goes on. It never
 * waits: {@link Admission.tend} does a little at a time.
 */
import type { CopyableMachine } from '../monitor/machine-state-copy.ts';
import { saysBeforeState } from '../words/replicas.ts';
import { Meeting, type MeetingOptions } from './meeting.ts';
import type { Peer } from './peer.ts';
import { StateSender } from './state-sender.ts';

/**
 * How often a frame is tried to be sent before the guest gets its turn: the joiner is most often about to take it. So copying
 * gets a good part of the time even if the guest's turns are long.
 */
const TRIES = 8;

export interface AdmissionOptions extends MeetingOptions {
  readonly machine: CopyableMachine;
  /** Pages that may be left for the pause: see state-sender.ts. */
  readonly fewPages?: number;
}

export class Admission {
  readonly #options: AdmissionOptions;
  readonly #meeting: Meeting;
  #peer: Peer | undefined;
  #sender: StateSender | undefined;
  #failed: string | undefined;

  constructor(options: AdmissionOptions) {
    this.#options = options;
    this.#meeting = new Meeting(options);
  }

  /** Why the joiner is given up, in words, or undefined. Final. */
  get failedBecause(): string | undefined {
    return this.#failed;
  }

  /** Has the joiner so much of the state that the rest can follow in a short pause? It stays so. */
  get ready(): boolean {
    return this.#sender?.nearlyDone ?? false;
  }

  /** How far the copy of the state has come; undefined before it has begun. */
  get progress(): { readonly round: number; readonly pagesLeft: number } | undefined {
    return this.#sender;
  }

  /** Instructions that the guest may run before the next {@link tend}, lest it stores to more than is copied. */
  get allowance(): number {
    return this.#sender?.allowance ?? Infinity;
  }

  /** Does the next step. True if there was something to do. */
  tend(): boolean {
    if (this.#failed !== undefined) return false;
    if (this.#peer) return this.#tendPeer(this.#peer);
    const met = this.#meeting.tend();
    if (typeof met === 'string') this.#failed = met;
    else this.#peer = met;
    return this.#peer !== undefined;
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

  /** Nothing is queued before what was queued earlier has left: so there is never more than a frame. */
  #tendPeer(peer: Peer): boolean {
    for (let message = peer.receive(); message; message = peer.receive()) {
      if (message.body.type !== 'heartbeat') this.#failed = saysBeforeState(message.body.type);
    }
    peer.tend();
    this.#failed ??= peer.lostBecause;
    if (this.#failed !== undefined) return false;
    const { machine, fewPages } = this.#options;
    this.#sender ??= new StateSender(machine, (frame) => peer.sendState(frame), fewPages);
    this.#sender.countStores();
    let frames = 0;
    for (let tries = 0; tries < TRIES; tries += 1) {
      if (!peer.flush()) continue;
      if (!this.#sender.work()) break;
      frames += 1;
    }
    peer.flush();
    return frames > 0;
  }
}
