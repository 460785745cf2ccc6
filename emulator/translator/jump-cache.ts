/**
 * Where translated code that leaves its region goes on in another: a small direct-mapped table in the scratch region, in front of
 * the code cache. It is read by the dispatcher (./dispatcher.ts), which goes on by itself where it can.
 *
 * An entry says which block of which region begins at an address, for regions with the same key, if the page with that address
 * is where it was then; the cache of fetches knows whether it is.
 */
import { JUMP_ENTRIES, JUMP_WORDS, SCRATCH } from '../layout.ts';

/** Words of an entry. */
export const JUMP = {
  /** The address, with the level. */
  FRONT: 0,
  /** That of the region, which is never 0. */
  KEY: 1,
  /** The physical address, with the level. */
  PHYSICAL: 2,
  /** The number of the region, and in the right half that of its block. */
  TARGET: 3,
  /** How often an indirect branch has gone there, and from which region last. */
  TIMES: 4,
  FROM: 5,
} as const;

const NOWHERE = -1;

export class JumpCache {
  readonly #scratch: Int32Array;

  constructor(scratch: Int32Array) {
    this.#scratch = scratch;
  }

  /** Code with this key goes on at `front` in this block of this region. */
  add(front: number, key: number, physical: number, region: number, block: number): void {
    const at = wordOf(front);
    this.#scratch[at + JUMP.FRONT] = front;
    this.#scratch[at + JUMP.KEY] = key;
    this.#scratch[at + JUMP.PHYSICAL] = physical | (front & 3);
    this.#scratch[at + JUMP.TARGET] = targetWord(region, block);
    this.#scratch[at + JUMP.TIMES] = 0;
    this.#scratch[at + JUMP.FROM] = NOWHERE;
  }

  /** How often an indirect branch has gone to `front`, as far as is known. */
  times(front: number): number {
    const at = wordOf(front);
    return this.#scratch[at + JUMP.FRONT] === front ? this.#scratch[at + JUMP.TIMES] : 0;
  }

  /** The addresses to which indirect branches have gone from a region, at least so many times each. */
  targetsOf(region: number, times: number): number[] {
    const scratch = this.#scratch;
    const words = ENTRIES.filter((at) => scratch[at + JUMP.FROM] === region && scratch[at + JUMP.TIMES] >= times);
    return words.map((at) => scratch[at + JUMP.FRONT]);
  }

  /** The region is no more. */
  drop(region: number): void {
    const scratch = this.#scratch;
    for (const at of ENTRIES) {
      if (scratch[at + JUMP.TARGET] >>> 16 === region) scratch[at + JUMP.KEY] = 0;
      if (scratch[at + JUMP.FROM] === region) scratch[at + JUMP.FROM] = NOWHERE;
    }
  }

  dropAll(): void {
    for (const at of ENTRIES) this.#scratch[at + JUMP.KEY] = 0;
  }
}

/** What the dispatcher is to begin with. */
export function targetWord(region: number, block: number): number {
  return (region << 16) | block;
}

const ENTRIES = Array.from({ length: JUMP_ENTRIES }, (_, i) => SCRATCH.JUMPS + i * JUMP_WORDS);

/** By the word, and by what is left of the page. */
function wordOf(front: number): number {
  return SCRATCH.JUMPS + (((front >>> 2) ^ (front >>> 13)) & (JUMP_ENTRIES - 1)) * JUMP_WORDS;
}
