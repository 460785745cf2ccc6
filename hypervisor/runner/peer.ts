/**
 * The peer as the runner sees it: the protocol's messages over the fast link, and the frames that are the runners' own
 * affair: the handshake, a joiner's copy of the machine, and how far the backup has come, by which the primary keeps
 * its lead short.
 */
import { checkpointOf, type Rollback } from '../../emulator/checkpoint.ts';
import type { Handshake } from '../links/handshake.ts';
import type { Link } from '../links/link.ts';
import { ByteReader, Malformed } from '../wire/byte-reader.ts';
import { ByteWriter } from '../wire/byte-writer.ts';
import { decodeMessage, encodeMessage } from '../protocol/codec.ts';
import type { Message } from '../protocol/messages.ts';
import { FailureDetector } from '../links/failure-detector.ts';
import { LINK_CLOSED, sentNonsense, SILENT, STRANGER, strayFrame } from '../words/links.ts';
import { Lead } from './lead.ts';
import { STATE_FRAME, type StateReceiver } from './state-frames.ts';

/**
 * First bytes of the runners' own frames; the protocol's begin with its version, which is below 0x80. The handshake's are
 * in links/handshake.ts, those of a machine's state in state-frames.ts.
 */
const PROGRESS = 0x80;
const RUNNERS_OWN = 0x80;
/** After which a backup that has nothing else to say tells how far it has come, in milliseconds. */
const PROGRESS_MS = 0.25;

/** A peer that is awaited and silent for so long may be dying, in milliseconds; and so long it is until the next look. */
const SUSPICIOUS_MS = 1.5;
const LOOK_MS = 1;

export interface PeerOptions {
  readonly link: Link;
  readonly timeoutMs: number;
  /** How long it may be silent before it has proved itself, in milliseconds; `timeoutMs` unless given. */
  readonly birthMs?: number;
  /** The clock of the failure detector, in milliseconds. */
  readonly now: () => number;
  /** What the two prove to each other before anything else is said; absent if they know each other. */
  readonly handshake?: Handshake;
  /** Of a joiner: takes the frames of the primary's state. */
  readonly state?: StateReceiver;
}

export class Peer {
  readonly #link: Link;
  readonly #now: () => number;
  /** Until the peer has proved itself. */
  #handshake: Handshake | undefined;
  readonly #state: StateReceiver | undefined;
  readonly #timeoutMs: number;
  #detector: FailureDetector;
  #lastSent: number;
  #heldAck: Message | undefined;
  #heldProgress: number | undefined;
  #queued = false;
  #refused = false;
  #lostBecause: string | undefined;
  #lookedAt = 0;
  /** By how much this primary is ahead of the peer, its backup. */
  readonly lead = new Lead();
  #finished: number | undefined;

  constructor({ link, timeoutMs, birthMs = timeoutMs, now, handshake, state }: PeerOptions) {
    this.#link = link;
    this.#state = state;
    this.#now = now;
    this.#lastSent = now();
    this.#timeoutMs = timeoutMs;
    // A machine that is just starting may take its time.
    this.#detector = new FailureDetector(handshake ? birthMs : timeoutMs, this.#lastSent);
    this.#handshake = handshake;
    if (handshake) this.#sendAtOnce(handshake.challenge());
  }

  /** Has the peer proved that it knows the secret? Nothing may be sent before that. */
  get met(): boolean {
    return this.#handshake === undefined;
  }

  /** Of a joiner: has it got all of the primary's state? */
  get stateComplete(): boolean {
    return this.#state?.complete ?? false;
  }

  /** How long the peer has been sent nothing, in milliseconds. */
  get quietMs(): number {
    return this.#now() - this.#lastSent;
  }

  /** Did the peer not take all of what the last {@link flush} wrote? */
  get refused(): boolean {
    return this.#refused;
  }

