/**
 * A split virtqueue, as the device sees it: a table of descriptors and two rings, all of them in the guest's RAM. Virtual I/O
 * Device (VIRTIO) 1.2, section 2.7; without indirect descriptors and event indices, which this device does not offer.
 *
 * A guest may write there what it likes, at any time. So every number is checked each time it is read; what the standard
 * forbids is a {@link RingFault}, and nothing outside of RAM is ever reached. All state is the queue's words and the RAM.
 */
import type { DmaMemory } from '../dma-memory.ts';
import { RingFault, type RingRule } from './ring-fault.ts';

/** A piece of RAM: physical address and bytes. */
export interface Span {
  readonly address: number;
  readonly length: number;
}

/** The buffers of one descriptor chain: those that the device reads, then those that it writes. */
export interface Chain {
  readonly readable: readonly Span[];
  readonly writable: readonly Span[];
}

/** Words of a queue's state. HIGH: which of the three addresses have something in their upper half, where is no RAM. */
export const QUEUE_WORD = { NUM: 0, READY: 1, DESC: 2, AVAIL: 3, USED: 4, HIGH: 5, TAKEN: 6, PUT: 7 } as const;
export const QUEUE_WORDS = 8;

const DESCRIPTOR = { ADDRESS: 0, ADDRESS_HIGH: 4, LENGTH: 8, FLAGS: 12, NEXT: 14, SIZE: 16 } as const;
const DESCRIPTOR_FLAG = { NEXT: 1, WRITE: 2, INDIRECT: 4 } as const;
/** Both rings: flags, index, then the entries; a used entry is the chain's head and the bytes written. */
const RING = { FLAGS: 0, INDEX: 2, ENTRIES: 4 } as const;
const AVAIL_ENTRY = 2;
const USED_ENTRY = 8;
/** In the driver's ring: no interrupts, please. */
const NO_INTERRUPT = 1;

export class Virtqueue {
  readonly #words: Int32Array;
  readonly #memory: DmaMemory;
  readonly #number: number;
  /** The most entries it may have: a power of 2. */
  readonly most: number;

  /** `words`: QUEUE_WORDS of them, zero at power-on. */
  constructor(words: Int32Array, memory: DmaMemory, number: number, most: number) {
    this.#words = words;
    this.#memory = memory;
    this.#number = number;
    this.most = most;
  }

