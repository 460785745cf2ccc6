/**
 * A machine's state as frames of the link to a joiner: pages of RAM, each with its number, and everything else as one run of
 * bytes in pieces. Frames are numbered from 0. Decoding trusts nothing: a gap, pages that do not exist, a state of another
 * shape, and bytes without end are {@link Malformed}.
 */
import { concatenate } from '../../emulator/bytes.ts';
import { PAGE_SIZE } from '../../emulator/board.ts';
import type { DeviceState } from '../../emulator/devices/device.ts';
import { readRequest, writeRequest } from '../wire/request-codec.ts';
import type { CopyableMachine, SavedState } from '../monitor/machine-state-copy.ts';
import { ByteReader, Malformed } from '../wire/byte-reader.ts';
import { ByteWriter } from '../wire/byte-writer.ts';

/** First bytes of the frames: see peer.ts. */
export const STATE_FRAME = { PAGES: 0x83, PIECE: 0x84 } as const;

/** Pages in one frame. */
export const PAGES_PER_FRAME = 32;
const PIECE_BYTES = 128 * 1024;
const NOTHING = new Uint8Array(0);
/** Bytes of a machine's state without RAM: the largest TLB, eight disk writes, a console write and input. */
const MAX_STATE = 8 * 1024 * 1024;
const MAX_DEVICES = 16;
const MAX_OUTSTANDING = 64;
const MAX_INPUT = 1024 * 1024;

/** Does `page`, which begins at a word, hold nothing but zeros? */
export function isZero(page: Uint8Array): boolean {
  return new Int32Array(page.buffer, page.byteOffset, PAGE_SIZE / 4).every((word) => word === 0);
}

/** Pages of `machine`, at most {@link PAGES_PER_FRAME}, as frame number `frame`. One that holds nothing has no bytes. */
export function encodePages(frame: number, machine: CopyableMachine, numbers: readonly number[]): Uint8Array {
  const writer = new ByteWriter();
  writer.u8(STATE_FRAME.PAGES);
  writer.u32(frame);
  writer.u8(numbers.length);
  for (const number of numbers) {
    writer.u32(number);
    const page = machine.page(number);
    writer.bytes(isZero(page) ? NOTHING : page);
  }
  return writer.finish();
}

/** All of `state` as frames, the first of which is number `first`. */
export function encodeState(first: number, { words, devices }: SavedState): Uint8Array[] {
  const writer = new ByteWriter();
  writer.bytes(new Uint8Array(words.buffer, words.byteOffset, words.byteLength));
  const names = Object.keys(devices);
  writer.u8(names.length);
  for (const name of names) {
    const { outstanding, input } = devices[name];
    writer.bytes(new TextEncoder().encode(name));
    writer.u8(outstanding.length);
    for (const request of outstanding) writeRequest(writer, request);
    writer.bytes(input);
  }
  return pieces(first, writer.finish());
}

function pieces(first: number, bytes: Uint8Array): Uint8Array[] {
  const frames: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    const writer = new ByteWriter();
    writer.u8(STATE_FRAME.PIECE);
    writer.u32(first + frames.length);
    writer.boolean(at + PIECE_BYTES >= bytes.length);
    writer.bytes(bytes.subarray(at, at + PIECE_BYTES));
    frames.push(writer.finish());
  }
  return frames;
}

/** The joiner's side: fills `machine` as frames come. */
export class StateReceiver {
  readonly #machine: CopyableMachine;
  #pieces: Uint8Array[] = [];
  #bytes = 0;
  #frames = 0;
  #complete = false;

  constructor(machine: CopyableMachine) {
    this.#machine = machine;
  }

  /** Has the machine got everything? */
  get complete(): boolean {
    return this.#complete;
  }

  /** Takes a frame. Throws Malformed. */
  take(frame: Uint8Array): void {
    const reader = new ByteReader(frame);
    const kind = reader.u8();
    const number = reader.u32();
    if (this.#complete) throw new Malformed('more of a state that is complete');
    if (number !== this.#frames) throw new Malformed(`frame ${number} of a state, not ${this.#frames}`);
    this.#frames += 1;
    if (kind === STATE_FRAME.PAGES) this.#takePages(reader);
    else if (kind === STATE_FRAME.PIECE) this.#takePiece(reader);
    else throw new Malformed(`a frame of kind ${kind} instead of a machine's state`);
  }

  #takePages(reader: ByteReader): void {
    for (let left = reader.u8(); left > 0; left -= 1) {
      const number = reader.u32();
      const { pageCount } = this.#machine;
      if (number >= pageCount) throw new Malformed(`page ${number} of a machine with ${pageCount}`);
      const bytes = reader.bytes(PAGE_SIZE);
      if (bytes.length === 0) this.#machine.page(number).fill(0);
      else if (bytes.length === PAGE_SIZE) this.#machine.page(number).set(bytes);
      else throw new Malformed(`a page of ${bytes.length} bytes`);
    }
    reader.end();
  }

  #takePiece(reader: ByteReader): void {
    const last = reader.boolean();
    const piece = reader.bytes(PIECE_BYTES);
    reader.end();
    this.#bytes += piece.length;
    if (this.#bytes > MAX_STATE) throw new Malformed(`a state of more than ${MAX_STATE} bytes`);
    this.#pieces.push(piece);
    if (!last) return;
    if (!this.#machine.restore(decodeState(concatenate(this.#pieces)))) {
      throw new Malformed('the state of a machine of another shape');
    }
    this.#pieces = [];
    this.#complete = true;
  }
}

function decodeState(state: Uint8Array): SavedState {
  const reader = new ByteReader(state);
  const bytes = reader.bytes(MAX_STATE);
  if (bytes.length % 4 !== 0) throw new Malformed(`${bytes.length} bytes of registers`);
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const devices = readDevices(reader);
  reader.end();
  return { words, devices };
}

function readDevices(reader: ByteReader): Record<string, DeviceState> {
  const devices: Record<string, DeviceState> = {};
  for (let left = readCount(reader, MAX_DEVICES); left > 0; left -= 1) {
    const name = new TextDecoder().decode(reader.bytes(32));
    const count = readCount(reader, MAX_OUTSTANDING);
    const outstanding = Array.from({ length: count }, () => readRequest(reader));
    devices[name] = { outstanding, input: reader.bytes(MAX_INPUT) };
  }
  return devices;
}

function readCount(reader: ByteReader, most: number): number {
  const count = reader.u8();
  if (count > most) throw new Malformed(`${count} instead of at most ${most}`);
  return count;
}
