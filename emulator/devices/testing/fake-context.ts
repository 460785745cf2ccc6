/** A device's surroundings for tests: a little RAM, a scripted environment, and a record of what the device does. */
import type { Environment, EnvironmentValue } from '../../environment.ts';
import { INPUT_NONE } from '../console.ts';
import type { AnyRequest, DeviceContext } from '../definition.ts';
import type { Command } from '../../report/stop-report.ts';
import type { DmaMemory } from '../dma-memory.ts';
import type { Request } from '../device.ts';

/** RAM as a plain byte array. */
class FakeMemory implements DmaMemory {
  readonly bytes: Uint8Array;

  constructor(size: number) {
    this.bytes = new Uint8Array(size);
  }

  get size(): number {
    return this.bytes.length;
  }

  contains(address: number, length: number): boolean {
    return address >= 0 && length >= 0 && address + length <= this.size;
  }

  read(address: number, length: number): Uint8Array {
    this.#check(address, length);
    return this.bytes.slice(address, address + length);
  }

  write(address: number, bytes: Uint8Array): void {
    this.#check(address, bytes.length);
    this.bytes.set(bytes, address);
  }

  /** A device has to ask before. */
  #check(address: number, length: number): void {
    if (!this.contains(address, length)) throw new RangeError(`${length} bytes at ${address} of ${this.size}`);
  }
}

export class FakeContext implements DeviceContext {
  readonly sectors: number;
  readonly registers = new Int32Array(128);
  readonly memory = new FakeMemory(1024 * 1024);
  /** Answers by question, changed by tests as they go. */
  readonly answers: { -readonly [Q in EnvironmentValue['query']]: Extract<EnvironmentValue, { query: Q }> } = {
    'interval-timer': { query: 'interval-timer', ticks: 0 },
    'time-of-day': { query: 'time-of-day', ticks: 0, seconds: 800_000_000, microseconds: 123_456 },
    'console-position': { query: 'console-position', position: 0 },
    'actuator-position': { query: 'actuator-position', position: 4000 },
  };
  readonly environment: Environment = { read: (query) => this.answers[query] };
  /** What the device has sent into the world, oldest first. */
  readonly requests: Request[] = [];
  /** What it has noted of its commands. */
  readonly commands: Command[] = [];
  /** Where in RAM the driver is told how a request has ended, by its id. */
  readonly answered = new Map<number, number>();
  /** The rules that the driver has broken, in words. */
  readonly brokenRules: string[] = [];
  /** Bytes of console input that wait. */
  readonly input: number[] = [];
  /** EIRR. */
  eirr = 0;
  #lastId = 0;

  constructor(sectors = 0) {
    this.sectors = sectors;
  }

  raise(mask: number): void {
    this.eirr = (this.eirr | mask) >>> 0;
  }

  nextRequestId(): number {
    return ++this.#lastId;
  }

  request(request: AnyRequest): void {
    this.requests.push(request as Request);
  }

  takeInput(): number {
    return this.input.shift() ?? INPUT_NONE;
  }

  commanded(_id: number, command: Command): void {
    this.commands.push(command);
  }

  broken(rule: string): void {
    this.brokenRules.push(rule);
  }

  told(id: number, address: number): void {
    this.answered.set(id, address);
  }
}
