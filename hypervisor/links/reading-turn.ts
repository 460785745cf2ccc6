/**
 * Whose turn it is to read a FIFO: its reader thread's, which blocks in the read and rings the doorbell, or the processor
 * thread's, which looks now and then. To wake a thread costs the *writer* some tens of microseconds, on the other machine, where
 * a look costs a few: so while the processor thread attends (doorbell.ts), the reader thread stands by.
 */
import type { Doorbell } from './doorbell.ts';

/** What passes to the reader thread. */
export type TurnMemory = SharedArrayBuffer;

// Words: who reads, and the descriptor from which the processor thread may read without blocking.
const READER = 0;
const DESCRIPTOR = 1;

const THREAD = 0;
const NOBODY = 1;
const PROCESSOR = 2;

export class ReadingTurn {
  readonly #words: Int32Array;

  constructor(readonly memory: TurnMemory = new SharedArrayBuffer(8)) {
    this.#words = new Int32Array(memory);
  }

  /** The reader thread, between two reads: returns when it is to read again, at once unless the processor thread attends. */
  standBy(doorbell: Doorbell, descriptor: number): void {
    if (!doorbell.attended) return;
    Atomics.store(this.#words, DESCRIPTOR, descriptor);
    Atomics.store(this.#words, READER, NOBODY);
    do doorbell.waitWhileAttended();
    while (Atomics.compareExchange(this.#words, READER, NOBODY, THREAD) !== NOBODY);
  }

  /** The processor thread: calls `read` with the descriptor if the reader thread stands by. */
  take(read: (descriptor: number) => void): void {
    if (Atomics.compareExchange(this.#words, READER, NOBODY, PROCESSOR) !== NOBODY) return;
    try {
      read(this.#words[DESCRIPTOR]);
    } finally {
      Atomics.store(this.#words, READER, NOBODY);
    }
  }
}
