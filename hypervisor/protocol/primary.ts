/**
 * The primary: rules P0, P1 and P2, and the revised protocol's rule for outputs. Also the primary alone, that is
 * without a backup: the same machine, which then has nobody to wait for.
 */
import { RESULT } from '../../emulator/board.ts';
import { checkpointOf, type Rollback } from '../../emulator/checkpoint.ts';
import { type Completion, hasResult, type Request } from '../../emulator/devices/device.ts';
import type { EnvironmentValue } from '../../emulator/environment.ts';
import { otherTerm } from '../words/divergence.ts';
import { Comparison } from './comparison.ts';
import { TakenInput } from './taken-input.ts';
import type { Effect } from './effects.ts';
import type { Event } from './events.ts';
import { GuestClock } from './guest-clock.ts';
import { type Awaited, type Stage, MAX_VALUES, type ProtocolOptions } from './stage.ts';
import { Queue } from '../queue.ts';
import type { Body, Interrupt, Message } from './messages.ts';
import { Outbox } from './outbox.ts';
import { type Held, Outputs } from './outputs.ts';
import { variants, type Variant } from './variants.ts';

export interface PrimaryOptions extends ProtocolOptions {
  readonly term: number;
  readonly backup: 'present' | 'none';
  /** The first epoch to run. */
  readonly epoch?: number;
  /** After a failover: the time and the input that the guest has seen, and the outputs it awaits. */
  readonly clock?: GuestClock;
  readonly input?: TakenInput;
  readonly held?: readonly Request[];
}

/** What the guest is doing: 'stopped' by its EXIT, 'ending' while the end of its epoch waits for somebody. */
type GuestState = 'running' | 'awaiting-output' | 'resting' | 'ending' | 'stopped';

/** How the epoch that is ending went, and when. */
interface Ending {
  readonly completed: number;
  readonly rest: boolean;
  readonly hash: bigint | undefined;
  ticks: number;
}

export class Primary implements Stage {
  readonly role = 'primary';
  readonly successor = undefined;

  readonly #variant: Variant;
  readonly #epochLength: number;
  readonly #earlyEnds: boolean;
  readonly #maxValues: number;
  #term: number;
  #epoch: number;
  /**
   * 'lost': gone, but the next term isn't won yet, so it may be the backup that goes on. 'joining': it is treated like a
   * backup, but has not acknowledged the snapshot, and may claim no term.
   */
  #peer: 'present' | 'lost' | 'none' | 'joining';
  /** A joiner awaits its snapshot. */
  #joinerReady = false;
  #guest: GuestState = 'running';
  /** Environment values that the guest has got in this epoch. */
  #values = 0;
  /** Something waits for the end of this epoch to be delivered: an interrupt, or the timer. */
  #toDeliver = false;
  #ending: Ending = { completed: 0, rest: false, hash: undefined, ticks: 0 };

  /** P1: the interrupts of this epoch. */
  #buffer: Interrupt[] = [];
  #outbox = new Outbox();
  #comparison = new Comparison();
  readonly #outputs = new Outputs();
  readonly #clock: GuestClock;
  readonly #input: TakenInput;
  /** Which input each message brought: the bus may forget it once the message is acked. */
  readonly #relayedInput = new Queue<{ readonly sequence: number; readonly through: number }>();

  #now = 0;
  #effects: Effect[] = [];

  constructor(options: PrimaryOptions) {
    this.#variant = variants[options.variant];
    this.#epochLength = options.epochLength;
    this.#earlyEnds = options.earlyEnds;
    this.#maxValues = options.maxValues ?? MAX_VALUES;
    this.#term = options.term;
    this.#epoch = options.epoch ?? 1;
    this.#peer = options.backup;
    this.#clock = options.clock ?? new GuestClock();
    this.#input = options.input ?? new TakenInput();
    for (const request of options.held ?? []) this.#takeOutput(request);
  }

  get epoch(): number {
    return this.#epoch;
  }

  get term(): number {
    return this.#term;
  }

