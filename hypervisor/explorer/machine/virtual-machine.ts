/**
 * The bare machine in virtual time: one tick an instruction, and while the guest rests as many as there are until something
 * is due. So a run is a function of guest and faults alone, and can be saved, and gone on with from there, at the cost of what
 * differs. Whoever runs it is asked at each completion of a command what is to become of it.
 *
 *     for (let event = machine.next(limit); event.kind === 'due'; event = machine.next(limit)) machine.finish(event.pending);
 */
import { EXIT_STATUS, INTERVAL_TIMER_INTERRUPT, PAGE_SIZE } from '../../../emulator/board.ts';
import { boot } from '../../../emulator/boot.ts';
import { BOTH_WAYS } from '../../../emulator/cpu/branch-ways.ts';
import { EXIT, Processor } from '../../../emulator/cpu/processor.ts';
import { placeOf } from '../../../emulator/diagnosis/place.ts';
import { reportStop } from '../../../emulator/diagnosis/stop-report.ts';
import {
  type Completion,
  type DeviceState,
  hasResult,
  positionInWord,
  type Request,
} from '../../../emulator/devices/device.ts';
import { Devices } from '../../../emulator/devices/devices.ts';
import { whyAsleep } from '../../../emulator/ending.ts';
import { type EnvironmentQuery, type EnvironmentValue, timeOfDayValue } from '../../../emulator/environment.ts';
import { LAYOUT, MachineState } from '../../../emulator/layout.ts';
import type { Ending } from '../../../emulator/report/ending.ts';
import type { Place } from '../../../emulator/report/place.ts';
import type { ExploredGuest } from '../guest.ts';
import { equalButForHistory } from './machine-words.ts';
import { VersionedPages, type Version } from '../../../emulator/versioned-pages.ts';
import { type Pending, sameRequest, VirtualWorld, type WorldState } from './virtual-world.ts';
import { WatchedMemory } from './watched-memory.ts';

/** Bytes of RAM are words of the state. */
const PAGE_WORDS = PAGE_SIZE / 4;
/** What the clock device shows at power-on, in microseconds: the year 2000. */
export const POWER_ON_UTC = 946_684_800_000_000;
export const TICKS_PER_MICROSECOND = 50;
/** Seed of the TLB's replacement. */
export const TLB_SEED = 1;
/** Instructions of one slice if nothing is due: the delay of a timer that the guest sets. */
const SLICE = 5000;

/** How fast the world is, and what its clock shows: other undisturbed runs are as right as the first. */
export interface Tempo {
  /** How many times longer than usual commands take. */
  readonly slowness: number;
  /** Microseconds by which the clock is later. */
  readonly later: number;
  /** Which random bytes are drawn: others for each number. */
  readonly drawn: number;
}

export const USUAL: Tempo = { slowness: 1, later: 0, drawn: 0 };

/** A state of machine and world. Never changed. */
export interface Snapshot {
  readonly words: Int32Array;
  readonly ram: Version;
  readonly devices: Readonly<Record<string, DeviceState>>;
  readonly world: WorldState;
  readonly tick: number;
  readonly instructions: number;
  readonly ending: Ending | undefined;
}

/** Why {@link VirtualMachine.next} has come back. */
export type Event =
  /** The command is over, and the guest has not been told. */
  | { readonly kind: 'due'; readonly pending: Pending }
  /** The guest has come to its end, and all its commands are over. */
  | { readonly kind: 'end'; readonly ending: Ending }
  /** The guest rests, and nothing is due but what is held back: see VirtualWorld.reschedule, and `type`. */
  | { readonly kind: 'rest' }
  /** So many instructions have completed. */
  | { readonly kind: 'limit' };

