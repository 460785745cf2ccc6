/**
 * A ring of bytes in shared memory with one producer and one consumer. Towards the processor thread, a reader thread fills
 * it from a file descriptor, or the network thread from a socket; towards the network thread, the processor thread does.
 * Neither side ever holds a lock: each owns one counter and reads the other's.
 */
import { Doorbell } from './doorbell.ts';

/** Bytes of the ring; the 32-bit counters wrap, so it must be a power of two. */
const RING_CAPACITY = 1 << 21;

// Words of the control area. The two counters stand on different cache lines.
const WRITTEN = 0;
const TAKEN = 16;
const HUNGRY = 17;
const END = 32;
const CONTROL_BYTES = 256;

/** What passes from thread to thread to share a ring. */
export interface RingMemory {
  readonly ring: SharedArrayBuffer;
  readonly doorbell: SharedArrayBuffer;
}

/** Memory for a ring whose producer rings `doorbell`; several rings may share one. */
export function ringMemory(doorbell: Doorbell, capacity = RING_CAPACITY): RingMemory {
  if (capacity & (capacity - 1)) throw new Error(`ring capacity ${capacity} is not a power of two`);
  return { ring: new SharedArrayBuffer(CONTROL_BYTES + capacity), doorbell: doorbell.memory };
}

/** The side that fills it. */
export class RingProducer {
  readonly #control: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #doorbell: Doorbell;

  constructor(memory: RingMemory) {
    this.#control = new Int32Array(memory.ring, 0, CONTROL_BYTES / 4);
    this.#bytes = new Uint8Array(memory.ring, CONTROL_BYTES);
    this.#doorbell = new Doorbell(memory.doorbell);
  }

  /**
   * Lets `read` put bytes into the free piece it is given and return their number; sleeps first while the ring is full.
   * Returns that number; 0 ends the ring.
   */
  fill(read: (piece: Uint8Array) => number): number {
    const written = this.#control[WRITTEN];
    const offset = written & (this.#bytes.length - 1);
    const length = Math.min(this.#waitForRoom(written), this.#bytes.length - offset);
    const count = read(this.#bytes.subarray(offset, offset + length));
    if (count > 0) this.#publish(count);
    else this.end();
    return count;
  }

  /** Puts in as many of `bytes` as there is room for, without waiting, and returns their number. */
  offer(bytes: Uint8Array): number {
    const count = Math.min(bytes.length, this.room());
    const offset = this.#control[WRITTEN] & (this.#bytes.length - 1);
    const head = Math.min(count, this.#bytes.length - offset);
    this.#bytes.set(bytes.subarray(0, head), offset);
    this.#bytes.set(bytes.subarray(head, count));
    if (count > 0) this.#publish(count);
    return count;
  }

  /** Has anything been put in yet, by anybody? */
  get used(): boolean {
    return Atomics.load(this.#control, WRITTEN) !== 0;
  }

  /** Bytes for which there is room now. */
  room(): number {
    const written = this.#control[WRITTEN];
    return this.#bytes.length - ((written - Atomics.load(this.#control, TAKEN)) | 0);
  }

  /** Resolves when there is room, without blocking the thread. */
  async whenRoom(): Promise<void> {
    for (;;) {
      const taken = Atomics.load(this.#control, TAKEN);
      if (this.room() > 0) return;
      // As in the blocking wait below.
      Atomics.store(this.#control, HUNGRY, 1);
      await Atomics.waitAsync(this.#control, TAKEN, taken).value;
      Atomics.store(this.#control, HUNGRY, 0);
    }
  }

  /** No more bytes will come. */
  end(): void {
    Atomics.store(this.#control, END, 1);
    this.#doorbell.ring();
  }

  #publish(count: number): void {
    Atomics.store(this.#control, WRITTEN, (this.#control[WRITTEN] + count) | 0);
    this.#doorbell.ring();
  }

  #waitForRoom(written: number): number {
    for (;;) {
      const taken = Atomics.load(this.#control, TAKEN);
      const room = this.#bytes.length - ((written - taken) | 0);
      if (room > 0) return room;
      // HUNGRY first, then the look: the consumer moves TAKEN first, then looks at HUNGRY.
      Atomics.store(this.#control, HUNGRY, 1);
      Atomics.wait(this.#control, TAKEN, taken);
      Atomics.store(this.#control, HUNGRY, 0);
    }
  }
}

/** The side that empties it. */
export class RingConsumer {
  readonly #control: Int32Array;
  readonly #bytes: Uint8Array;
  #taken = 0;

  constructor(memory: RingMemory) {
    this.#control = new Int32Array(memory.ring, 0, CONTROL_BYTES / 4);
    this.#bytes = new Uint8Array(memory.ring, CONTROL_BYTES);
  }

  /** Bytes ever written, modulo 2^32. */
  written(): number {
    return Atomics.load(this.#control, WRITTEN);
  }

  /** Bytes that are there to be taken. */
  available(): number {
    return (this.written() - this.#taken) | 0;
  }

  /** Has the producer ended the ring? What is still available was written before. */
  ended(): boolean {
    return Atomics.load(this.#control, END) !== 0;
  }

  /** The byte at `index` among those available. */
  byteAt(index: number): number {
    return this.#bytes[(this.#taken + index) & (this.#bytes.length - 1)];
  }

  /** Bytes [from, from + length) among those available: a view of the ring if they stand together there, else a copy. */
  view(from: number, length: number): Uint8Array {
    const start = (this.#taken + from) & (this.#bytes.length - 1);
    const tail = this.#bytes.length - start;
    if (length <= tail) return this.#bytes.subarray(start, start + length);
    const joined = new Uint8Array(length);
    joined.set(this.#bytes.subarray(start));
    joined.set(this.#bytes.subarray(0, length - tail), tail);
    return joined;
  }

  /** Gives `count` bytes back to the producer. */
  take(count: number): void {
    this.#taken = (this.#taken + count) | 0;
    Atomics.store(this.#control, TAKEN, this.#taken);
    if (Atomics.load(this.#control, HUNGRY)) Atomics.notify(this.#control, TAKEN);
  }
}
