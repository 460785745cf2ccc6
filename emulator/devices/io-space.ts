/**
 * The I/O space: maps physical addresses from 0xF0000000 up to the devices of the board. Specified by
 * emulator/board.md. Addresses are word-aligned and unsigned; the processor settles width and alignment before it
 * asks.
 *
 *     const io = new IoSpace({ state, memory, environment, sectors: world.sectors, raise, request });
 *     io.load(0xf0001000);   // SECONDS, or undefined: a high-priority machine check
 */
import { ACTUATOR_INTERRUPT, CONSOLE_INTERRUPT, DISK_INTERRUPT, PAGE_SIZE } from '../board.ts';
import type { Environment, EnvironmentQuery } from '../environment.ts';
import { LAYOUT, type MachineState } from '../layout.ts';
import { ActuatorDevice } from './actuator.ts';
import { ClockDevice } from './clock.ts';
import { noteCommand, noteResult } from './command-history.ts';
import { ConsoleDevice } from './console.ts';
import type { Completion, Device, DeviceContext, DeviceState, Request } from './device.ts';
import { encodeDeviceState } from './device-state.ts';
import { DiskDevice } from './disk.ts';
import type { DmaMemory } from './dma-memory.ts';
import { SystemDevice } from './system.ts';

/** What the devices together may reach of the machine. */
export interface IoContext {
  /** Holds the devices' register windows. */
  readonly state: MachineState;
  readonly memory: DmaMemory;
  readonly environment: Environment;
  /** Size of the disk in sectors, 0 without one. */
  readonly sectors: number;
  /** Sets bits of EIRR. */
  raise(mask: number): void;
  /** Sends a request into the world. */
  request(request: Request): void;
}

type DeviceName = 'system' | 'clock' | 'console' | 'disk' | 'actuator';

export class IoSpace {
  readonly #state: MachineState;
  readonly #console: ConsoleDevice;
  readonly #devices: Readonly<Record<DeviceName, Device>>;
  readonly #byPage: ReadonlyMap<number, Device>;

  constructor(context: IoContext) {
    this.#state = context.state;
    const contextOf = (window: number): DeviceContext => ({
      registers: context.state.deviceWindow(window),
      memory: context.memory,
      environment: context.environment,
      raise: (mask) => context.raise(mask),
      nextRequestId: () => this.nextRequestId(),
      request: (request) => context.request(request),
      commanded: (id, command) => noteCommand(context.state.words, id, command),
    });
    this.#console = new ConsoleDevice(contextOf(LAYOUT.CONSOLE_WINDOW));
    this.#devices = {
      system: new SystemDevice(contextOf(LAYOUT.SYSTEM_WINDOW)),
      clock: new ClockDevice(contextOf(LAYOUT.CLOCK_WINDOW)),
      console: this.#console,
      disk: new DiskDevice(contextOf(LAYOUT.DISK_WINDOW), context.sectors),
      actuator: new ActuatorDevice(contextOf(LAYOUT.ACTUATOR_WINDOW)),
    };
    this.#byPage = new Map(Object.values(this.#devices).map((device) => [device.page, device]));
  }

  /** The question that loading this word asks of the environment, or undefined if the load is ordinary. */
  environmentQuery(address: number): EnvironmentQuery | undefined {
    return this.#deviceAt(address)?.environmentQuery(address % PAGE_SIZE);
  }

  /** The word at a physical address, or undefined if it can't be read (high-priority machine check). */
  load(address: number): number | undefined {
    return this.#deviceAt(address)?.load(address % PAGE_SIZE);
  }

  /** False if the word can't be written so (high-priority machine check); then nothing has changed. */
  store(address: number, value: number): boolean {
    return this.#deviceAt(address)?.store(address % PAGE_SIZE, value) ?? false;
  }

  /** Takes the completion of an outstanding request; false if no device waits for it. */
  complete(completion: Completion): boolean {
    const taken = Object.values(this.#devices).some((device) => device.complete(completion));
    if (taken) noteResult(this.#state.words, completion.id, completion.result);
    return taken;
  }

  /** Requests with a RESULT that have not completed, on any device, oldest first. */
  outstanding(): readonly Request[] {
    return Object.values(this.#devices)
      .flatMap((device) => device.outstanding())
      .sort((a, b) => a.id - b.id);
  }

  /** The EIRR bits that the commands under way will set when they complete. */
  interruptsUnderWay(): number {
    const { console, disk, actuator } = this.#devices;
    const of = (device: Device, mask: number): number => (device.outstanding().length > 0 ? mask : 0);
    return of(console, CONSOLE_INTERRUPT) | of(disk, DISK_INTERRUPT) | of(actuator, ACTUATOR_INTERRUPT);
  }

  /** Has the end of console input arrived? */
  get inputEnded(): boolean {
    return this.#console.inputEnded;
  }

  /** Console input: see {@link ConsoleDevice.receive}. */
  receive(from: number, bytes: Uint8Array, end: boolean): void {
    this.#console.receive(from, bytes, end);
  }

  /** Bytes of console input that have arrived since power-on. */
  inputReceived(): number {
    return this.#console.inputReceived();
  }

  /** Bytes of console input popped since power-on. */
  inputPopped(): number {
    return this.#console.inputPopped();
  }

  /** Takes the id of the machine's next request; for requests that the machine itself makes, too. */
  nextRequestId(): number {
    return ++this.#state.words[LAYOUT.REQUEST_ID] >>> 0;
  }

  /** Is there nothing of the devices' state beside the register windows: no request outstanding, no input to be popped? */
  get quiet(): boolean {
    if (this.inputReceived() !== this.inputPopped()) return false;
    for (const device of this.#byPage.values()) if (device.outstanding().length > 0) return false;
    return true;
  }

  /** What of the devices' state is not in the register window, by device. */
  save(): Record<string, DeviceState> {
    return Object.fromEntries(Object.entries(this.#devices).map(([name, device]) => [name, device.save()]));
  }

  /** Takes back what {@link save} gave; the register window is restored with the state buffer. */
  restore(state: Readonly<Record<string, DeviceState>>): void {
    for (const [name, device] of Object.entries(this.#devices)) device.restore(state[name]);
  }

  /** The state of {@link save} as bytes, equal if and only if the states are equal: for hashing. */
  encodedState(): Uint8Array {
    return encodeDeviceState(this.save());
  }

  #deviceAt(address: number): Device | undefined {
    return this.#byPage.get(address - (address % PAGE_SIZE));
  }
}