/** Who watches a run. */
export interface Watcher {
  /** The guest has given a command; the present instruction, which stands at `place`, is not over. */
  commanded?(pending: Pending, place: Place): void;
  /** A command is over, and the guest has been told; so many of its units were performed if it is uncertain. */
  completed?(pending: Pending, completion: Completion, performed: number | undefined): void;
  /** It loads from a device, or stores to it. */
  loaded?(address: number, value: number | undefined): void;
  stored?(address: number, value: number): void;
  /** A device has read, or written, `length` bytes of RAM; `over`: at the end of this command. */
  reached?(address: number, length: number, stores: boolean, over: Pending | undefined): void;
  /** It is told in RAM, at `address`, how the command `over` has ended. */
  told?(over: Pending, address: number): void;
  /** A device raises bits of EIRR, at the end of the command `over`. */
  raised?(mask: number, over: Pending): void;
  /** Its driver has broken a rule of this device's, which needs a reset: by a store, or it shows at the end of the command `over`. */
  broken?(device: string, rule: string, over: Pending | undefined): void;
  /** It is shown a clock, or how far a device has come. */
  answered?(value: EnvironmentValue): void;
  /** The interval timer is due. */
  timed?(): void;
  /** It rests, until something wakes it. */
  rested?(): void;
  /** Console input has come: `bytes`, of which the first is its byte `from`, and its end. */
  typed?(from: number, bytes: Uint8Array, end: boolean): void;
  /** One instruction more has completed: whoever asks for this has the machine go step by step. */
  stepped?: (() => void) | undefined;
}

export class VirtualMachine {
  readonly guest: ExploredGuest;
  readonly processor: Processor;
  readonly world: VirtualWorld;
  readonly #state: MachineState;
  readonly #devices: Devices;
  readonly #ram: VersionedPages;
  readonly #tempo: Tempo;
  readonly #input: Uint8Array;
  #tick = 0;
  #instructions = 0;
  /** The tick that the guest was shown last, or a later one that has come: within a slice it is not known exactly. */
  #shown = 0;
  #ending: Ending | undefined;
  #resting = false;
  /** The command of whose end the guest is being told. */
  #over: Pending | undefined;
  /** Given in the present slice. */
  #given: { readonly request: Request; readonly place: Place | undefined }[] = [];
  watcher: Watcher = {};

