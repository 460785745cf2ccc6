/**
 * Virtual time: what happens in a simulated world, in order of time and, at one time, in order of request. Nothing here
 * looks at a real clock, so a run takes as long as it takes to compute, and is the same every time.
 */
import type { Rollback } from '../../emulator/checkpoint.ts';
import type { Scheduler } from '../../emulator/scheduler.ts';

interface Appointment {
  readonly at: number;
  readonly order: number;
  readonly action: () => void;
}

export class Timeline implements Scheduler {
  /** A binary heap: no appointment is later than those at twice its index and one more. */
  #heap: Appointment[] = [];
  #now = 0;
  #order = 0;

  /** Milliseconds since the beginning. */
  now(): number {
    return this.#now;
  }

  after(delayMs: number, action: () => void): void {
    this.at(this.#now + delayMs, action);
  }

  /** Calls `action` once when {@link now} is `timeMs`, which is not in the past. */
  at(timeMs: number, action: () => void): void {
    this.#order += 1;
    this.#rise({ at: Math.max(timeMs, this.#now), order: this.#order, action });
  }

  /** Lets the next thing happen; false if nothing is to happen any more. */
  step(): boolean {
    const next = this.#heap[0];
    if (next === undefined) return false;
    const last = this.#heap.pop()!;
    if (this.#heap.length > 0) this.#sink(last);
    this.#now = next.at;
    next.action();
    return true;
  }

  checkpoint(): Rollback {
    const state = [this.#now, this.#order] as const;
    const heap = [...this.#heap];
    return () => {
      [this.#now, this.#order] = state;
      this.#heap = [...heap];
    };
  }

  #rise(appointment: Appointment): void {
    const heap = this.#heap;
    let index = heap.length;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!precedes(appointment, heap[parent])) break;
      heap[index] = heap[parent];
      index = parent;
    }
    heap[index] = appointment;
  }

  /** Puts `appointment` where it belongs, from the top down. */
  #sink(appointment: Appointment): void {
    const heap = this.#heap;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && precedes(heap[child + 1], heap[child])) child += 1;
      if (!precedes(heap[child], appointment)) break;
      heap[index] = heap[child];
      index = child;
    }
    heap[index] = appointment;
  }
}

function precedes(a: Appointment, b: Appointment): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