  /** Of one that has been met, and sends no state. */
  checkpoint(): Rollback {
    const own = [this.#handshake, this.#detector, this.#lastSent, this.#heldAck, this.#heldProgress] as const;
    const more = [this.#queued, this.#refused, this.#lostBecause, this.#finished, this.#lookedAt] as const;
    const rollback = checkpointOf(this.#detector, this.lead);
    return () => {
      [this.#handshake, this.#detector, this.#lastSent, this.#heldAck, this.#heldProgress] = own;
      [this.#queued, this.#refused, this.#lostBecause, this.#finished, this.#lookedAt] = more;
      rollback();
    };
  }

  /** Why the peer counts as dead, in words, or undefined while it doesn't. Final. */
  get lostBecause(): string | undefined {
    return this.#lostBecause;
  }

  /** How long the link may stay as it is before {@link tend} has something to do, in milliseconds. */
  get patienceMs(): number {
    return this.#refused ? 1 : this.#detector.patienceMs;
  }

  /** Queues a message. Acks are cumulative, so of several in a row the last one is enough. */
  send(message: Message): void {
    this.#queued = true;
    if (message.body.type === 'ack') {
      this.#heldAck = message;
    } else {
      this.#sendHeldAck();
      this.#link.send(encodeMessage(message));
    }
  }

  /**
   * Tells a primary that this backup has finished `epoch`, and found its state equal if they are compared: with what is told next,
   * or when there is nothing else to do, or after a while.
   */
  sendProgress(epoch: number): void {
    this.#heldProgress = epoch;
  }

  /** The last epoch that the peer, a backup, has finished, if it has finished one since this was asked last. */
  takeFinished(): number | undefined {
    const finished = this.#finished;
    this.#finished = undefined;
    return finished;
  }

  /** Queues a frame of the machine's state (state-frames.ts). */
  sendState(frame: Uint8Array): void {
    this.#link.send(frame);
    this.#queued = true;
  }

  /** Is something queued that is not to wait? */
  get urgent(): boolean {
    return this.#queued;
  }

  /** Puts what is queued on its way. False if the peer does not take it now. */
  flush(): boolean {
    if ((!this.#queued && this.#heldProgress === undefined) || this.#lostBecause !== undefined) return true;
    this.#sendHeldAck();
    this.#sendHeldProgress();
    this.#lastSent = this.#now();
    this.#refused = !this.#link.flush();
    this.#queued = this.#refused;
    return !this.#refused;
  }

  /** Hangs up, for good. */
  close(): void {
    this.#link.close();
  }

  /** The next message of the protocol, or undefined if none is there, or the peer has just been met. */
  receive(): Message | undefined {
    while (this.#lostBecause === undefined) {
      const frame = this.#link.receive();
      if (frame === undefined) return undefined;
      if (this.#handshake) {
        this.#meet(this.#handshake, frame);
        if (this.met) return undefined;
        continue;
      }
      if (frame[0] >= RUNNERS_OWN) {
        this.#takeOwn(frame);
        continue;
      }
      const message = decodeMessage(frame);
      if (!(message instanceof Malformed)) return message;
      this.#lose(sentNonsense(message.message));
    }
    return undefined;
  }

  /**
   * What time demands: a heartbeat if nothing was sent for a while, and the verdict if the peer has gone or is silent for
   * too long. To be called often, and after {@link receive} has given all there is.
   */
  tend(): void {
    if (this.#lostBecause !== undefined) return;
    if (this.#link.ended()) this.#lose(LINK_CLOSED);
    else if (this.#detector.silent(this.#link.arrived(), this.#now())) this.#lose(SILENT);
    else this.sayAlive();
  }

  /** The peer's next words are awaited soon: {@link tend} finds that it has gone, if it is dying and its host hasn't told so yet. */
  suspect(): void {
    if (this.#detector.silentMs < SUSPICIOUS_MS) return;
    const now = this.#now();
    if (now - this.#lookedAt < LOOK_MS) return;
    this.#lookedAt = now;
    this.#link.endIfExiting?.();
  }

  /** A heartbeat if nothing was sent for a while: whoever has much to do before the next {@link tend} calls this often. */
  sayAlive(): void {
    if (this.#lostBecause !== undefined || !this.met) return;
    if (this.#heldProgress !== undefined && this.quietMs > PROGRESS_MS) this.flush();
    if (this.quietMs < this.#detector.heartbeatMs) return;
    this.send({ sequence: 0, body: { type: 'heartbeat' } });
    this.flush();
  }

  #meet(handshake: Handshake, frame: Uint8Array): void {
    const answer = handshake.take(frame);
    if (answer === 'impostor') this.#lose(STRANGER);
    else if (answer === 'known') this.#becomeMet();
    else this.#sendAtOnce(answer);
  }

  #becomeMet(): void {
    this.#handshake = undefined;
    this.#detector = new FailureDetector(this.#timeoutMs, this.#now());
  }

  #sendAtOnce(frame: Uint8Array): void {
    this.#link.send(frame);
    this.#queued = true;
    this.flush();
  }

  #takeOwn(frame: Uint8Array): void {
    try {
      if (frame[0] === PROGRESS) this.#takeProgress(new ByteReader(frame));
      else if (isStateFrame(frame) && this.#state) this.#takeState(this.#state, frame);
      else throw new Malformed(strayFrame(frame[0]));
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      this.#lose(sentNonsense(error.message));
    }
  }

  /** A state can be a gigabyte, and all of it there to be received. */
  #takeState(state: StateReceiver, frame: Uint8Array): void {
    state.take(frame);
    this.sayAlive();
  }

  #takeProgress(reader: ByteReader): void {
    reader.u8();
    const epoch = reader.u53();
    reader.end();
    this.lead.finished(epoch);
    this.#finished = epoch;
  }

  #sendHeldAck(): void {
    if (!this.#heldAck) return;
    this.#link.send(encodeMessage(this.#heldAck));
    this.#heldAck = undefined;
  }

  #sendHeldProgress(): void {
    if (this.#heldProgress === undefined) return;
    const writer = new ByteWriter();
    writer.u8(PROGRESS);
    writer.u53(this.#heldProgress);
    this.#link.send(writer.finish());
    this.#heldProgress = undefined;
  }

  #lose(reason: string): void {
    this.#lostBecause = reason;
    this.#refused = false;
  }
}

function isStateFrame([kind]: Uint8Array): boolean {
  return kind === STATE_FRAME.PAGES || kind === STATE_FRAME.PIECE;
}