  /**
   * Switches it on, boots `guest` and types its input, or as much of it as `typed` says: see `type`. Throws a BootError if the image
   * doesn't fit it.
   */
  constructor(guest: ExploredGuest, tempo: Tempo = USUAL, typed = Infinity) {
    const state = new MachineState({ ram: guest.ram, tlbEntries: guest.tlbEntries });
    const environment = { read: (query: EnvironmentQuery) => this.#answer(query) };
    this.guest = guest;
    this.#state = state;
    this.#tempo = tempo;
    this.#input = guest.input;
    this.world = new VirtualWorld(guest.disk, tempo);
    this.processor = new Processor({
      state,
      environment,
      tlbSeed: TLB_SEED,
      io: {
        load: (address) => this.#loaded(address, this.#devices.load(address)),
        loadHalfword: (address) => this.#loaded(address, this.#devices.loadHalfword(address)),
        store: (address, value) => this.#store(address, value),
      },
    });
    this.processor.memory.branchWays = new Uint8Array(state.ram.length);
    this.#devices = new Devices({
      state,
      environment,
      memory: new WatchedMemory(this.processor.memory, (...what) => this.watcher.reached?.(...what, this.#over)),
      sectors: this.world.sectors,
      raise: (mask) => {
        this.processor.raise(mask);
        if (this.#over) this.watcher.raised?.(mask, this.#over);
      },
      request: (request) => this.#request(request),
      told: (_id, address) => this.#over && this.watcher.told?.(this.#over, address),
      broken: (device, rule) => this.watcher.broken?.(device, rule, this.#over),
    });
    this.#ram = new VersionedPages(state.ram, PAGE_WORDS, (page, words) =>
      this.processor.memory.restorePage(page, words),
    );
    boot(this.processor, guest.image, guest.append);
    this.type(typed);
  }

  get state(): MachineState {
    return this.#state;
  }

  get instructions(): number {
    return this.#instructions;
  }

  get tick(): number {
    return this.#tick;
  }

  /** Does the guest rest, as far as it has come? */
  get resting(): boolean {
    return this.#resting;
  }

  get ending(): Ending | undefined {
    return this.#ending;
  }

  /** Bytes of console input that have come since power-on, and that the guest has taken. */
  get input(): { readonly come: number; readonly taken: number; readonly ended: boolean } {
    const devices = this.#devices;
    return { come: devices.inputReceived(), taken: devices.inputPopped(), ended: devices.inputEnded };
  }

  /** What a device's register shows; undefined if it can't be read. For those of which a load changes nothing. */
  shown(address: number): number | undefined {
    return this.#devices.load(address);
  }

  /**
   * Has it executed the instruction that stands at this physical address, in any of its runs, since that was stored there? With
   * a way added to the address (see cpu/branch-ways.ts): has the conditional branch there gone that way?
   */
  hasExecuted(address: number): boolean {
    const { operations, branchWays } = this.processor.memory;
    const way = address & BOTH_WAYS;
    return way === 0 ? operations[address >>> 2] !== 0 : (branchWays![address >>> 2] & way) !== 0;
  }

  /**
   * Goes on until something is due, the guest has ended, or it has completed `limit` instructions since power-on; or, with
   * `untilItRests`, until it rests and no command is under way, though its timer may wake it.
   */
  next(limit: number, untilItRests = false): Event {
    for (;;) {
      const first = this.world.first();
      if (first !== undefined && (first.due <= this.#tick || this.#ending)) return { kind: 'due', pending: first };
      if (this.#ending) return { kind: 'end', ending: this.#ending };
      this.#checkTimer();
      if (this.#instructions >= limit) return { kind: 'limit' };
      this.#resting = this.#run(Math.min(this.#nextDue() - this.#tick, limit - this.#instructions, SLICE));
      if (!this.#resting) continue;
      this.watcher.rested?.();
      const woken = this.#wokenAt();
      if (woken === Infinity || (untilItRests && this.world.pending.length === 0)) return { kind: 'rest' };
      this.#tick = Math.max(this.#tick, woken);
    }
  }

  #checkTimer(): void {
    if (this.processor.timerDue() <= this.#tick) this.watcher.timed?.();
    this.processor.checkTimer(this.#tick);
  }

  /** The tick at which something happens next: a command is over, or the interval timer is due. */
  #nextDue(): number {
    return Math.min(this.world.first()?.due ?? Infinity, this.processor.timerDue());
  }

  /** The tick at which something can wake a guest that rests: the interval timer can't if EIEM masks it. */
  #wokenAt(): number {
    const eiem = this.#state.words[LAYOUT.CR + 15];
    return (eiem & INTERVAL_TIMER_INTERRUPT) !== 0 ? this.#nextDue() : (this.world.first()?.due ?? Infinity);
  }

  /** At most so many instructions. Does the guest rest, with something that can wake it? */
  #run(instructions: number): boolean {
    const exit = this.processor.run(this.watcher.stepped ? Math.min(1, instructions) : instructions);
    this.#instructions += this.processor.completed;
    this.#tick += this.processor.completed;
    this.#give();
    this.watcher.stepped?.();
    if (exit === EXIT.STOPPED) {
      this.#ending ??= { status: EXIT_STATUS.MACHINE_STOP, stop: reportStop(this.#state) };
    }
    if (exit !== EXIT.REST) return false;
    const ended = whyAsleep(this.processor, this.#devices);
    if (ended !== undefined) this.#ending ??= { status: EXIT_STATUS.ASLEEP, ended };
    return ended === undefined;
  }

  /** The commands that were given since reach the world. */
  #give(): void {
    if (this.#given.length === 0) return;
    for (const { request, place } of this.#given) {
      if (request.kind === 'console-byte') this.world.print(Uint8Array.of(request.byte));
      if (!hasResult(request)) continue;
      const pending = this.world.accept(request, this.#tick);
      if (place) this.watcher.commanded?.(pending, place);
    }
    this.#given = [];
  }

  /** Ends a command that is due, and tells the guest: done, or uncertain with so many of its units performed. */
  finish(pending: Pending, performed?: number): Completion {
    const completion = this.world.finish(pending, performed);
    this.#over = pending;
    if (this.#ending === undefined) this.#devices.complete(completion);
    this.#over = undefined;
    this.watcher.completed?.(pending, completion, performed);
    // A device may give a command itself when one is over: no instruction of the guest's does.
    this.#give();
    return completion;
  }

  /** Types console input up to its byte `to`, counted from 0, which is left out; its end, too, if `to` is behind the last byte. */
  type(to: number): void {
    if (this.#ending !== undefined) return;
    const { come } = this.input;
    const bytes = this.#input.subarray(come, Math.max(come, to));
    const end = to > this.#input.length;
    this.#devices.receive(come, bytes, end);
    this.watcher.typed?.(come, bytes, end);
  }

  #request(request: Request): void {
    if (this.#ending !== undefined) return;
    this.processor.requestExit();
    if (request.kind === 'exit') this.#ending = { status: request.status };
    else this.#given.push({ request, place: this.watcher.commanded && placeOf(this.#state) });
  }

  #loaded(address: number, value: number | undefined): number | undefined {
    this.watcher.loaded?.(address, value);
    return value;
  }

  #store(address: number, value: number): boolean {
    this.watcher.stored?.(address, value);
    return this.#devices.store(address, value);
  }

  #answer(query: EnvironmentQuery): EnvironmentValue {
    const value = this.#valueOf(query);
    this.watcher.answered?.(value);
    return value;
  }

  /** Clocks show the tick before which the present slice began, or later. */
  #valueOf(query: EnvironmentQuery): EnvironmentValue {
    if (query !== 'interval-timer' && query !== 'time-of-day') {
      return { query, position: positionInWord(query, this.world.position(query)) };
    }
    this.#shown = Math.max(this.#shown, this.#tick + this.processor.completed);
    const ticks = this.#shown;
    if (query === 'interval-timer') return { query, ticks };
    this.processor.requestExit();
    const microseconds = POWER_ON_UTC + this.#tempo.later + Math.floor(ticks / TICKS_PER_MICROSECOND);
    return timeOfDayValue({ ticks, microseconds });
  }

  save(): Snapshot {
    this.#noteStores();
    return {
      words: this.#state.words.slice(),
      ram: this.#ram.version(),
      devices: this.#devices.save(),
      world: this.world.save(),
      tick: this.#tick,
      instructions: this.#instructions,
      ending: this.#ending,
    };
  }

  restore(snapshot: Snapshot): void {
    this.#noteStores();
    this.#ram.restore(snapshot.ram);
    this.#state.words.set(snapshot.words);
    this.processor.wordsChanged();
    this.#devices.restore(snapshot.devices);
    this.world.restore(snapshot.world);
    this.#tick = this.#shown = snapshot.tick;
    this.#instructions = snapshot.instructions;
    this.#ending = snapshot.ending;
    this.#resting = false;
    this.#given = [];
  }

  /**
   * Are machine and world in the state of `snapshot`, at its tick, but for the numbers of requests, and what only tells how they
   * came there? Then they go on in the same way.
   */
  standsAt(snapshot: Snapshot): boolean {
    if (this.#tick !== snapshot.tick || this.#ending !== undefined || snapshot.ending !== undefined) return false;
    if (!equalButForHistory(this.#state.words, snapshot.words)) return false;
    if (!this.#sameUnderWay(snapshot) || !this.world.looksLike(snapshot.world)) return false;
    this.#noteStores();
    return this.#ram.equals(snapshot.ram);
  }

  /** The same commands under way, due in the same times, and the same input to be read. */
  #sameUnderWay({ world, devices }: Snapshot): boolean {
    const pending = this.world.pending;
    if (pending.length !== world.pending.length || this.world.found !== world.found) return false;
    const same = pending.every(({ request, due }, index) => {
      const other = world.pending[index];
      return due === other.due && sameRequest(request, other.request);
    });
    return same && this.#devices.inputReceived() - this.#devices.inputPopped() === devices['console'].input.length;
  }

  #noteStores(): void {
    for (const page of this.processor.takeDirtyPages()) this.#ram.touch(page);
  }
}
