/**
 * Bytes of a WebAssembly module while it is put together, in a buffer that grows. Specified by the WebAssembly core
 * specification 2.0, section 5.2, "Values". Numbers out of range are our own mistakes, and throw.
 */

export class ByteSequence {
  #buffer = new Uint8Array(64);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  byte(value: number): void {
    if (this.#length === this.#buffer.length) this.#grow(this.#length + 1);
    this.#buffer[this.#length] = value;
    this.#length += 1;
  }

  append(bytes: Uint8Array): void {
    const at = this.#length;
    if (at + bytes.length > this.#buffer.length) this.#grow(at + bytes.length);
    this.#buffer.set(bytes, at);
    this.#length += bytes.length;
  }

  /** u32: LEB128, seven bits a byte, the lowest first. */
  unsigned(value: number): void {
    // Most are small.
    if ((value & 0x7f) === value) {
      this.byte(value);
      return;
    }
    assertRange(value, 0, 2 ** 32 - 1);
    for (; value > 0x7f; value >>>= 7) this.byte((value & 0x7f) | 0x80);
    this.byte(value);
  }

  /** s32, given signed or unsigned. */
  signed(value: number): void {
    if ((value << 25) >> 25 === value) {
      this.byte(value & 0x7f);
      return;
    }
    assertRange(value, -(2 ** 31), 2 ** 32 - 1);
    let rest = value | 0;
    for (; rest < -64 || rest > 63; rest >>= 7) this.byte((rest & 0x7f) | 0x80);
    this.byte(rest & 0x7f);
  }

  /** s64, given signed or unsigned. */
  signed64(value: bigint): void {
    assertRange(value, -(2n ** 63n), 2n ** 64n - 1n);
    let rest = BigInt.asIntN(64, value);
    for (; rest < -64n || rest > 63n; rest >>= 7n) this.byte(Number(rest & 0x7fn) | 0x80);
    this.byte(Number(rest & 0x7fn));
  }

  /** f64, little-endian. */
  double(value: number): void {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, value, true);
    this.append(bytes);
  }

  /** The length in bytes, then UTF-8. */
  name(text: string): void {
    this.sized(new TextEncoder().encode(text));
  }

  /** The length, then the bytes. */
  sized(bytes: Uint8Array): void {
    this.unsigned(bytes.length);
    this.append(bytes);
  }

  /** A view of what has been written, until more is. */
  bytes(): Uint8Array<ArrayBuffer> {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Makes room for `length` bytes in all, and more. */
  #grow(length: number): void {
    const grown = new Uint8Array(length * 2);
    grown.set(this.#buffer);
    this.#buffer = grown;
  }
}

function assertRange<T extends number | bigint>(value: T, minimum: T, maximum: T): void {
  const isWhole = typeof value === 'bigint' || Number.isInteger(value);
  if (!isWhole || value < minimum || value > maximum) {
    throw new RangeError(`${value} is not a whole number from ${minimum} to ${maximum}`);
  }
}