  /** Of the acks, somebody waits for those that hold up an output, the end of an epoch, more input, or a joiner. */
  get awaitsPeer(): Awaited {
    const endWaits = this.#guest === 'ending' && this.#variant.endAwaitsAcks;
    const waits = this.#outputs.holding || endWaits || this.#relayedInput.length > 0 || this.#peer === 'joining';
    return this.#hasPeer && waits ? 'soon' : 'nothing';
  }

  start(): Effect[] {
    this.#effects = [];
    for (const request of this.#outputs.release((held) => this.#mayPass(held))) this.#perform(request);
    this.#do({ type: 'ask-input', from: this.#input.next });
    if (this.#guest !== 'stopped') this.#startEpoch();
    return this.#effects;
  }

  step(event: Event, now: number): Effect[] {
    this.#effects = [];
    this.#now = now;
    switch (event.type) {
      case 'environment':
        this.#assertRunning(event);
        this.#do({ type: 'read-environment', query: event.query });
        break;
      case 'environment-value':
        this.#environmentValue(event.value);
        break;
      case 'output':
        this.#assertRunning(event);
        this.#takeOutput(event.request);
        this.#releaseOutputs();
        break;
      case 'epoch-end':
        this.#assertRunning(event);
        this.#guestAtEnd(event);
        break;
      case 'timer-due':
        this.#hurry();
        break;
      case 'completion':
        if (event.term === this.#term) this.#completion(event.completion);
        break;
      case 'input':
        this.#consoleInput(event);
        break;
      case 'message':
        this.#message(event.message);
        break;
      case 'backup-finished':
        this.#backupFinished(event.epoch);
        break;
      case 'peer-lost':
        this.#losePeer();
        break;
      case 'joiner-ready':
        this.#joinerReady = true;
        this.#hurry();
        break;
      case 'state-received':
        throw new Error('a primary receives no state');
      case 'term-won':
        if (this.#peer === 'lost' && event.term > this.#term) this.#goOnAlone(event.term);
        break;
      case 'term-refused':
        if (this.#peer === 'lost' || event.term > this.#term) this.#stepDown(event.term);
        break;
    }
    return this.#effects;
  }

  checkpoint(): Rollback {
    const own = [this.#term, this.#epoch, this.#peer, this.#joinerReady, this.#guest, this.#values] as const;
    const more = [this.#toDeliver, this.#outbox, this.#comparison, this.#now, this.#effects] as const;
    const ending = { ...this.#ending };
    const buffer = [...this.#buffer];
    const parts = [this.#outbox, this.#comparison, this.#outputs, this.#clock, this.#input, this.#relayedInput];
    const rollback = checkpointOf(...parts);
    return () => {
      [this.#term, this.#epoch, this.#peer, this.#joinerReady, this.#guest, this.#values] = own;
      [this.#toDeliver, this.#outbox, this.#comparison, this.#now, this.#effects] = more;
      this.#ending = { ...ending };
      this.#buffer = [...buffer];
      rollback();
    };
  }

  /** P0: the backup learns the value before the guest does. */
  #environmentValue(read: EnvironmentValue): void {
    const value = this.#clock.value(read);
    this.#send({ type: 'environment', epoch: this.#epoch, value });
    this.#do({ type: 'supply', value });
    this.#values += 1;
    if (this.#values === this.#maxValues) this.#do({ type: 'end-epoch-early' });
  }

  /** The guest stands still after every output, for good after EXIT: {@link #releaseOutputs} lets it go on. */
  #takeOutput(request: Request): void {
    this.#outputs.hold(request, this.#variant.outputAwaitsAcks ? this.#outbox.sent : 0);
    this.#guest = request.kind === 'exit' ? 'stopped' : 'awaiting-output';
  }

  /** The revised protocol: an I/O is initiated when the acks for all messages sent before it are in hand. */
  #releaseOutputs(): void {
    for (const request of this.#outputs.release((held) => this.#mayPass(held))) this.#perform(request);
    const mayGoOn = !this.#outputs.full && (!this.#outputs.holding || !this.#variant.guestAwaitsOutput);
    if (this.#guest === 'awaiting-output' && mayGoOn) {
      this.#guest = 'running';
      this.#do({ type: 'resume' });
    }
  }

  /** The guest stands at the end of its epoch; if it rests and has done nothing in it, the epoch awaits an interrupt. */
  #guestAtEnd({ completed, rest, hash }: Extract<Event, { type: 'epoch-end' }>): void {
    this.#ending = { completed, rest, hash, ticks: 0 };
    if (rest && completed === 0 && !this.#toDeliver) {
      this.#guest = 'resting';
      this.#do({ type: 'rest' });
    } else {
      this.#endEpoch();
    }
  }

  /** P2, up to the wait: [Tme_p]. */
  #endEpoch(): void {
    this.#guest = 'ending';
    const ticks = this.#clock.ticks(this.#now);
    this.#ending.ticks = ticks;
    this.#send({ type: 'time', epoch: this.#epoch, ticks });
    this.#finishEpoch();
  }

  /** P2, from the wait on: deliver the buffer and the timer, send [end, E], start E+1. A joiner begins with E+1. */
  #finishEpoch(): void {
    if (this.#guest !== 'ending' || !this.#mayFinish()) return;
    const { completed, rest, hash, ticks } = this.#ending;
    this.#do({ type: 'deliver', interrupts: this.#buffer, ticks });
    this.#buffer = [];
    if (hash !== undefined && this.#hasPeer) this.#comparison.told(this.#epoch);
    this.#send({ type: 'end', epoch: this.#epoch, completed, rest, hash });
    this.#epoch += 1;
    if (this.#joinerReady && this.#peer === 'none') this.#takeSnapshot();
    this.#startEpoch();
  }

  /**
   * The joiner gets the machine as it stands between two epochs, where no interrupt is buffered and no output held; from
   * here on it is told everything, and outputs wait for it.
   */
  #takeSnapshot(): void {
    this.#joinerReady = false;
    this.#peer = 'joining';
    this.#outbox = new Outbox();
    this.#comparison = new Comparison();
    this.#do({ type: 'transfer-state' });
    this.#send({
      type: 'snapshot',
      epoch: this.#epoch,
      term: this.#term,
      ...this.#clock.latest,
      input: this.#input.next,
      inputEnded: this.#input.ended,
    });
  }

  /**
   * [end, E] tells the backup that the outputs of E need no repetition. That is certain for those with a RESULT, which
   * become uncertain at worst (P8); for the others the bus must have confirmed them.
   */
  #mayFinish(): boolean {
    if (this.#peer === 'none' && !this.#joinerReady) return true;
    const acked = !this.#variant.endAwaitsAcks || this.#acked(this.#outbox.sent);
    return acked && this.#outputs.confirmed;
  }

  #startEpoch(): void {
    this.#guest = 'running';
    this.#toDeliver = false;
    this.#values = 0;
    this.#do({ type: 'start-epoch', epoch: this.#epoch, limit: this.#epochLength });
  }

  /** IO1, or the confirmation of an output without a RESULT. What is unknown or already complete changes nothing. */
  #completion(completion: Completion): void {
    const request = this.#outputs.answered(completion.id);
    if (request === undefined) return;
    if (hasResult(request)) {
      this.#relay({ type: 'completion', completion });
      this.#hurry();
    } else {
      this.#releaseOutputs();
      this.#finishEpoch();
    }
  }

  #consoleInput(event: Extract<Event, { type: 'input' }>): void {
    const input = this.#input.take(event);
    if (input === undefined) return;
    this.#relay(input);
    this.#relayedInput.push({ sequence: this.#outbox.sent, through: this.#input.next });
    this.#acknowledgeInput();
    this.#hurry();
  }

  /** P1: an interrupt in epoch E goes to the backup at once, and waits for the end of E. */
  #relay(interrupt: Interrupt): void {
    this.#buffer.push(interrupt);
    this.#send({ type: 'interrupt', epoch: this.#epoch, interrupt });
  }

  /** There is something to deliver: a resting guest's epoch ends now, a running one's early (footnote 4). */
  #hurry(): void {
    const first = !this.#toDeliver;
    this.#toDeliver = true;
    if (this.#guest === 'resting') this.#endEpoch();
    else if (this.#earlyEnds && first && this.#inEpoch()) this.#do({ type: 'end-epoch-early' });
  }

  /** Is the guest somewhere within its epoch? */
  #inEpoch(): boolean {
    return this.#guest === 'running' || this.#guest === 'awaiting-output';
  }

  #acknowledgeInput(): void {
    let safe: number | undefined;
    for (let first = this.#relayedInput.first; first && this.#acked(first.sequence); first = this.#relayedInput.first) {
      safe = first.through;
      this.#relayedInput.shift();
    }
    if (safe !== undefined) this.#do({ type: 'acknowledge-input', through: safe });
  }

  #message({ body }: Message): void {
    if (!this.#hasPeer || body.type === 'heartbeat') return;
    // A backup says nothing else, and acks nothing that was never sent: one that does is as good as lost.
    if (body.type !== 'ack' || !this.#outbox.acknowledge(body.through)) {
      this.#losePeer();
      return;
    }
    if (this.#peer === 'joining' && this.#outbox.covers(1)) this.#declareWhole();
    this.#goOn();
  }

  /** A backup that has run what was never completed is as good as lost. */
  #backupFinished(epoch: number): void {
    if (!this.#hasPeer) return;
    if (epoch >= this.#epoch) {
      this.#losePeer();
      return;
    }
    this.#comparison.finished(epoch);
    this.#releaseOutputs();
  }

  /** The joiner has its snapshot: it can take over from now on, and the bus must know before anything else is done. */
  #declareWhole(): void {
    this.#peer = 'present';
    this.#do({ type: 'whole', epoch: this.#epoch, term: this.#term });
  }

  /**
   * Whether a backup has died or is about to take over, only the bus can tell. A joiner that is not whole can't take over,
   * so the primary is just as alone as before.
   */
  #losePeer(): void {
    this.#joinerReady = false;
    if (this.#peer === 'present') {
      this.#peer = 'lost';
      this.#do({ type: 'claim-term', term: this.#term + 1 });
    } else if (this.#peer === 'joining') {
      this.#peer = 'none';
      this.#goOn();
    }
  }

  /** What awaited the peer goes on, if it may. */
  #goOn(): void {
    this.#acknowledgeInput();
    this.#releaseOutputs();
    this.#finishEpoch();
  }

  /**
   * The term is won: what awaited the backup goes on. What the bus accepted under the old term and has not answered is
   * aborted: a request with a RESULT becomes uncertain (IO2), one without is performed again, so that it happens.
   */
  #goOnAlone(term: number): void {
    this.#term = term;
    this.#peer = 'none';
    this.#do({ type: 'alone', epoch: this.#epoch, term });
    const aborted = this.#outputs.underWay();
    for (const request of aborted) if (!hasResult(request)) this.#perform(request);
    for (const { id } of aborted.filter(hasResult)) {
      this.#outputs.answered(id);
      this.#relay({ type: 'completion', completion: { id, result: RESULT.UNCERTAIN } });
    }
    this.#goOn();
    if (this.#buffer.length > 0) this.#hurry();
  }

  #stepDown(term: number): void {
    this.#do({ type: 'step-down', reason: otherTerm(term) });
  }

  /**
   * May an output be performed? After EXIT nobody is left to notice that the machines have diverged, so it waits, in every
   * variant, until the backup has compared the state at the end of the last whole epoch.
   */
  #mayPass({ request, after }: Held): boolean {
    return this.#acked(after) && (request.kind !== 'exit' || this.#peer === 'none' || this.#comparison.complete);
  }

  /** Has the backup got every message up to number `sequence`, or is there no backup? Unknown while the term is open. */
  #acked(sequence: number): boolean {
    return this.#peer === 'none' || (this.#hasPeer && this.#outbox.covers(sequence));
  }

  /** A guest that stands can't do anything: the runner is mistaken. */
  #assertRunning({ type }: Event): void {
    if (this.#guest !== 'running') throw new Error(`${type} of a guest that is ${this.#guest}`);
  }

  #perform(request: Request): void {
    this.#do({ type: 'perform', term: this.#term, request });
  }

  #send(body: Body): void {
    if (this.#hasPeer) this.#do(this.#outbox.send(body));
  }

  /** Is somebody there who must be told everything? */
  get #hasPeer(): boolean {
    return this.#peer === 'present' || this.#peer === 'joining';
  }

  #do(effect: Effect): void {
    this.#effects.push(effect);
  }
}
