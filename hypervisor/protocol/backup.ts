/**
 * The backup: rules P3 to P6, and P7 up to the failover epoch. It begins an epoch only when it holds [end, E] of it, so
 * it always runs what the primary has completed: everything its guest asks for is in the primary's stream, and its
 * outputs are suppressed.
 */
import { checkpointOf, type Rollback } from '../../emulator/checkpoint.ts';
import type { Request } from '../../emulator/devices/device.ts';
import type { EnvironmentQuery } from '../../emulator/environment.ts';
import { endsOtherwise, exitsAlone, haveDiverged, otherTerm, readsOtherwise } from '../words/divergence.ts';
import { TakenInput } from './taken-input.ts';
import type { Effect } from './effects.ts';
import type { Event } from './events.ts';
import { FailoverEpoch } from './failover-epoch.ts';
import { formatHash } from './format-hash.ts';
import { GuestClock } from './guest-clock.ts';
import type { Awaited, Stage, ProtocolOptions } from './stage.ts';
import type { Message } from './messages.ts';
import { Outstanding } from './outstanding.ts';
import { PrimaryStream, type EpochRecord } from './primary-stream.ts';
import { takeInterrupts } from './take-interrupts.ts';

export interface BackupOptions extends ProtocolOptions {
  /** The primary's term. */
  readonly term: number;
  /** What a joiner has been given; absent if both machines began together. */
  readonly joined?: {
    readonly epoch: number;
    readonly clock: GuestClock;
    readonly input: TakenInput;
    readonly outstanding: Outstanding;
    /** Messages received so far: the snapshot. */
    readonly received: number;
  };
}

export class Backup implements Stage {
  readonly role = 'backup';

  readonly #options: BackupOptions;
  #epoch: number;
  /** The guest stands at the beginning of {@link #epoch}. */
  #standing = true;
  /** The primary's guest rests: it may be long until there is more to run. */
  #atRest = false;
  #primaryLost = false;
  /** The term won after the primary was lost. */
  #wonTerm: number | undefined;
  #successor: FailoverEpoch | undefined;

  readonly #stream: PrimaryStream;
  readonly #outstanding: Outstanding;
  readonly #clock: GuestClock;
  readonly #input: TakenInput;
  #effects: Effect[] = [];

  constructor(options: BackupOptions) {
    const { joined } = options;
    this.#options = options;
    this.#epoch = joined?.epoch ?? 1;
    this.#stream = new PrimaryStream(this.#epoch, joined?.received);
    this.#outstanding = joined?.outstanding ?? new Outstanding();
    this.#clock = joined?.clock ?? new GuestClock();
    this.#input = joined?.input ?? new TakenInput();
  }

  get epoch(): number {
    return this.#epoch;
  }

  get term(): number {
    return this.#options.term;
  }

  get awaitsPeer(): Awaited {
    return this.#atRest ? 'long' : 'soon';
  }

  get successor(): Stage | undefined {
    return this.#successor;
  }

  /** Nothing but to ack the snapshot: the first epoch, like every other, awaits its [end, E]. */
  start(): Effect[] {
    return this.#options.joined === undefined ? [] : [this.#ack()];
  }

