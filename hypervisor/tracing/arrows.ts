/**
 * The arrows of a trace. An arrow is written when both of its ends are known: a machine that is killed may take one of them
 * with it, and the other must not stand alone.
 */
import type { TraceEvent } from './trace-event.ts';

export interface ArrowEnd {
  readonly ts: number;
  readonly pid: number;
  readonly tid: number;
}

/** Ends whose other end has not come: of older ones it never will. */
const MAX_WAITING = 10_000;

export class Arrows {
  readonly #write: (event: TraceEvent) => void;
  readonly #waiting = new Map<string, { readonly end: ArrowEnd; readonly head: boolean }>();

  constructor(write: (event: TraceEvent) => void) {
    this.#write = write;
  }

  /** One end of arrow `id`: its head, where it arrives, or its tail. They may come in any order. */
  put(name: string, id: string, end: ArrowEnd, head: boolean): void {
    const other = this.#waiting.get(id);
    if (!other || other.head === head) {
      this.#waiting.set(id, { end, head });
      if (this.#waiting.size > MAX_WAITING) this.#waiting.delete(this.#waiting.keys().next().value!);
      return;
    }
    this.#waiting.delete(id);
    const [from, to] = head ? [other.end, end] : [end, other.end];
    const shared = { name, cat: 'message', id };
    this.#write({ ph: 's', ...shared, ...from });
    this.#write({ ph: 'f', bp: 'e', ...shared, ...to });
  }
}
