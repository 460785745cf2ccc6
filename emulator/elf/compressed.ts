/**
 * Sections whose bytes are compressed, as `gcc -gz` has them for debuggers: with SHF_COMPRESSED and a header (System V ABI,
 * chapter 4, "Section Compression"), or in the older form by the name `.zdebug_` and `ZLIB` in front.
 */
import { latin1 } from '../bytes.ts';
import { SECTION_FLAGS } from './format.ts';
import { inflate, InflateError } from './inflate.ts';
import { ElfError } from './reader.ts';

/** Elf32_Chdr. */
const HEADER = { TYPE: 0, CONTENT_SIZE: 4, ALIGNMENT: 8, SIZE: 12 } as const;
const TYPE_ZLIB = 1;
const TYPE_ZSTD = 2;

const OLD_PREFIX = '.zdebug_';
const OLD_MAGIC = 'ZLIB';
/** The magic, and the size in 8 bytes. */
const OLD_HEADER_SIZE = 12;

/** Deflated data are at best this many times smaller than what they hold. */
const MAX_RATIO = 1032;
/** Bytes that all sections of one file may hold. */
const MAX_UNPACKED = 256 * 1024 * 1024;

interface Packed {
  readonly name: string;
  /** SECTION_FLAGS or-ed together. */
  readonly flags: number;
  readonly alignment: number;
  readonly data: Uint8Array;
}

/** Unpacks the sections of one file. */
export class Unpacker {
  private room = MAX_UNPACKED;

  /** A section as it is without compression; itself if it has none. Throws an {@link ElfError} if it is damaged. */
  unpack<T extends Packed>(section: T): T {
    const { name, flags, data } = section;
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    if ((flags & SECTION_FLAGS.COMPRESSED) !== 0) {
      if ((flags & SECTION_FLAGS.ALLOC) !== 0)
        throw new ElfError(`section ${name} is compressed, but part of the program`);
      if (data.length < HEADER.SIZE) throw new ElfError(`compressed section ${name} is cut off`);
      const type = view.getUint32(HEADER.TYPE);
      if (type !== TYPE_ZLIB) {
        const what = type === TYPE_ZSTD ? 'with zstd' : `in the unknown way ${type}`;
        throw new ElfError(`section ${name} is compressed ${what}; -gz=zlib makes what can be read here`);
      }
      const size = view.getUint32(HEADER.CONTENT_SIZE);
      const alignment = Math.max(1, view.getUint32(HEADER.ALIGNMENT));
      const plain = this.inflate(name, data.subarray(HEADER.SIZE), size);
      return { ...section, flags: flags & ~SECTION_FLAGS.COMPRESSED, alignment, data: plain };
    }
    if (name.startsWith(OLD_PREFIX) && latin1(data.subarray(0, OLD_MAGIC.length)) === OLD_MAGIC) {
      if (data.length < OLD_HEADER_SIZE) throw new ElfError(`compressed section ${name} is cut off`);
      const size = Number(view.getBigUint64(OLD_MAGIC.length));
      const plain = this.inflate(name, data.subarray(OLD_HEADER_SIZE), size);
      return { ...section, name: name.replace('.z', '.'), data: plain };
    }
    return section;
  }

  private inflate(name: string, data: Uint8Array, size: number): Uint8Array {
    if (size > data.length * MAX_RATIO || size > this.room) {
      throw new ElfError(`compressed section ${name} is said to hold ${size} bytes, which is too many`);
    }
    this.room -= size;
    try {
      return inflate(data, size);
    } catch (error) {
      if (error instanceof InflateError) throw new ElfError(`compressed section ${name} is damaged: ${error.message}`);
      throw error;
    }
  }
}