  step(event: Event): Effect[] {
    this.#effects = [];
    switch (event.type) {
      case 'environment':
        this.#environment(event.query);
        break;
      case 'output':
        this.#output(event.request);
        break;
      case 'epoch-end':
        this.#guestAtEnd(event);
        break;
      case 'message':
        if (!this.#primaryLost) this.#message(event.message);
        break;
      case 'peer-lost':
        this.#losePrimary();
        break;
      case 'term-won':
        if (this.#primaryLost && event.term > this.#options.term) {
          this.#wonTerm = event.term;
          this.#advance();
        }
        break;
      case 'term-refused':
        this.#stepDown(otherTerm(event.term));
        break;
      case 'backup-finished':
      case 'joiner-ready':
      case 'state-received':
      case 'completion':
      case 'input':
      case 'timer-due':
      case 'environment-value':
        // P3: interrupts of its own are ignored; the rest is nothing it ever asked for.
        break;
    }
    return this.#effects;
  }

  checkpoint(): Rollback {
    const own = [this.#epoch, this.#standing, this.#atRest, this.#primaryLost, this.#wonTerm] as const;
    const more = [this.#successor, this.#effects] as const;
    const rollback = checkpointOf(this.#stream, this.#outstanding, this.#clock, this.#input);
    return () => {
      [this.#epoch, this.#standing, this.#atRest, this.#primaryLost, this.#wonTerm] = own;
      [this.#successor, this.#effects] = more;
      rollback();
    };
  }

  /** P6: the value that the primary's guest got. */
  #environment(query: EnvironmentQuery): void {
    const value = this.#record().values.shift();
    if (value?.query !== query) {
      this.#stepDown(readsOtherwise(this.#epoch, query, value?.query));
      return;
    }
    this.#do({ type: 'supply', value: this.#clock.value(value) });
  }

  /** P8: the primary has completed this epoch, so the output is suppressed. */
  #output(request: Request): void {
    if (request.kind === 'exit') {
      this.#stepDown(exitsAlone(this.#epoch));
      return;
    }
    this.#outstanding.issue(request);
    this.#do({ type: 'resume' });
  }

  /** P5: the clocks and interrupts that the primary's guest got at the end of this epoch. */
  #guestAtEnd({ completed, rest, hash }: Extract<Event, { type: 'epoch-end' }>): void {
    const { end, values, interrupts, ticks = 0 } = this.#record();
    const sameEnd = completed === end?.completed && (rest || !end.rest);
    if (!sameEnd || values.length > 0) {
      this.#stepDown(endsOtherwise(this.#epoch, completed));
      return;
    }
    if (hash !== undefined && end?.hash !== undefined && hash !== end.hash) {
      this.#stepDown(haveDiverged(this.#epoch, formatHash(hash), formatHash(end.hash)));
      return;
    }
    takeInterrupts(interrupts, this.#outstanding, this.#input);
    this.#do({ type: 'deliver', interrupts, ticks: this.#clock.ticks(ticks) });
    this.#stream.forgetOldest();
    this.#atRest = rest;
    this.#epoch += 1;
    this.#standing = true;
    this.#advance();
  }

  /** P4: every message is acked. */
  #message(message: Message): void {
    if (message.body.type === 'heartbeat') return;
    if (!this.#stream.receive(message)) {
      this.#losePrimary();
      return;
    }
    this.#do(this.#ack());
    this.#advance();
  }

  #ack(): Effect {
    return { type: 'send', message: { sequence: 0, body: { type: 'ack', through: this.#stream.received } } };
  }

  /** P7: the failure notice. The term is taken before the failover epoch, and meanwhile what is completed is run. */
  #losePrimary(): void {
    if (this.#primaryLost) return;
    this.#primaryLost = true;
    this.#do({ type: 'claim-term', term: this.#options.term + 1 });
  }

  /** Starts the epoch before which the guest stands, if its [end, E] is there, or it is the failover epoch. */
  #advance(): void {
    if (!this.#standing) return;
    const record = this.#record();
    if (record.end !== undefined) {
      this.#standing = false;
      this.#do({ type: 'start-epoch', epoch: this.#epoch, limit: limitToRepeat(record.end) });
    } else if (this.#wonTerm !== undefined) {
      this.#standing = false;
      this.#successor = new FailoverEpoch({
        ...this.#options,
        term: this.#wonTerm,
        epoch: this.#epoch,
        record,
        outstanding: this.#outstanding,
        clock: this.#clock,
        input: this.#input,
      });
    }
  }

  #record(): EpochRecord {
    return this.#stream.record(this.#epoch);
  }

  #stepDown(reason: string): void {
    this.#do({ type: 'step-down', reason });
  }

  #do(effect: Effect): void {
    this.#effects.push(effect);
  }
}

/**
 * The limit that ends the backup's epoch where the primary's ended. A rest is left to end it by itself: before it the
 * primary may have taken an interruption, which completes no instruction, after the last one that counts.
 */
function limitToRepeat({ completed, rest }: NonNullable<EpochRecord['end']>): number {
  return rest ? completed + 1 : completed;
}
