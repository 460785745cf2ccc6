/**
 * The console device: a raw port (a line printer: no result, not repeatable), a stream port (numbered bytes, so that writing
 * them again prints nothing twice), and an input queue. Specified by emulator/board.md.
 */
import { RESULT } from '../board.ts';
import { hex } from '../hex.ts';
import { askPosition, type EnvironmentQuery } from '../environment.ts';
import { CommandsUnderWay } from './commands-under-way.ts';
import {
  type AnyRequest,
  type Completion,
  type Defined,
  defineCommand,
  defineDevice,
  defineOutput,
  type Device,
  type DeviceContext,
  type InvalidRequest,
  namesOf,
  offsetsOf,
  type RequestOf,
  type SavedDevice,
  spanOf,
  theseOf,
} from './definition.ts';
import type { Command } from '../report/stop-report.ts';
import { InputQueue } from './input-queue.ts';
import { type Knowledge, type Relation, sameBytes } from './repetition.ts';

export const CONSOLE_PAGE = 0xf0002000;
export const CONSOLE_INTERRUPT = 0x00800000;

const REGISTERS = {
  DATA: { at: 0x00, access: 'w', text: 'prints the low byte (raw port)' },
  POSITION: { at: 0x04, access: 'r', text: 'stream bytes accepted since power-on' },
  ADDRESS: { at: 0x08, access: 'rw' },
  LENGTH: { at: 0x0c, access: 'rw', text: '1 to 65,536' },
  START: { at: 0x10, access: 'rw', text: 'stream position of the first byte' },
  COMMAND: { at: 0x14, access: 'w', text: '1 write' },
  RESULT: { at: 0x18, access: 'r' },
  INPUT: { at: 0x1c, access: 'r', text: 'takes the next input byte, −1 none, −2 end of input' },
  INPUT_POSITION: { at: 0x20, access: 'r', text: 'bytes taken' },
} as const;
export const CONSOLE = offsetsOf(REGISTERS);
export const CONSOLE_COMMAND = { WRITE: 1 } as const;

/** Bytes one stream command may write. */
export const MAX_CONSOLE_WRITE = 65536;
/** What an INPUT read gives when there is no byte. */
export const INPUT_NONE = -1;
export const INPUT_END = -2;

/** Words of the register window. ENDED is 1 once the end of input has arrived. */
const WORD = { ADDRESS: 0, LENGTH: 1, START: 2, RESULT: 3, INPUT_POSITION: 4, ENDED: 5 } as const;

/**
 * The stream port: `data` belongs at stream position `start`; bytes below the stream's position are skipped. `address` is
 * the buffer's in RAM: for people, since what is written was taken from there already.
 */
const WRITE_FIELDS = { start: 'u32', address: 'u32', data: { most: MAX_CONSOLE_WRITE } } as const;
type WriteRequest = RequestOf<'console-write', typeof WRITE_FIELDS>;

const WRITE = defineCommand('console-write', WRITE_FIELDS, {
  operation: 'write',
  describe: ({ start, data }) => `console write of ${spanOf('byte', start, data.length)}`,
  history: ({ start, data, address }) => ({ start, bytes: data.length, buffer: `0x${hex(address)}` }),
  unit: 'byte',
  units: ({ data }) => data.length,
  relate: relateWrites,
  differs: differenceOfWrites,
  reaches: ({ start }, performed) => (start + performed) >>> 0,
  beginning: (request, units) => ({ ...request, data: request.data.subarray(0, units) }),
});

/** The raw port: not repeatable. */
const BYTE = defineOutput(
  'console-byte',
  { byte: 'u8' },
  {
    describe: ({ byte }) => `console byte ${byte}`,
    brief: ({ byte }) => `print ${String.fromCharCode(byte)}`,
  },
);
export type ConsoleRequest = WriteRequest | Defined<typeof BYTE>;

export const CONSOLE_DEVICE = defineDevice({
  name: 'console',
  page: CONSOLE_PAGE,
  interrupt: CONSOLE_INTERRUPT,
  registers: REGISTERS,
  commands: CONSOLE_COMMAND,
  constants: {
    MAX_CONSOLE_WRITE: { value: MAX_CONSOLE_WRITE, text: 'Bytes one stream command may write.' },
    INPUT_NONE: { value: INPUT_NONE, text: 'What an INPUT read gives when there is no byte.' },
    INPUT_END: { value: INPUT_END },
  },
  requests: [WRITE, BYTE],
  position: 'u32',
  nameOfWord: namesOf(WORD),
  describeCommand,
  plug: (context) => new ConsoleDevice(context),
});

