/**
 * The console device: a raw port (a line printer: no result, not repeatable), a stream port (numbered bytes, so that writing
 * them again prints nothing twice), and an input queue. Specified by emulator/board.md.
 */
import {
  CONSOLE,
  CONSOLE_COMMAND,
  CONSOLE_INTERRUPT,
  CONSOLE_PAGE,
  INPUT_END,
  INPUT_NONE,
  MAX_CONSOLE_WRITE,
  RESULT,
} from '../board.ts';
import { ask, type EnvironmentQuery } from '../environment.ts';
import type { Completion, Device, DeviceContext, DeviceState, Request } from './device.ts';
import { InputQueue } from './input-queue.ts';
import { Outstanding } from './outstanding.ts';

/** Words of the register window. ENDED is 1 once the end of input has arrived. */
const WORD = { ADDRESS: 0, LENGTH: 1, START: 2, RESULT: 3, INPUT_POSITION: 4, ENDED: 5 } as const;
export { WORD as CONSOLE_WORD };

export class ConsoleDevice implements Device {
  readonly page = CONSOLE_PAGE;
  readonly #context: DeviceContext;
  readonly #words: Int32Array;
  readonly #outstanding = new Outstanding();
  readonly #input = new InputQueue();

  constructor(context: DeviceContext) {
    this.#context = context;
    this.#words = context.registers;
  }

  environmentQuery(offset: number): EnvironmentQuery | undefined {
    return offset === CONSOLE.POSITION ? 'console-position' : undefined;
  }

  load(offset: number): number | undefined {
    switch (offset) {
      case CONSOLE.POSITION:
        return ask(this.#context.environment, 'console-position').position;
      case CONSOLE.ADDRESS:
        return this.#words[WORD.ADDRESS];
      case CONSOLE.LENGTH:
        return this.#words[WORD.LENGTH];
      case CONSOLE.START:
        return this.#words[WORD.START];
      case CONSOLE.RESULT:
        return this.#words[WORD.RESULT];
      case CONSOLE.INPUT:
        return this.#pop();
      case CONSOLE.INPUT_POSITION:
        return this.#words[WORD.INPUT_POSITION];
      default:
        return undefined;
    }
  }

  store(offset: number, value: number): boolean {
    switch (offset) {
      case CONSOLE.DATA:
        this.#context.request({ kind: 'console-byte', id: this.#context.nextRequestId(), byte: value & 0xff });
        return true;
      case CONSOLE.ADDRESS:
        this.#words[WORD.ADDRESS] = value;
        return true;
      case CONSOLE.LENGTH:
        this.#words[WORD.LENGTH] = value;
        return true;
      case CONSOLE.START:
        this.#words[WORD.START] = value;
        return true;
      case CONSOLE.COMMAND:
        return this.#command(value);
      default:
        return false;
    }
  }

  #command(command: number): boolean {
    if (this.#words[WORD.RESULT] === RESULT.BUSY) return false;
    const request = this.#requestOf(command, this.#context.nextRequestId());
    this.#context.commanded(request.id, {
      ...{ device: 'console', slot: 0, code: command, position: this.#words[WORD.START] },
      ...{ length: this.#words[WORD.LENGTH], address: this.#words[WORD.ADDRESS] },
    });
    this.#words[WORD.RESULT] = RESULT.BUSY;
    this.#outstanding.add(request);
    this.#context.request(request);
    return true;
  }

  #requestOf(command: number, id: number): Request {
    const { memory } = this.#context;
    const address = this.#words[WORD.ADDRESS] >>> 0;
    const length = this.#words[WORD.LENGTH] >>> 0;
    const printable = length >= 1 && length <= MAX_CONSOLE_WRITE && memory.contains(address, length);
    if (command !== CONSOLE_COMMAND.WRITE || !printable) return { kind: 'invalid', id, device: 'console', slot: 0 };
    const start = this.#words[WORD.START] >>> 0;
    return { kind: 'console-write', id, start, address, data: memory.read(address, length) };
  }

  complete(completion: Completion): boolean {
    if (this.#outstanding.take(completion.id) === undefined) return false;
    this.#words[WORD.RESULT] = completion.result;
    this.#context.raise(CONSOLE_INTERRUPT);
    return true;
  }

  /**
   * Takes input: `bytes` are number `from` and following of the input stream, counted from 0 at power-on; `end`: the stream
   * ends after them. Bytes that have been here before are ignored, so a sender in doubt may repeat itself.
   */
  receive(from: number, bytes: Uint8Array, end: boolean): void {
    const known = this.inputReceived() - from;
    if (known < 0) throw new Error(`console input ${from} arrived, but ${this.inputReceived()} comes next`);
    const fresh = bytes.subarray(known);
    const freshEnd = end && !this.inputEnded;
    if (fresh.length === 0 && !freshEnd) return;
    this.#input.push(fresh);
    if (end) this.#words[WORD.ENDED] = 1;
    this.#context.raise(CONSOLE_INTERRUPT);
  }

  /** Bytes of input that have arrived since power-on: the number of the byte that comes next. */
  inputReceived(): number {
    return this.inputPopped() + this.#input.length;
  }

  /** Bytes of input popped since power-on. */
  inputPopped(): number {
    return this.#words[WORD.INPUT_POSITION] >>> 0;
  }

  /** Has the end of input arrived? Bytes before it may still be there. */
  get inputEnded(): boolean {
    return this.#words[WORD.ENDED] === 1;
  }

  #pop(): number {
    const byte = this.#input.pop();
    if (byte === undefined) return this.inputEnded ? INPUT_END : INPUT_NONE;
    this.#words[WORD.INPUT_POSITION]++;
    return byte;
  }

  outstanding(): readonly Request[] {
    return this.#outstanding.list();
  }

  save(): DeviceState {
    return { outstanding: this.#outstanding.list(), input: this.#input.save() };
  }

  restore(state: DeviceState): void {
    this.#outstanding.restore(state.outstanding);
    this.#input.restore(state.input);
  }
}
