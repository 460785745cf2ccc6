/** Takes one binary message apart, as byte-writer.ts builds it. Whatever is wrong with the bytes throws {@link Malformed}. */

const WORD = 2 ** 32;

/** The bytes are no message: what was found, and what was expected. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
}

/** Of the buffer that was read last: most messages come out of the same ring, and a view costs as much as the rest. */
let lastBuffer: ArrayBufferLike = new ArrayBuffer(0);
let lastView: DataView = new DataView(lastBuffer);

function viewOf(buffer: ArrayBufferLike): DataView {
  if (buffer !== lastBuffer) {
    lastBuffer = buffer;
    lastView = new DataView(buffer);
  }
  return lastView;
}

export class ByteReader {
  readonly #bytes: Uint8Array;
  /** Of the whole buffer in which the bytes are. */
  readonly #view: DataView;
  readonly #start: number;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = viewOf(bytes.buffer);
    this.#start = bytes.byteOffset;
  }

  u8(): number {
    return this.#view.getUint8(this.#start + this.#take(1));
  }

  u32(): number {
    return this.#view.getUint32(this.#start + this.#take(4));
  }

  i32(): number {
    return this.#view.getInt32(this.#start + this.#take(4));
  }

  /** A whole number from 0 to 2^53 - 1, in 64 bits. */
  u53(): number {
    const high = this.u32();
    const value = high * WORD + this.u32();
    if (!Number.isSafeInteger(value)) throw new Malformed(`number above 2^53 - 1 (upper word ${high})`);
    return value;
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.#start + this.#take(8));
  }

  boolean(): boolean {
    const value = this.u8();
    if (value > 1) throw new Malformed(`truth value ${value}, not 0 or 1`);
    return value === 1;
  }

  /** A copy of the next bytes, which come after their length: at most `maximum`. */
  bytes(maximum: number): Uint8Array {
    const length = this.u32();
    if (length > maximum) throw new Malformed(`${length} bytes of data, not at most ${maximum}`);
    const at = this.#take(length);
    return this.#bytes.slice(at, at + length);
  }

  /** To be called last: nothing may follow. */
  end(): void {
    const left = this.#bytes.length - this.#at;
    if (left > 0) throw new Malformed(`${left} bytes after the end of the message`);
  }

  #take(count: number): number {
    const at = this.#at;
    if (at + count > this.#bytes.length) {
      throw new Malformed(`message of ${this.#bytes.length} bytes ends early: ${count} more expected at byte ${at}`);
    }
    this.#at += count;
    return at;
  }
}
