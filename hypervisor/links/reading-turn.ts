/**
 * Whose turn it is to read a FIFO: its reader thread's, which blocks in the read and rings the doorbell, or the processor
 * thread's, which looks now and then. To wake a thread costs the *writer* some tens of microseconds, on the other machine, where
 * a look costs a few: so while the processor thread attends (doorbell.ts), the reader thread stands by.
 */
import type { Doorbell } from './doorbell.ts';

/** What passes to the reader thread. */
export type TurnMemory = SharedArrayBuffer;

// Words: who reads; is the reader thread there, or not awaited any more; is it to end.
const READER = 0;
const SETTLED = 1;
const OVER = 2;
const WORDS = 3;

const NOBODY = 0;
const THREAD = 1;
const PROCESSOR = 2;

export class ReadingTurn {
  readonly #words: Int32Array;

  constructor(readonly memory: TurnMemory = new SharedArrayBuffer(4 * WORDS)) {
    this.#words = new Int32Array(memory);
  }

  /** Is the reader thread there? Before that the processor thread reads, whether it attends or not. */
  get threadIsThere(): boolean {
    return Atomics.load(this.#words, SETTLED) !== 0;
  }

  /**
   * Either thread, once the reader thread can ring or is not wanted any more: the processor thread awaits it no longer. False if
   * the other one was first.
   */
  settle(doorbell: Doorbell): boolean {
    if (Atomics.exchange(this.#words, SETTLED, 1) !== 0) return false;
    doorbell.threadCame();
    return true;
  }

  /** The reader thread, between two reads: returns when it is to read again, at once unless the processor thread attends. */
  standBy(doorbell: Doorbell): void {
    if (!doorbell.attended) return;
    Atomics.store(this.#words, READER, NOBODY);
    this.begin(doorbell);
  }

  /** The reader thread, before its first read. */
  begin(doorbell: Doorbell): void {
    do doorbell.waitWhileAttended(() => Atomics.load(this.#words, OVER) !== 0);
    while (Atomics.compareExchange(this.#words, READER, NOBODY, THREAD) !== NOBODY);
  }

  /** The processor thread: the reader thread is to take its turn, whoever attends, and to end. */
  end(doorbell: Doorbell): void {
    Atomics.store(this.#words, OVER, 1);
    doorbell.rouse();
  }

  /** The reader thread, for good: from now on, the processor thread does not read. */
  keep(): void {
    while (Atomics.load(this.#words, READER) !== THREAD) Atomics.compareExchange(this.#words, READER, NOBODY, THREAD);
  }

  /** The processor thread: calls `read` unless it is the reader thread's turn. */
  take(read: () => void): void {
    if (Atomics.compareExchange(this.#words, READER, NOBODY, PROCESSOR) !== NOBODY) return;
    try {
      read();
    } finally {
      Atomics.store(this.#words, READER, NOBODY);
    }
  }
}
