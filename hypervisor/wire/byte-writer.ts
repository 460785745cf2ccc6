/** Builds one binary message: big-endian, in a buffer that grows. Values out of range are our own mistakes, and throw. */

const WORD = 2 ** 32;

/** Bytes in which a message begins: enough for every one but those with data. */
const SHORT = 64;
/** Bytes of a new buffer, in which many messages stand one after the other: to make one for each is dear. */
const SHARED = 8192;

/** A buffer, and where its next message begins. */
interface Room {
  readonly view: DataView;
  readonly start: number;
}

/** Where there is room for a message, and no writer at work: several, if messages are written while others are. */
const spare: Room[] = [];

export class ByteWriter {
  #view: DataView;
  readonly #start: number;
  #length: number;

  constructor() {
    const { view, start } = spare.pop() ?? { view: new DataView(new ArrayBuffer(SHARED)), start: 0 };
    this.#view = view;
    this.#start = start;
    // With what stands before the message.
    this.#length = start;
  }

  /** An unsigned number of 8 bits. */
  u8(value: number): void {
    assertRange(value, 0, 0xff);
    const at = this.#room(1);
    this.#view.setUint8(at, value);
  }

  /** An unsigned number of 32 bits. */
  u32(value: number): void {
    assertRange(value, 0, WORD - 1);
    const at = this.#room(4);
    this.#view.setUint32(at, value);
  }

  /** A signed number of 32 bits. */
  i32(value: number): void {
    assertRange(value, -WORD / 2, WORD / 2 - 1);
    const at = this.#room(4);
    this.#view.setInt32(at, value);
  }

  /** A whole number from 0 to 2^53 - 1, in 64 bits. */
  u53(value: number): void {
    assertRange(value, 0, Number.MAX_SAFE_INTEGER);
    const at = this.#room(8);
    this.#view.setUint32(at, Math.floor(value / WORD));
    this.#view.setUint32(at + 4, value % WORD);
  }

  /** An unsigned number of 64 bits. */
  u64(value: bigint): void {
    if (value !== BigInt.asUintN(64, value)) throw new RangeError(`${value} is not a number of 64 bits`);
    const at = this.#room(8);
    this.#view.setBigUint64(at, value);
  }

  boolean(value: boolean): void {
    this.u8(value ? 1 : 0);
  }

  /** The length in 32 bits, then the bytes. */
  bytes(value: Uint8Array): void {
    this.u32(value.length);
    const at = this.#room(value.length);
    new Uint8Array(this.#view.buffer).set(value, at);
  }

  /** What has been written. To be called last. */
  finish(): Uint8Array {
    const { buffer, byteLength } = this.#view;
    const end = this.#length;
    if (byteLength === SHARED && end <= SHARED - SHORT) spare.push({ view: this.#view, start: end });
    return new Uint8Array(buffer, this.#start, end - this.#start);
  }

  /** Makes room for `count` bytes and returns where they go. It may change the buffer, so it is called first. */
  #room(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#view.byteLength) {
      // Twice as long, or what there is data for, after which little comes.
      const grown = new Uint8Array(Math.max(this.#view.byteLength * 2, this.#length + SHORT));
      grown.set(new Uint8Array(this.#view.buffer));
      this.#view = new DataView(grown.buffer);
    }
    return at;
  }
}

function assertRange(value: number, minimum: number, maximum: number): void {
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return;
  throw new RangeError(`${value} is not a whole number from ${minimum} to ${maximum}`);
}
