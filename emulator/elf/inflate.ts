/**
 * Unpacks the zlib format (RFC 1950) with deflated data in it (RFC 1951). The result has exactly the size that is expected
 * of it, whatever the bytes are, or there is an error: nothing is made larger than that.
 */

/** The bytes are no such data; its message says why. */
export class InflateError extends Error {}

const METHOD_DEFLATE = 8;
const HAS_DICTIONARY = 0x20;
const HEADER_SIZE = 2;
const CHECKSUM_SIZE = 4;

/** Extra bits and bases of the lengths 257 to 285 and of the distances 0 to 29. */
const LENGTH_EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_EXTRA = Array.from({ length: 30 }, (_, index) => Math.max(0, (index >> 1) - 1));
const LENGTH_BASE = bases(LENGTH_EXTRA, 3);
const DISTANCE_BASE = bases(DISTANCE_EXTRA, 1);
/** The last length is an exception: 258, which others could say as well. */
LENGTH_BASE[28] = 258;

/** The order in which a block gives the lengths of the codes for its lengths of codes. */
const CODE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

const MAX_BITS = 15;
const END_OF_BLOCK = 256;

function bases(extra: readonly number[], first: number): number[] {
  let next = first;
  return extra.map((bits) => {
    const base = next;
    next += 2 ** bits;
    return base;
  });
}

/** Unpacks a zlib stream to `size` bytes. Throws an {@link InflateError}. */
export function inflate(data: Uint8Array, size: number): Uint8Array {
  if (data.length < HEADER_SIZE + CHECKSUM_SIZE) throw new InflateError('it is cut off');
  const [method, flags] = data;
  if ((method & 15) !== METHOD_DEFLATE || (method * 256 + flags) % 31 !== 0 || (flags & HAS_DICTIONARY) !== 0) {
    throw new InflateError('it does not begin as zlib data do');
  }
  const input = new BitReader(data.subarray(HEADER_SIZE));
  const output = new Uint8Array(size);
  const length = inflateBlocks(input, output);
  if (length !== size) throw new InflateError(`it holds ${length} bytes, not ${size}`);
  if (input.checksum() !== adler32(output)) throw new InflateError('its checksum is wrong');
  return output;
}

/** Codes of up to 15 bits, each a symbol: how many there are of each length, and the symbols in the order of the codes. */
interface Codes {
  readonly counts: Uint16Array;
  readonly symbols: Uint16Array;
}

function codesOf(lengths: readonly number[]): Codes {
  const counts = new Uint16Array(MAX_BITS + 1);
  for (const length of lengths) counts[length]++;
  counts[0] = 0;
  let left = 1;
  for (let bits = 1; bits <= MAX_BITS; bits++) {
    left = left * 2 - counts[bits];
    if (left < 0) throw new InflateError('it has a table with too many codes');
  }
  const next = new Uint16Array(MAX_BITS + 2);
  for (let bits = 1; bits <= MAX_BITS; bits++) next[bits + 1] = next[bits] + counts[bits];
  const symbols = new Uint16Array(lengths.length);
  for (const [symbol, length] of lengths.entries()) if (length > 0) symbols[next[length]++] = symbol;
  return { counts, symbols };
}

const FIXED_LENGTHS = codesOf(
  Array.from({ length: 288 }, (_, symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8)),
);
const FIXED_DISTANCES = codesOf(Array.from({ length: 30 }, () => 5));

class BitReader {
  private readonly data: Uint8Array;
  private at = 0;
  private held = 0;
  private count = 0;

  constructor(data: Uint8Array) {
    this.data = data;
  }

  /** Up to 16 bits, the first of them rightmost. */
  bits(count: number): number {
    while (this.count < count) {
      if (this.at >= this.data.length) throw new InflateError('it is cut off');
      this.held |= this.data[this.at++] << this.count;
      this.count += 8;
    }
    const value = this.held & ((1 << count) - 1);
    this.held >>>= count;
    this.count -= count;
    return value;
  }

  symbol({ counts, symbols }: Codes): number {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let bits = 1; bits <= MAX_BITS; bits++) {
      code |= this.bits(1);
      const count = counts[bits];
      if (code - count < first) return symbols[index + code - first];
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw new InflateError('it has a code that means nothing');
  }