  /** The driver has broken this rule of it. `about`: the chain or descriptor, mostly. */
  fault(rule: RingRule, about?: number): RingFault {
    return new RingFault(rule, this.#number, about);
  }

  get ready(): boolean {
    return this.#words[QUEUE_WORD.READY] === 1;
  }

  /**
   * Chains that are available and not taken. Who takes them counts once, before: a driver adds none while the device is at
   * work, but rings and buffers may lie upon each other, so that the device itself would seem to add some for ever. Throws a
   * {@link RingFault}.
   */
  waiting(): number {
    const size = this.#checkedSize();
    const waiting =
      (this.#halfword(this.#words[QUEUE_WORD.AVAIL], RING.INDEX) - this.#words[QUEUE_WORD.TAKEN]) & 0xffff;
    if (waiting > size) throw this.fault('AHEAD', waiting);
    return waiting;
  }

  /** Are there such chains, in a queue that keeps to the rules? */
  holdsSome(): boolean {
    try {
      return this.waiting() > 0;
    } catch (error) {
      if (error instanceof RingFault) return false;
      throw error;
    }
  }

  /** The head of the oldest chain that was not taken, of which there is one. Throws a {@link RingFault}. */
  take(): number {
    const size = this.#checkedSize();
    const taken = this.#words[QUEUE_WORD.TAKEN];
    const head = this.#halfword(this.#words[QUEUE_WORD.AVAIL], RING.ENTRIES + (taken % size) * AVAIL_ENTRY);
    if (head >= size) throw this.fault('HEAD', head);
    this.#words[QUEUE_WORD.TAKEN] = (taken + 1) & 0xffff;
    return head;
  }

  /** The buffers of the chain that begins at `head`. Throws a {@link RingFault}. */
  chain(head: number): Chain {
    const size = this.#checkedSize();
    const readable: Span[] = [];
    const writable: Span[] = [];
    for (let index = head, count = 1; ; count += 1) {
      // A chain that comes back to itself is longer than the table.
      if (index >= size) throw this.fault('NEXT', index);
      if (count > size) throw this.fault('ENDLESS', index);
      const table = this.#words[QUEUE_WORD.DESC] >>> 0;
      const bytes = this.#memory.read(table + index * DESCRIPTOR.SIZE, DESCRIPTOR.SIZE);
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      const address = view.getUint32(DESCRIPTOR.ADDRESS, true);
      const length = view.getUint32(DESCRIPTOR.LENGTH, true);
      const flags = view.getUint16(DESCRIPTOR.FLAGS, true);
      const reachable = view.getUint32(DESCRIPTOR.ADDRESS_HIGH, true) === 0 && this.#memory.contains(address, length);
      if (!reachable) throw this.fault('BUFFER', index);
      if ((flags & DESCRIPTOR_FLAG.INDIRECT) !== 0) throw this.fault('INDIRECT', index);
      if ((flags & DESCRIPTOR_FLAG.WRITE) !== 0) writable.push({ address, length });
      else if (writable.length > 0) throw this.fault('ORDER', index);
      else readable.push({ address, length });
      if ((flags & DESCRIPTOR_FLAG.NEXT) === 0) return { readable, writable };
      index = view.getUint16(DESCRIPTOR.NEXT, true);
    }
  }

  /**
   * Gives the chain back, `written` bytes of whose buffers were written. True if the driver wants an interrupt for it.
   * Throws a {@link RingFault}.
   */
  put(head: number, written: number): boolean {
    const size = this.#checkedSize();
    const used = this.#words[QUEUE_WORD.USED] >>> 0;
    const put = this.#words[QUEUE_WORD.PUT];
    const entry = new DataView(new ArrayBuffer(USED_ENTRY));
    entry.setUint32(0, head, true);
    entry.setUint32(4, written, true);
    this.#memory.write(used + RING.ENTRIES + (put % size) * USED_ENTRY, new Uint8Array(entry.buffer));
    const next = (put + 1) & 0xffff;
    this.#words[QUEUE_WORD.PUT] = next;
    this.#memory.write(used + RING.INDEX, Uint8Array.of(next & 0xff, next >>> 8));
    return (this.#halfword(this.#words[QUEUE_WORD.AVAIL], RING.FLAGS) & NO_INTERRUPT) === 0;
  }

  /** The number of entries, when it and the places of table and rings are what the standard wants (2.7, table). */
  #checkedSize(): number {
    const [size, , table, avail, used, high] = this.#words;
    const isPower = size > 0 && (size & (size - 1)) === 0;
    if (!isPower || size > this.most) throw this.fault('SIZE', this.most);
    const isLow = (word: number): boolean => (high & (1 << word)) === 0;
    const fits = {
      TABLE: isLow(QUEUE_WORD.DESC) && this.#fits(table, DESCRIPTOR.SIZE, size * DESCRIPTOR.SIZE),
      AVAIL: isLow(QUEUE_WORD.AVAIL) && this.#fits(avail, 2, RING.ENTRIES + size * AVAIL_ENTRY),
      USED: isLow(QUEUE_WORD.USED) && this.#fits(used, 4, RING.ENTRIES + size * USED_ENTRY),
    };
    for (const part of ['TABLE', 'AVAIL', 'USED'] as const) if (!fits[part]) throw this.fault(part);
    return size;
  }

  #fits(address: number, alignment: number, length: number): boolean {
    return (address >>> 0) % alignment === 0 && this.#memory.contains(address >>> 0, length);
  }

  #halfword(base: number, offset: number): number {
    const [low, high] = this.#memory.read((base >>> 0) + offset, 2);
    return low | (high << 8);
  }
}

/** Bytes of these buffers together. */
export function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, { length }) => sum + length, 0);
}

/** Where byte `from` of these buffers stands; 0 if they are shorter. For people. */
export function addressAt(spans: readonly Span[], from: number): number {
  let start = 0;
  for (const { address, length } of spans) {
    if (from < start + length) return address + from - start;
    start += length;
  }
  return 0;
}

/** `length` bytes of these buffers from byte `from` on; fewer if they are shorter. */
export function gather(memory: DmaMemory, spans: readonly Span[], from: number, length: number): Uint8Array {
  const gathered = new Uint8Array(Math.max(0, Math.min(length, lengthOf(spans) - from)));
  eachPiece(spans, from, gathered.length, (address, at, size) => gathered.set(memory.read(address, size), at));
  return gathered;
}

/** Writes `bytes` to these buffers from byte `from` on: as many as there is room for, which is returned. */
export function scatter(memory: DmaMemory, spans: readonly Span[], from: number, bytes: Uint8Array): number {
  const length = Math.max(0, Math.min(bytes.length, lengthOf(spans) - from));
  eachPiece(spans, from, length, (address, at, size) => memory.write(address, bytes.subarray(at, at + size)));
  return length;
}

/** Calls `act` for each piece of RAM in which bytes `from` to `from + length` stand, `at` bytes from the first. */
function eachPiece(
  spans: readonly Span[],
  from: number,
  length: number,
  act: (address: number, at: number, size: number) => void,
): void {
  let start = 0;
  for (const span of spans) {
    const first = Math.max(start, from);
    const end = Math.min(start + span.length, from + length);
    if (first < end) act(span.address + first - start, first - from, end - first);
    start += span.length;
  }
}
