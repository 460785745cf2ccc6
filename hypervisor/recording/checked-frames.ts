/**
 * Frames in a file, each with checksums, so that a damaged frame is told from a good one, and damage from a file that was
 * cut off:
 *
 *     length, CRC-32 of the frame, CRC-32 of these eight bytes (32 bits each, big-endian), then the frame
 */
import { readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { MAX_FRAME } from '../links/link.ts';
import { BAD_CHECKSUM, BAD_HEADER_CHECKSUM, frameTooLarge } from '../words/recordings.ts';

/** Bytes before each frame. */
export const CHECKED_HEADER = 12;
/** Bytes read from the file at a time. */
const CHUNK = 64 * 1024;

/** The bytes of the file for `frame`. */
export function sealFrame(frame: Uint8Array): Uint8Array {
  const sealed = new Uint8Array(CHECKED_HEADER + frame.length);
  const header = new DataView(sealed.buffer);
  header.setUint32(0, frame.length);
  header.setUint32(4, crc32(frame));
  header.setUint32(8, crc32(sealed.subarray(0, 8)));
  sealed.set(frame, CHECKED_HEADER);
  return sealed;
}

/** What is at the beginning of `bytes`: a frame, or why that is none, or undefined if more bytes are needed to know. */
export function openFrame(bytes: Uint8Array): Uint8Array | { readonly damage: string } | undefined {
  if (bytes.length < CHECKED_HEADER) return undefined;
  const header = new DataView(bytes.buffer, bytes.byteOffset);
  const length = header.getUint32(0);
  if (crc32(bytes.subarray(0, 8)) !== header.getUint32(8)) return { damage: BAD_HEADER_CHECKSUM };
  if (length > MAX_FRAME) return { damage: frameTooLarge(length, MAX_FRAME) };
  if (bytes.length < CHECKED_HEADER + length) return undefined;
  const frame = bytes.subarray(CHECKED_HEADER, CHECKED_HEADER + length);
  return crc32(frame) === header.getUint32(4) ? frame : { damage: BAD_CHECKSUM };
}

/** Reads the frames of a file one after the other, from where it stands. */
export class FrameFile {
  readonly #file: number;
  #bytes = new Uint8Array(0);
  #at: number;

  /** `at`: the byte at which the file stands. */
  constructor(file: number, at: number) {
    this.#file = file;
    this.#at = at;
  }

  /** The byte at which the next frame begins. */
  get at(): number {
    return this.#at;
  }

  /** The next frame, or what is wrong with it, or undefined if the file ends before a whole one. */
  next(): Uint8Array | { readonly damage: string } | undefined {
    for (;;) {
      const frame = openFrame(this.#bytes);
      if (frame instanceof Uint8Array) {
        this.#bytes = this.#bytes.subarray(CHECKED_HEADER + frame.length);
        this.#at += CHECKED_HEADER + frame.length;
      }
      if (frame !== undefined || !this.#readMore()) return frame;
    }
  }

  #readMore(): boolean {
    const chunk = Buffer.alloc(CHUNK);
    const length = readSync(this.#file, chunk, 0, CHUNK, null);
    this.#bytes = Buffer.concat([this.#bytes, chunk.subarray(0, length)]);
    return length > 0;
  }
}
