/**
 * A queue: what is pushed first is shifted first, each in constant time however long the queue is. (An Array moves all that it
 * holds with each shift, once it is long.)
 */
import type { Rollback } from '../emulator/checkpoint.ts';

/** So many places at the front may be empty before what follows is moved there; then at least half of all are. */
const SPARE = 64;

export class Queue<T> implements Iterable<T> {
  /** The items, behind {@link #head} empty places. */
  #places: (T | undefined)[];
  #head = 0;

  /** Holds `items`, the first of which comes first. */
  constructor(items?: Iterable<T>) {
    // To spread an array that holds nothing takes longer than to make one.
    this.#places = items === undefined ? [] : [...items];
  }

  get length(): number {
    return this.#places.length - this.#head;
  }

  push(item: T): void {
    this.#places.push(item);
  }

  /** The item that {@link shift} takes next. */
  get first(): T | undefined {
    return this.#places[this.#head];
  }

  /** The item that comes behind `index` others; undefined if there is none. */
  at(index: number): T | undefined {
    return this.#places[this.#head + index];
  }

  /** Takes the first item; undefined if there is none. */
  shift(): T | undefined {
    if (this.length === 0) return undefined;
    const item = this.#places[this.#head];
    this.#places[this.#head] = undefined;
    this.#head += 1;
    if (this.#head > SPARE && this.#head >= this.length) {
      this.#places = this.#places.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  /** Keeps the first `count` items alone. */
  truncate(count: number): void {
    this.#places.length = Math.min(this.#places.length, this.#head + count);
  }

  checkpoint(): Rollback {
    const items = [...this];
    return () => {
      this.#places = [...items];
      this.#head = 0;
    };
  }

  /** The items, in order. */
  *[Symbol.iterator](): IterableIterator<T> {
    for (let at = this.#head; at < this.#places.length; at += 1) yield this.#places[at] as T;
  }
}
