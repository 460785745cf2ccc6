/**
 * Framing: each frame goes after its length, 32 bits, big-endian. The sending side and both kinds of receiving side. A
 * length of 0 is a sign of life and nothing else: receivers skip it (keep-alive.ts).
 */
import { FRAME_HEADER, MAX_FRAME } from './link.ts';
import type { RingConsumer } from './ring.ts';

/** Bytes of a queue's buffer at first, and of the largest that is kept when all is written. */
const FIRST_BUFFER = 64 * 1024;
const KEPT_BUFFER = 1024 * 1024;

/** Frames queued to be written, back to back in one buffer, so that many leave in one system call. */
export class FrameQueue {
  #buffer = new Uint8Array(FIRST_BUFFER);
  #start = 0;
  #end = 0;

  /** Bytes queued. */
  get length(): number {
    return this.#end - this.#start;
  }

  push(frame: Uint8Array): void {
    const bytes = framedLength(frame);
    this.#makeRoom(bytes);
    putFrame(this.#buffer, this.#end, frame);
    this.#end += bytes;
  }

  /** Hands the queued bytes to `write`, which returns how many it took; those are forgotten. */
  drain(write: (bytes: Uint8Array) => number): void {
    this.#start += write(this.#buffer.subarray(this.#start, this.#end));
    if (this.#start === this.#end) this.clear();
  }

  clear(): void {
    this.#start = this.#end = 0;
    if (this.#buffer.length > KEPT_BUFFER) this.#buffer = new Uint8Array(FIRST_BUFFER);
  }

  #makeRoom(bytes: number): void {
    if (this.#end + bytes <= this.#buffer.length) return;
    const live = this.#buffer.subarray(this.#start, this.#end);
    const needed = live.length + bytes;
    // To move them within the buffer pays if they fill no more than half of it: it will be long until the next time.
    const target = 2 * needed > this.#buffer.length ? new Uint8Array(needed * 2) : this.#buffer;
    target.set(live);
    this.#buffer = target;
    this.#end = live.length;
    this.#start = 0;
  }
}

/** A frame with its length before it, in bytes of its own. */
export function framed(frame: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(framedLength(frame));
  putFrame(bytes, 0, frame);
  return bytes;
}

/** Takes frames out of a ring that a reader thread fills. */
export class RingFrames {
  readonly #ring: RingConsumer;
  /** Bytes of the frame lent out by the last {@link next}, and of what is skipped: given back by the next one. */
  #lent = 0;
  #broken = false;

  constructor(ring: RingConsumer) {
    this.#ring = ring;
  }

  /** The next frame, valid until the next call, or undefined. */
  next(): Uint8Array | undefined {
    if (this.#lent > 0) {
      this.#ring.take(this.#lent);
      this.#lent = 0;
    }
    const length = this.#wholeFrame();
    if (length === undefined) return undefined;
    const from = this.#lent + FRAME_HEADER;
    this.#lent = from + length;
    return this.#ring.view(from, length);
  }

  /** No bytes will come any more that count. */
  closed(): boolean {
    return this.#broken || this.#ring.ended();
  }

  /** No whole frame is there and none will be. */
  ended(): boolean {
    // The order matters: bytes that came before the end must be seen.
    return this.closed() && this.#wholeFrame() === undefined;
  }

  /** The length of the frame after the one lent out, if all of it is there. Skips signs of life. */
  #wholeFrame(): number | undefined {
    for (;;) {
      const available = this.#ring.available() - this.#lent;
      if (this.#broken || available < FRAME_HEADER) return undefined;
      const length = frameLength((index) => this.#ring.byteAt(this.#lent + index));
      if (length === undefined) {
        this.#broken = true;
        return undefined;
      }
      if (length > 0) return available >= FRAME_HEADER + length ? length : undefined;
      this.#lent += FRAME_HEADER;
    }
  }
}

/** Takes frames out of a byte stream that comes in chunks, as an event loop reads it. */
export class ChunkFrames {
  #pending = new Uint8Array(0);

  /**
   * Calls `take` with each frame that `chunk` completes. False if the stream breaks the rules of framing: nothing more
   * can be had from it.
   */
  push(chunk: Uint8Array, take: (frame: Uint8Array) => void): boolean {
    const bytes = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    let start = 0;
    while (bytes.length - start >= FRAME_HEADER) {
      const length = frameLength((index) => bytes[start + index]);
      if (length === undefined) return false;
      if (bytes.length - start < FRAME_HEADER + length) break;
      if (length > 0) take(bytes.subarray(start + FRAME_HEADER, start + FRAME_HEADER + length));
      start += FRAME_HEADER + length;
    }
    this.#pending = bytes.slice(start);
    return true;
  }
}

/** How many of `bytes`, which begin with a frame, are whole frames within the first `limit` bytes. */
export function wholeFrames(bytes: Uint8Array, limit: number): number {
  let end = 0;
  while (end + FRAME_HEADER <= bytes.length) {
    const next = end + FRAME_HEADER + (frameLength((index) => bytes[end + index]) ?? Infinity);
    if (next > Math.min(limit, bytes.length)) break;
    end = next;
  }
  return end;
}

/** Bytes of a frame with its header. A frame that may not be is our own mistake, and throws. */
function framedLength({ length }: Uint8Array): number {
  if (length < 1 || length > MAX_FRAME) throw new Error(`frame of ${length} bytes`);
  return FRAME_HEADER + length;
}

function putFrame(bytes: Uint8Array, header: number, frame: Uint8Array): void {
  bytes[header] = frame.length >>> 24;
  bytes[header + 1] = frame.length >>> 16;
  bytes[header + 2] = frame.length >>> 8;
  bytes[header + 3] = frame.length;
  bytes.set(frame, header + FRAME_HEADER);
}

/** The length in a frame's header, or undefined if no frame may be so long. */
function frameLength(byteAt: (index: number) => number): number | undefined {
  const length = ((byteAt(0) << 24) | (byteAt(1) << 16) | (byteAt(2) << 8) | byteAt(3)) >>> 0;
  return length <= MAX_FRAME ? length : undefined;
}