  /** Whole bytes, from the next one on. */
  bytes(count: number): Uint8Array {
    this.toByte();
    if (this.at + count > this.data.length) throw new InflateError('it is cut off');
    this.at += count;
    return this.data.subarray(this.at - count, this.at);
  }

  checksum(): number {
    const bytes = this.bytes(CHECKSUM_SIZE);
    return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  }

  private toByte(): void {
    this.at -= this.count >> 3;
    this.held = 0;
    this.count = 0;
  }
}

function inflateBlocks(input: BitReader, output: Uint8Array): number {
  let length = 0;
  for (let isLast = false; !isLast;) {
    isLast = input.bits(1) === 1;
    const kind = input.bits(2);
    if (kind === 0) length = copyStored(input, output, length);
    else if (kind === 1) length = inflateBlock(input, output, length, FIXED_LENGTHS, FIXED_DISTANCES);
    else if (kind === 2) length = inflateBlock(input, output, length, ...readCodes(input));
    else throw new InflateError('it has a block of an unknown kind');
  }
  return length;
}

function tooLong(output: Uint8Array): InflateError {
  return new InflateError(`it holds more than the ${output.length} bytes that it is said to hold`);
}

function copyStored(input: BitReader, output: Uint8Array, at: number): number {
  const sizes = input.bytes(4);
  const size = sizes[0] | (sizes[1] << 8);
  if ((size ^ 0xffff) !== (sizes[2] | (sizes[3] << 8))) throw new InflateError('the size of a block is damaged');
  if (at + size > output.length) throw tooLong(output);
  output.set(input.bytes(size), at);
  return at + size;
}

/** The tables of a block with codes of its own. */
function readCodes(input: BitReader): [Codes, Codes] {
  const lengthCount = input.bits(5) + 257;
  const distanceCount = input.bits(5) + 1;
  const codeCount = input.bits(4) + 4;
  const own = new Array<number>(CODE_ORDER.length).fill(0);
  for (let index = 0; index < codeCount; index++) own[CODE_ORDER[index]] = input.bits(3);
  const codes = codesOf(own);
  const lengths: number[] = [];
  while (lengths.length < lengthCount + distanceCount) {
    const symbol = input.symbol(codes);
    if (symbol < 16) lengths.push(symbol);
    else {
      const last = lengths.at(-1);
      if (symbol === 16 && last === undefined) throw new InflateError('it repeats a length before the first');
      const times = symbol === 16 ? 3 + input.bits(2) : symbol === 17 ? 3 + input.bits(3) : 11 + input.bits(7);
      for (let i = 0; i < times; i++) lengths.push(symbol === 16 ? (last ?? 0) : 0);
    }
  }
  if (lengths.length > lengthCount + distanceCount) throw new InflateError('it repeats a length too often');
  return [codesOf(lengths.slice(0, lengthCount)), codesOf(lengths.slice(lengthCount))];
}

function inflateBlock(input: BitReader, output: Uint8Array, start: number, lengths: Codes, distances: Codes): number {
  let at = start;
  for (;;) {
    const symbol = input.symbol(lengths);
    if (symbol === END_OF_BLOCK) return at;
    if (symbol < END_OF_BLOCK) {
      if (at >= output.length) throw tooLong(output);
      output[at++] = symbol;
      continue;
    }
    const length = numberOf(input, symbol - END_OF_BLOCK - 1, LENGTH_BASE, LENGTH_EXTRA);
    const distance = numberOf(input, input.symbol(distances), DISTANCE_BASE, DISTANCE_EXTRA);
    if (distance > at) throw new InflateError('it repeats what is before its start');
    if (at + length > output.length) throw tooLong(output);
    // Byte by byte: what is repeated may be what this has just written.
    for (const end = at + length; at < end; at++) output[at] = output[at - distance];
  }
}

function numberOf(input: BitReader, index: number, base: readonly number[], extra: readonly number[]): number {
  if (index >= base.length) throw new InflateError('it has a code that means nothing');
  return base[index] + input.bits(extra[index]);
}

/** RFC 1950, 8.2. */
function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return ((b << 16) | a) >>> 0;
}
