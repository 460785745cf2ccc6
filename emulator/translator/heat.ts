/** Where the guest was found, how often: what of its code is worth translating. */

/** Bytes of code that count as one place. */
const PLACE = ~127;
/** So many places are remembered; then all are forgotten. */
const MAX_PLACES = 4096;

export class Heat {
  readonly #near = new Map<number, number>();
  readonly #exits = new Map<number, number>();
  readonly #steady: number;
  /** Where the guest was found last. */
  #last: number | undefined;

  /** `steady`: so many times it counts that the guest was found where it was the last time, too. */
  constructor(steady: number) {
    this.#steady = steady;
  }

  /** The guest was found at `front`; how often near it so far. */
  near(front: number): number {
    const place = front & PLACE;
    const weight = place === this.#last ? this.#steady : 1;
    this.#last = place;
    return count(this.#near, place, weight);
  }

  /** Translated code has gone to `front`; how often so far. */
  atExit(front: number): number {
    return count(this.#exits, front, 1);
  }

  /** What is there has been translated. */
  cool(front: number): void {
    this.#near.delete(front & PLACE);
    this.#exits.delete(front);
  }

  /** What is there cannot be translated. */
  giveUp(front: number): void {
    this.#exits.set(front, -Infinity);
  }
}

function count(places: Map<number, number>, key: number, weight: number): number {
  if (places.size > MAX_PLACES) places.clear();
  const found = (places.get(key) ?? 0) + weight;
  places.set(key, found);
  return found;
}