function describeCommand({ code, position, length, address }: Command): string {
  const what = code === CONSOLE_COMMAND.WRITE ? 'write' : `unknown command ${code}`;
  return `${what} of ${length} ${length === 1 ? 'byte' : 'bytes'} at position ${position} from ${hex(address)}`;
}

function isWrite(request: AnyRequest): request is WriteRequest {
  return request.kind === 'console-write';
}

/**
 * A driver may cut its bytes otherwise, so writes repeat one as soon as they have brought all its bytes, the same ones. A
 * write that begins behind bytes which were printed already has left those out with reason.
 */
function relateWrites(earlier: WriteRequest, later: AnyRequest, { settled, reached }: Knowledge): Relation {
  if (!isWrite(later)) return 'apart';
  const { length } = earlier.data;
  // Positions are modulo 2^32.
  const offset = (later.start - earlier.start) | 0;
  const end = Math.min(length, offset + later.data.length);
  if (end <= 0) return 'apart';
  if (offset > settled && ((later.start - reached) | 0) > 0) return 'instead';
  if (offset >= length) return 'behind';
  const from = Math.max(0, offset);
  if (!sameBytes(earlier.data.subarray(from, end), later.data.subarray(from - offset, end - offset))) return 'instead';
  return end === length ? 'repeats' : { settled: Math.max(settled, end) };
}

function differenceOfWrites({ start, data }: WriteRequest, earlier: AnyRequest): { place?: string; detail: string } {
  if (!isWrite(earlier)) return { detail: '' };
  const same = start === earlier.start && data.length === earlier.data.length;
  const met = ((start - earlier.start) | 0) < earlier.data.length;
  const detail = same ? 'other data' : spanOf('byte', start, data.length);
  return met ? { place: theseOf('byte', earlier.data.length), detail } : { detail };
}

export class ConsoleDevice implements Device {
  readonly #context: DeviceContext;
  readonly #words: Int32Array;
  readonly #underWay = new CommandsUnderWay<WriteRequest | InvalidRequest>();
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
        return askPosition(this.#context.environment, 'console-position');
      case CONSOLE.ADDRESS:
        return this.#words[WORD.ADDRESS];
      case CONSOLE.LENGTH:
        return this.#words[WORD.LENGTH];
      case CONSOLE.START:
        return this.#words[WORD.START];
      case CONSOLE.RESULT:
        return this.#words[WORD.RESULT];
      case CONSOLE.INPUT:
        return this.takeInput();
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
    this.#underWay.add(request);
    this.#context.request(request);
    return true;
  }

  #requestOf(command: number, id: number): WriteRequest | InvalidRequest {
    const { memory } = this.#context;
    const address = this.#words[WORD.ADDRESS] >>> 0;
    const length = this.#words[WORD.LENGTH] >>> 0;
    const printable = length >= 1 && length <= MAX_CONSOLE_WRITE && memory.contains(address, length);
    if (command !== CONSOLE_COMMAND.WRITE || !printable) return { kind: 'invalid', id, device: 'console', slot: 0 };
    const start = this.#words[WORD.START] >>> 0;
    return { kind: 'console-write', id, start, address, data: memory.read(address, length) };
  }

  complete(completion: Completion): boolean {
    if (this.#underWay.take(completion.id) === undefined) return false;
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

  /** What a load of INPUT gives. */
  takeInput(): number {
    const byte = this.#input.pop();
    if (byte === undefined) return this.inputEnded ? INPUT_END : INPUT_NONE;
    this.#words[WORD.INPUT_POSITION]++;
    return byte;
  }

  outstanding(): readonly AnyRequest[] {
    return this.#underWay.list();
  }

  save(): SavedDevice<WriteRequest | InvalidRequest> {
    return { outstanding: this.#underWay.list(), input: this.#input.save() };
  }

  restore(state: SavedDevice<WriteRequest | InvalidRequest>): void {
    this.#underWay.restore(state.outstanding);
    this.#input.restore(state.input);
  }
}
