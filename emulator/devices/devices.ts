/**
 * The devices of one machine, plugged in: what the processor's I/O space leads to, by physical addresses from 0xF0000000 up.
 * Specified by emulator/board.md. Addresses are word-aligned and unsigned; the processor settles width and alignment before
 * it asks.
 *
 *     const devices = new Devices({ state, memory, environment, sectors: world.sectors, raise, request });
 *     devices.load(0xf0001000);   // SECONDS, or undefined: a high-priority machine check
 */
import { PAGE_SIZE } from '../board.ts';
import type { Environment, EnvironmentQuery } from '../environment.ts';
import { LAYOUT, type MachineState } from '../layout.ts';
import { ConsoleDevice } from './console.ts';
import type { AnyRequest, Device, DeviceDefinition } from './definition.ts';
import { type Completion, type DeviceState, type Request } from './device.ts';
import { DEVICES } from './known-devices.ts';
import type { DmaMemory } from './dma-memory.ts';
import { encodeDeviceState } from './device-state.ts';
import { noteCommand, noteResult } from './last-commands.ts';

/** What the devices together may reach of the machine. */
export interface DevicesContext {
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
  /** A driver is told in RAM, at `address`, how the request `id` has ended. */
  told?(id: number, address: number): void;
  /** The driver of this device has broken `rule`, and the device needs a reset. */
  broken?(device: string, rule: string): void;
}

export class Devices {
  readonly #state: MachineState;
  readonly #console: ConsoleDevice;
  readonly #byName: ReadonlyMap<string, Device>;
  readonly #byPage: ReadonlyMap<number, Device>;
  /** What {@link encodedState} and {@link quiet} gave, until something happens to a device. */
  #encoded: Uint8Array | undefined;
  #quiet: boolean | undefined;

  constructor(context: DevicesContext) {
    this.#state = context.state;
    const plugged = DEVICES.map((definition, index) => ({
      definition,
      device: this.#plug(definition, index, context),
    }));
    this.#byName = new Map(plugged.map(({ definition, device }) => [definition.name, device]));
    this.#byPage = new Map(plugged.map(({ definition, device }) => [definition.page, device]));
    this.#console = plugged.map(({ device }) => device).find((device) => device instanceof ConsoleDevice)!;
  }

  #plug(definition: DeviceDefinition, index: number, context: DevicesContext): Device {
    const { state, memory, environment, sectors } = context;
    return definition.plug({
      ...{ registers: state.deviceWindow(index), memory, environment, sectors },
      raise: (mask) => context.raise(mask),
      nextRequestId: () => this.nextRequestId(),
      // What a device asks for is what its definition defines, of which Request is made.
      request: (request) => context.request(request as AnyRequest as Request),
      takeInput: () => this.#console.takeInput(),
      commanded: (id, command) => noteCommand(state.words, id, command),
      told: (id, address) => context.told?.(id, address),
      broken: (rule) => context.broken?.(definition.name, rule),
    });
  }

  /** The question that loading this word asks of the environment, or undefined if the load is ordinary. */
  environmentQuery(address: number): EnvironmentQuery | undefined {
    return this.#deviceAt(address)?.environmentQuery(address % PAGE_SIZE);
  }

  /** The word at a physical address, or undefined if it can't be read (high-priority machine check). */
  load(address: number): number | undefined {
    this.#reads();
    return this.#deviceAt(address)?.load(address % PAGE_SIZE);
  }

  /** The same of an aligned halfword: few devices have such registers. */
  loadHalfword(address: number): number | undefined {
    this.#reads();
    return this.#deviceAt(address)?.loadHalfword?.(address % PAGE_SIZE);
  }

  /** False if the word can't be written so (high-priority machine check); then nothing has changed. */
  store(address: number, value: number): boolean {
    this.#changes();
    return this.#deviceAt(address)?.store(address % PAGE_SIZE, value) ?? false;
  }

  /** Takes the completion of an outstanding request; false if no device waits for it. */
  complete(completion: Completion): boolean {
    this.#changes();
    const taken = [...this.#byName.values()].some((device) => device.complete(completion));
    if (taken) noteResult(this.#state.words, completion.id, completion.result);
    return taken;
  }

  /** Requests with a RESULT that have not completed, on any device, oldest first. */
  outstanding(): readonly Request[] {
    const requests = [...this.#byName.values()].flatMap((device) => device.outstanding());
    return requests.sort((a, b) => a.id - b.id) as readonly AnyRequest[] as readonly Request[];
  }

  /** The EIRR bits that the commands under way will set when they complete. */
  interruptsUnderWay(): number {
    if (this.quiet) return 0;
    let mask = 0;
    for (const { page, interrupt = 0 } of DEVICES) {
      if (this.#byPage.get(page)!.outstanding().length > 0) mask |= interrupt;
    }
    return mask;
  }

  /** What devices on which nothing is under way need of their drivers, as in "scsi needs a reset"; `rests`: see {@link Device.needs}. */
  needs(rests: boolean): string[] {
    return DEVICES.flatMap(({ name, page }) => {
      const device = this.#byPage.get(page)!;
      const what = device.outstanding().length > 0 ? undefined : device.needs?.(rests);
      return what === undefined ? [] : [`${name} needs ${what}`];
    });
  }

  /** Has the end of console input arrived? */
  get inputEnded(): boolean {
    return this.#console.inputEnded;
  }

  /** Console input: see {@link ConsoleDevice.receive}. */
  receive(from: number, bytes: Uint8Array, end: boolean): void {
    this.#changes();
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
    return (this.#quiet ??= this.#isQuiet());
  }

  #isQuiet(): boolean {
    if (this.inputReceived() !== this.inputPopped()) return false;
    for (const device of this.#byPage.values()) if (device.outstanding().length > 0) return false;
    return true;
  }

  /** What of the devices' state is not in the register window, by device. */
  save(): Record<string, DeviceState> {
    return Object.fromEntries([...this.#byName].map(([name, device]) => [name, device.save() as DeviceState]));
  }

  /** Takes back what {@link save} gave; the register window is restored with the state buffer. */
  restore(state: Readonly<Record<string, DeviceState>>): void {
    this.#changes();
    for (const [name, device] of this.#byName) device.restore(state[name]);
  }

  /**
   * The state of {@link save} as bytes, equal if and only if the states are equal: for hashing. The same object as long as nothing
   * happens to a device.
   */
  encodedState(): Uint8Array {
    return (this.#encoded ??= encodeDeviceState(this.#byName));
  }

  /** A register is read: that pops input, where there is any, and else changes nothing beside the register windows. */
  #reads(): void {
    if (this.#quiet !== true) this.#changes();
  }

  /** Something happens to a device. */
  #changes(): void {
    this.#encoded = this.#quiet = undefined;
  }

  #deviceAt(address: number): Device | undefined {
    return this.#byPage.get(address - (address % PAGE_SIZE));
  }
}
