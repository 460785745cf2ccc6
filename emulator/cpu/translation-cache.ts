/**
 * A small direct-mapped table of the last translations for one kind of access (read, write or execute), in front of the
 * TLB's search and the checks of access rights. Not state of the machine: it holds nothing that the TLB and the
 * registers don't say.
 *
 * A tag is the virtual page with, in its low bits, the context for which the access was found to be allowed: privilege
 * level, translation and protection enables. So a change of context costs nothing; other changes drop entries.
 */

const SIZE = 256;

/** No tag that is looked for has this bit. */
export const NO_TAG = 4;

export class TranslationCache {
  readonly tags = new Int32Array(SIZE).fill(NO_TAG);
  readonly spaces = new Int32Array(SIZE);
  /** What is to be added to an offset to give the physical address, which is in RAM. */
  readonly distances = new Int32Array(SIZE);

  /** Notes that `offset` in `space` is at the address `physical`. */
  set(offset: number, context: number, space: number, physical: number): void {
    const i = cacheIndex(offset);
    this.tags[i] = (offset & 0xfffff000) | context;
    this.spaces[i] = space;
    this.distances[i] = (physical & ~0xfff) - (offset & ~0xfff);
  }

  /** Drops what is known of the page with this offset, in any space. */
  drop(offset: number): void {
    this.tags[cacheIndex(offset)] = NO_TAG;
  }

  dropAll(): void {
    this.tags.fill(NO_TAG);
  }
}

export function cacheIndex(offset: number): number {
  return (offset >>> 12) & (SIZE - 1);
}

/** The context bits of a tag: bits above the byte within a word and NO_TAG. */
export function cacheContext(level: number, translated: boolean, protectionIds: boolean): number {
  return (level << 4) | (translated ? 0x40 : 0) | (protectionIds ? 0x80 : 0);
}
