/**
 * A small direct-mapped table of the last translations for one kind of access (read, write or execute), in front of the
 * TLB's search and the checks of access rights. Not state of the machine, but scratch (../layout.ts): it holds nothing that
 * the TLB and the registers don't say.
 *
 * A tag is the virtual page with, in its low bits, the context for which the access was found to be allowed: privilege
 * level, translation and protection enables. So a change of context costs nothing; other changes drop entries.
 */
import { CACHE_ENTRIES } from '../layout.ts';

/** No tag that is looked for has this bit. */
export const NO_TAG = 4;

/** So many entries are dropped one by one; to drop them all is to go through the whole table. */
const FEW = 64;

export class TranslationCache {
  declare readonly tags: Int32Array;
  declare readonly spaces: Int32Array;
  /** What is to be added to an offset to give the physical address, which is in RAM. */
  declare readonly distances: Int32Array;
  /** Which entries were set since all were dropped: the first {@link FEW}, and how many there were. */
  readonly #recent = new Int32Array(FEW);
  #count = FEW + 1;

  /** In the scratch region, from the word `first` on: empty, whatever they held. */
  constructor(scratch: Int32Array, first: number) {
    const [tags, spaces, distances, end] = [0, 1, 2, 3].map((part) => first + part * CACHE_ENTRIES);
    this.tags = scratch.subarray(tags, spaces);
    this.spaces = scratch.subarray(spaces, distances);
    this.distances = scratch.subarray(distances, end);
    this.dropAll();
  }

  /** Notes that `offset` in `space` is at the address `physical`. */
  set(offset: number, context: number, space: number, physical: number): void {
    const i = cacheIndex(offset);
    this.tags[i] = (offset & 0xfffff000) | context;
    this.spaces[i] = space;
    this.distances[i] = (physical & ~0xfff) - (offset & ~0xfff);
    if (this.#count < FEW) this.#recent[this.#count] = i;
    this.#count += 1;
  }

  /** Drops what is known of the page with this offset, in any space. */
  drop(offset: number): void {
    this.tags[cacheIndex(offset)] = NO_TAG;
  }

  dropAll(): void {
    if (this.#count > FEW) this.tags.fill(NO_TAG);
    else for (let at = 0; at < this.#count; at += 1) this.tags[this.#recent[at]] = NO_TAG;
    this.#count = 0;
  }
}

export function cacheIndex(offset: number): number {
  return (offset >>> 12) & (CACHE_ENTRIES - 1);
}

/** Bits that a context may have, and the one of translated addresses. */
export const CONTEXT_BITS = 0xf0;
export const TRANSLATED_CONTEXT = 0x40;

/** The context bits of a tag: bits above the byte within a word and NO_TAG. */
export function cacheContext(level: number, translated: boolean, protectionIds: boolean): number {
  return (level << 4) | (translated ? TRANSLATED_CONTEXT : 0) | (protectionIds ? 0x80 : 0);
}
