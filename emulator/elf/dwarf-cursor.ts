/**
 * Reads the numbers and names of debugging information (DWARF 2 to 5, 7.4 to 7.6 of each): big-endian, never behind the end, and
 * never more names than a limit.
 */
import { utf8 } from '../bytes.ts';

const DWARF64 = 0xffffffff;
/** Bytes of one name, and of all together: damaged tables could repeat one long name without end. */
const MAX_NAME = 4096;
export const MAX_NAMES = 2 ** 24;

/** The bytes are not what they should be; nobody outside the readers of debugging information sees it. */
export class Damaged extends Error {}

/** Reads big-endian numbers, and never behind the end. */
export class Cursor {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /** Bytes of names that may still be read, here and wherever else this table leads. */
  readonly #names: { left: number };
  #at = 0;
  /** The bytes don't even tell where the next unit begins. */
  isBroken = false;

  constructor(bytes: Uint8Array, names: { left: number }) {
    this.#bytes = bytes;
    this.#names = names;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Bytes that were passed over. */
  get position(): number {
    return this.#at;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2));
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4));
  }

  /** An offset of 32 or 64 bits. */
  offset(bytes: 4 | 8): number {
    const high = bytes === 8 ? this.u32() : 0;
    if (high !== 0) throw new Damaged();
    return this.u32();
  }

  uleb(): number {
    let value = 0;
    for (let scale = 1; scale < 2 ** 49; scale *= 128) {
      const byte = this.u8();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    throw new Damaged();
  }

  sleb(): number {
    let value = 0;
    for (let scale = 1; scale < 2 ** 49; scale *= 128) {
      const byte = this.u8();
      value += (byte & 127) * scale;
      if (byte < 128) return (byte & 64) === 0 ? value : value - scale * 128;
    }
    throw new Damaged();
  }

  /** Bytes up to a 0, which is passed over. */
  text(): string {
    const name = this.#bytes.subarray(this.#at, this.#at + MAX_NAME);
    const length = name.indexOf(0);
    if (length < 0 || length > this.#names.left) throw new Damaged();
    this.#names.left -= length;
    this.#at += length + 1;
    return utf8(name.subarray(0, length));
  }

  /** Passes over bytes; returns nothing of interest. */
  skip(bytes: number): number {
    return this.#take(bytes);
  }

  /** A cursor over the next bytes, which are passed over. */
  part(bytes: number): Cursor {
    const at = this.#take(bytes);
    return new Cursor(this.#bytes.subarray(at, at + bytes), this.#names);
  }

  /** A cursor that begins so many bytes further on. */
  after(bytes: number): Cursor {
    if (bytes > this.left) throw new Damaged();
    return new Cursor(this.#bytes.subarray(this.#at + bytes), this.#names);
  }

  /** A cursor over other bytes. */
  over(bytes: Uint8Array): Cursor {
    return new Cursor(bytes, this.#names);
  }

  /** The next unit, which is passed over. */
  unit(): { cursor: Cursor; offsetBytes: 4 | 8 } {
    try {
      const length = this.u32();
      const offsetBytes = length === DWARF64 ? 8 : 4;
      return { cursor: this.part(length === DWARF64 ? this.offset(8) : length), offsetBytes };
    } catch (error) {
      this.isBroken = true;
      throw error;
    }
  }

  #take(bytes: number): number {
    if (bytes > this.left) throw new Damaged();
    const at = this.#at;
    this.#at += bytes;
    return at;
  }
}
