/**
 * Runs a recorded machine again, epoch by epoch. It is a backup whose primary is the file: the protocol's own machine takes
 * the recorded messages, supplies values and delivers interrupts at the same instructions, and compares the states' hashes.
 * The epoch in which the guest exits has no [end, E]; a backup would run it as its failover epoch, and so it is here.
 */
import type { Ending } from '../../emulator/report/ending.ts';
import type { EngineFactory } from '../../emulator/cpu/engine.ts';
import type { Request } from '../../emulator/devices/device.ts';
import type { Monitor } from '../monitor/monitor.ts';
import type { VmExit } from '../monitor/virtual-machine.ts';
import type { Effect } from '../protocol/effects.ts';
import type { Event } from '../protocol/events.ts';
import type { Body } from '../protocol/messages.ts';
import { ReplicaProtocol } from '../protocol/replica-protocol.ts';
import { doesNotFit, endsWithoutExit, exitsOtherwise, noValueLeft } from '../words/recordings.ts';
import { bootMonitor, type RecordedMachine } from './recorded-machine.ts';
import type { RecordedEpoch } from './recording-reader.ts';

/** Instructions of one call of the monitor. */
const SLICE = 1_000_000;

export interface ReplayerOptions {
  readonly machine: RecordedMachine;
  readonly image: Uint8Array;
  /** Given each request that the guest makes. */
  readonly onRequest?: (request: Request) => void;
  /** What executes instructions: the interpreter, unless given. */
  readonly engine?: EngineFactory;
}

export class Replayer {
  readonly vm: Monitor;
  readonly #onRequest: (request: Request) => void;
  readonly #replica: ReplicaProtocol;
  #sent = 0;
  #running = false;
  #hashed = false;
  #epochs = 0;
  #hashes = 0;
  #instructions = 0;
  #exit: Extract<Request, { kind: 'exit' }> | undefined;
  #parted: string | undefined;

  /** Powers the machine on. Throws a BootError if the image does not fit it. */
  constructor({ machine, image, onRequest = () => {}, engine }: ReplayerOptions) {
    this.vm = bootMonitor(machine, image, engine);
    this.#onRequest = onRequest;
    // The guest exits in the failover epoch, wherever the recorded one would have ended.
    const rules = { epochLength: machine.epochLength, earlyEnds: false, maxValues: Infinity };
    this.#replica = new ReplicaProtocol('backup', { variant: 'revised', ...rules });
    this.#perform(this.#replica.start());
  }

  /** Epochs that were run to their ends, or to the guest's exit. */
  get epochs(): number {
    return this.#epochs;
  }

  /** Of these, how many had a hash to be compared. */
  get hashes(): number {
    return this.#hashes;
  }

  /** Instructions completed in them. */
  get instructions(): number {
    return this.#instructions;
  }

  /** How the guest's run ended, once it has. */
  get exit(): Ending | undefined {
    return this.#exit;
  }

  /** Why the replay is not what was recorded; undefined while it is. */
  get parted(): string | undefined {
    return this.#parted;
  }

  /** Runs the next epoch. False if the replay has parted from the recording. */
  run({ epoch, bodies, exit }: RecordedEpoch): boolean {
    this.#hashed = bodies.some((body) => body.type === 'end' && body.hash !== undefined);
    for (const body of bodies) this.#receive(body);
    if (exit) this.#runToExit(epoch, exit.status);
    else this.#runGuest();
    if (this.#parted !== undefined) return false;
    this.#epochs += 1;
    if (this.#hashed) this.#hashes += 1;
    return true;
  }

  /** P7: the primary says no more, and this machine wins the term. */
  #runToExit(epoch: number, status: number): void {
    this.#step({ type: 'peer-lost' });
    this.#step({ type: 'term-won', term: this.#replica.term + 1 });
    this.#runGuest();
    if (this.#parted === undefined && this.#exit?.status !== status) {
      this.#part(exitsOtherwise(epoch, this.#exit?.status));
    }
  }

  #runGuest(): void {
    while (this.#running && this.#parted === undefined) {
      const exit = this.vm.run(SLICE);
      if (exit.type === 'slice') continue;
      this.#running = false;
      this.#note(exit);
      this.#step(this.#hashed && exit.type === 'epoch-end' ? { ...exit, hash: this.vm.stateHash() } : exit);
    }
  }

  #note(exit: VmExit): void {
    if (exit.type === 'epoch-end') this.#instructions += exit.completed;
    if (exit.type !== 'output') return;
    this.#onRequest(exit.request);
    if (exit.request.kind === 'exit') {
      this.#exit = exit.request;
      this.#instructions += this.vm.completed;
    }
  }

  #receive(body: Body): void {
    this.#sent += 1;
    this.#step({ type: 'message', message: { sequence: this.#sent, body } });
  }

  #step(event: Event): void {
    if (this.#parted === undefined) this.#perform(this.#replica.step(event, 0));
  }

  #perform(effects: readonly Effect[]): void {
    for (const effect of effects) this.#performOne(effect);
  }

  /** What reaches the guest; all else is for the world, and has happened. */
  #performOne(effect: Effect): void {
    switch (effect.type) {
      case 'start-epoch':
        // After the exit the protocol would go on as the primary.
        if (this.#exit) break;
        this.vm.startEpoch(effect.limit);
        this.#running = true;
        break;
      case 'supply':
        this.vm.supply(effect.value);
        this.#running = true;
        break;
      case 'resume':
        this.#running = true;
        break;
      case 'deliver':
        this.#deliver(effect);
        break;
      case 'read-environment':
        this.#part(noValueLeft(this.#replica.epoch, effect.query));
        break;
      case 'promoted':
        if (!this.#exit) this.#part(endsWithoutExit(effect.epoch));
        break;
      case 'step-down':
        this.#part(effect.reason);
        break;
      default:
        break;
    }
  }

  /** A recording that was not made by hvrun may hold what no machine can be given, such as a result that nobody awaits. */
  #deliver({ interrupts, ticks }: Extract<Effect, { type: 'deliver' }>): void {
    try {
      this.vm.deliver(interrupts, ticks);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.#part(doesNotFit(error.message));
    }
  }

  #part(why: string): void {
    this.#parted ??= why;
    this.#running = false;
  }
}
