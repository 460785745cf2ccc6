/**
 * The doorbell at which a processor thread waits for the threads of its links, or the network thread for it: a counter in
 * shared memory. A wake-up costs more than the copy, so the processor thread spins for a while before it sleeps; and while
 * it is at work it *attends*: it looks itself at links that are read by turns, whose threads stand by (reading-turn.ts).
 */
import { steadyMs } from '../../emulator/steady-clock.ts';

/** How long a wait spins before it sleeps; longer would steal the processor from the very peer that is awaited. */
const SPIN_MS = 0.05;

/** Between two looks of a processor thread that has other work, in milliseconds. */
export const SELDOM_MS = 1;

// Words of the memory.
const RINGS = 0;
const ATTENDED = 1;
const THREADS_AWAITED = 2;
const WORDS = 3;

// What the word ATTENDED tells in its lowest bit; above it counts the changes, so that none is missed.
const ABSENT = 0;
const ATTENDING = 1;
const CHANGE = 2;

export class Doorbell {
  readonly #words: Int32Array;
  /** Of the processor thread that attends: how long after a look its links look again, in milliseconds; 0: each time. */
  lookMs = 0;

  /** `memory`: shared by all threads that ring or wait. */
  constructor(readonly memory: SharedArrayBuffer = new SharedArrayBuffer(4 * WORDS)) {
    this.#words = new Int32Array(memory);
  }

  /** Wakes the waiting thread. */
  ring(): void {
    Atomics.add(this.#words, RINGS, 1);
    Atomics.notify(this.#words, RINGS);
  }

  /** Does the processor thread look for itself, so that nobody needs to ring? */
  get attended(): boolean {
    return (Atomics.load(this.#words, ATTENDED) & ATTENDING) !== 0;
  }

  /** The processor thread begins to look at its links itself, often. */
  attend(): void {
    this.#become(ATTENDING);
  }

  /** It looks no longer. To be called before it sleeps; what has arrived meanwhile rings after that. */
  leave(): void {
    this.lookMs = SELDOM_MS;
    this.#become(ABSENT);
  }

  /** Lets the threads in {@link waitWhileAttended} see what else they wait for. */
  rouse(): void {
    const word = Atomics.load(this.#words, ATTENDED);
    Atomics.store(this.#words, ATTENDED, (word + CHANGE) | 0);
    Atomics.notify(this.#words, ATTENDED);
  }

  /** A thread that will ring has been started; it takes a while until it can. */
  awaitThread(): void {
    Atomics.add(this.#words, THREADS_AWAITED, 1);
  }

  /** It can; or it is not awaited any more. */
  threadCame(): void {
    Atomics.sub(this.#words, THREADS_AWAITED, 1);
  }

  /** Is there a thread that cannot ring yet? Until it can, the processor thread must look itself. */
  get threadsAwaited(): boolean {
    return Atomics.load(this.#words, THREADS_AWAITED) > 0;
  }

  /** Blocks a reader thread while the processor thread attends, or until `over` (and a {@link rouse}). */
  waitWhileAttended(over: () => boolean): void {
    for (;;) {
      const word = Atomics.load(this.#words, ATTENDED);
      if ((word & ATTENDING) === 0 || over()) return;
      Atomics.wait(this.#words, ATTENDED, word);
    }
  }

  /** How often the bell has rung. Take it before looking for work, and wait from there, so that no ring is missed. */
  count(): number {
    return Atomics.load(this.#words, RINGS);
  }

  /** Returns when the bell has rung since `count`, or after `timeoutMs`. */
  wait(count: number, timeoutMs: number): void {
    const spinUntil = steadyMs() + Math.min(SPIN_MS, timeoutMs);
    while (steadyMs() < spinUntil) {
      if (this.count() !== count) return;
    }
    if (timeoutMs > SPIN_MS) this.sleep(count, timeoutMs);
  }

  /** The same without the spinning. */
  sleep(count: number, timeoutMs: number): void {
    Atomics.wait(this.#words, RINGS, count, timeoutMs);
  }

  /** Resolves when the bell has rung since `count`: for a thread that has an event loop to tend. */
  async heard(count: number): Promise<void> {
    const wait = Atomics.waitAsync(this.#words, RINGS, count);
    // A bell that never rests must not keep the event loop from turning.
    await (wait.async ? wait.value : new Promise(setImmediate));
  }

  /** By the processor thread alone, which has no other to fear. */
  #become(state: number): void {
    const word = Atomics.load(this.#words, ATTENDED);
    if ((word & ATTENDING) === state) return;
    Atomics.store(this.#words, ATTENDED, ((word & ~ATTENDING) + CHANGE) | state);
    if (state === ABSENT) Atomics.notify(this.#words, ATTENDED);
  }
}
