/**
 * The doorbell at which a processor thread waits for the threads of its links, or the network thread for it: a counter in
 * shared memory. A wake-up costs more than the copy, so the processor thread spins for a while before it sleeps.
 */

/** How long a wait spins before it sleeps; longer would steal the processor from the very peer that is awaited. */
const SPIN_MS = 0.05;

export class Doorbell {
  readonly #rings: Int32Array;

  /** `memory`: 4 bytes, shared by all threads that ring or wait. */
  constructor(readonly memory: SharedArrayBuffer = new SharedArrayBuffer(4)) {
    this.#rings = new Int32Array(memory);
  }

  /** Wakes the waiting thread. */
  ring(): void {
    Atomics.add(this.#rings, 0, 1);
    Atomics.notify(this.#rings, 0);
  }

  /** How often the bell has rung. Take it before looking for work, and wait from there, so that no ring is missed. */
  count(): number {
    return Atomics.load(this.#rings, 0);
  }

  /** Returns when the bell has rung since `count`, or after `timeoutMs`. */
  wait(count: number, timeoutMs: number): void {
    const spinUntil = performance.now() + Math.min(SPIN_MS, timeoutMs);
    while (performance.now() < spinUntil) {
      if (this.count() !== count) return;
    }
    if (timeoutMs > SPIN_MS) Atomics.wait(this.#rings, 0, count, timeoutMs);
  }

  /** Resolves when the bell has rung since `count`: for a thread that has an event loop to tend. */
  async heard(count: number): Promise<void> {
    const wait = Atomics.waitAsync(this.#rings, 0, count);
    // A bell that never rests must not keep the event loop from turning.
    await (wait.async ? wait.value : new Promise(setImmediate));
  }
}
