/**
 * The translation lookaside buffer: one, combined, fully associative, filled by software in two steps. Manual: chapter 3,
 * "TLB Control"; chapter 5, IITLBA to PDTLBE. Entries, the replacement's pseudo-random generator and the newest slot are
 * state of the machine (layout.ts); the hash chains here only find entries fast.
 *
 * Where the manual leaves a choice: a purged entry is removed, and PITLBE and PDTLBE remove all entries.
 */
import { xorshift32 } from './xorshift.ts';
import { LAYOUT, TLB_ENTRY_WORDS, type MachineState } from './layout.ts';

/** Words of one entry. */
const SPACE = 0;
/** The virtual page's offset, and the two flags below. */
const OFFSET = 1;
const PHYSICAL = 2;
/** U, T, D, B, access rights and access ID, placed as in the operand of IDTLBP. */
const ACCESS = 3;

const IN_USE = 1;
const VALID = 2;
const PAGE_MASK = ~0xfff;

/** Bits of an entry's access word. */
export const TLB_ACCESS = { TRAP: 0x20000000, DIRTY: 0x10000000, BREAK: 0x08000000 } as const;

export class Tlb {
  readonly #words: Int32Array;
  readonly #entries: number;
  readonly #removed: (offset: number, access: number) => void;
  /** First slot of each hash chain, -1 at its end; then the next slot of each slot. */
  readonly #heads: Int32Array;
  readonly #next: Int32Array;
  #free = 0;
  #changes = 0;

  /** `removed` is told the page offset of each valid translation that stops holding, or changes, and its access word. */
  constructor(state: MachineState, removed: (offset: number, access: number) => void) {
    this.#words = state.words;
    this.#entries = state.tlbEntries;
    this.#removed = removed;
    this.#heads = new Int32Array(1 << Math.ceil(Math.log2(state.tlbEntries * 2)));
    this.#next = new Int32Array(state.tlbEntries);
    this.rebuild();
  }

  /** A number that grows with every change of an entry: for whoever keeps something that is derived from them. */
  get changes(): number {
    return this.#changes;
  }

  /** Empties the TLB and seeds its replacement. */
  powerOn(seed: number): void {
    this.#words.fill(0, LAYOUT.TLB, LAYOUT.TLB + this.#entries * TLB_ENTRY_WORDS);
    // A zero would stay zero for ever.
    this.#words[LAYOUT.TLB_GENERATOR] = seed | 0 || 1;
    this.#words[LAYOUT.TLB_NEWEST] = -1;
    this.rebuild();
  }

  /** Finds the entries again after the state buffer was overwritten. */
  rebuild(): void {
    this.#changes += 1;
    this.#heads.fill(-1);
    this.#free = 0;
    for (let slot = 0; slot < this.#entries; slot += 1) {
      if ((this.#words[at(slot) + OFFSET] & IN_USE) !== 0) this.#link(slot);
      else this.#free += 1;
    }
  }

  /** The slot of the valid translation of a page, or -1. */
  find(space: number, offset: number): number {
    const slot = this.#search(space, offset);
    return slot >= 0 && (this.#words[at(slot) + OFFSET] & VALID) !== 0 ? slot : -1;
  }

  /** The slot of the only valid translation of a page, in whatever space; -1 if there is none, or more than one. */
  findInAnySpace(offset: number): number {
    let found = -1;
    for (let slot = 0; slot < this.#entries; slot += 1) {
      const word = this.#words[at(slot) + OFFSET];
      if ((word & VALID) === 0 || ((word ^ offset) & PAGE_MASK) !== 0) continue;
      if (found >= 0) return -1;
      found = slot;
    }
    return found;
  }

  /** Physical address of the page in `slot`, signed. */
  physicalPage(slot: number): number {
    return this.#words[at(slot) + PHYSICAL];
  }

  /** The entry's access word: see {@link TLB_ACCESS} and ./cpu/access-rights.ts. */
  access(slot: number): number {
    return this.#words[at(slot) + ACCESS];
  }

  /** IITLBA and IDTLBA: a translation to the physical page in bits 7 to 26 of `operand`, not valid yet. */
  insertAddress(space: number, offset: number, operand: number): void {
    let slot = this.#search(space, offset);
    if (slot < 0) {
      slot = this.#allocate();
      this.#words[at(slot) + SPACE] = space;
      this.#words[at(slot) + OFFSET] = (offset & PAGE_MASK) | IN_USE;
      this.#words[at(slot) + ACCESS] = 0;
      this.#link(slot);
      this.#free -= 1;
    } else {
      this.#noLongerHolds(slot);
      this.#words[at(slot) + OFFSET] &= ~VALID;
    }
    this.#words[at(slot) + PHYSICAL] = (operand << 7) & PAGE_MASK;
    this.#words[LAYOUT.TLB_NEWEST] = slot;
    this.#changes += 1;
  }

  /** IITLBP and IDTLBP: completes the insertion; without an entry for the page, nothing happens. */
  insertProtection(space: number, offset: number, operand: number): void {
    const slot = this.#search(space, offset);
    if (slot < 0) return;
    this.#noLongerHolds(slot);
    this.#words[at(slot) + ACCESS] = operand;
    this.#words[at(slot) + OFFSET] |= VALID;
    this.#changes += 1;
  }

  /** PITLB and PDTLB: removes the translation of a page, if there is one. */
  purge(space: number, offset: number): void {
    const slot = this.#search(space, offset);
    if (slot >= 0) this.#remove(slot);
  }

  /** PITLBE and PDTLBE. */
  purgeAll(): void {
    for (let slot = 0; slot < this.#entries && this.#free < this.#entries; slot += 1) {
      if ((this.#words[at(slot) + OFFSET] & IN_USE) !== 0) this.#remove(slot);
    }
  }

  #search(space: number, offset: number): number {
    const words = this.#words;
    const page = offset & PAGE_MASK;
    let slot = this.#heads[this.#hash(space, offset)];
    while (slot >= 0 && ((words[at(slot) + OFFSET] & PAGE_MASK) !== page || words[at(slot) + SPACE] !== space)) {
      slot = this.#next[slot];
    }
    return slot;
  }

  /** A free slot, else a pseudo-random one, but never the newest entry's: it may be needed by the same instruction. */
  #allocate(): number {
    const words = this.#words;
    const x = xorshift32(words[LAYOUT.TLB_GENERATOR]);
    words[LAYOUT.TLB_GENERATOR] = x;
    let slot = (x >>> 0) % this.#entries;
    if (this.#free > 0) {
      while ((words[at(slot) + OFFSET] & IN_USE) !== 0) slot = (slot + 1) % this.#entries;
      return slot;
    }
    if (slot === words[LAYOUT.TLB_NEWEST]) slot = (slot + 1) % this.#entries;
    this.#remove(slot);
    return slot;
  }

  #link(slot: number): void {
    const hash = this.#hash(this.#words[at(slot) + SPACE], this.#words[at(slot) + OFFSET]);
    this.#next[slot] = this.#heads[hash];
    this.#heads[hash] = slot;
  }

  #remove(slot: number): void {
    const words = this.#words;
    this.#noLongerHolds(slot);
    const hash = this.#hash(words[at(slot) + SPACE], words[at(slot) + OFFSET]);
    if (this.#heads[hash] === slot) {
      this.#heads[hash] = this.#next[slot];
    } else {
      let before = this.#heads[hash];
      while (this.#next[before] !== slot) before = this.#next[before];
      this.#next[before] = this.#next[slot];
    }
    words.fill(0, at(slot), at(slot) + TLB_ENTRY_WORDS);
    this.#free += 1;
    this.#changes += 1;
  }

  #noLongerHolds(slot: number): void {
    const word = this.#words[at(slot) + OFFSET];
    if ((word & VALID) !== 0) this.#removed(word & PAGE_MASK, this.#words[at(slot) + ACCESS]);
  }

  #hash(space: number, offset: number): number {
    return ((offset >>> 12) ^ Math.imul(space, 0x9e3779b1)) & (this.#heads.length - 1);
  }
}

/** Index of a slot's first word. */
function at(slot: number): number {
  return LAYOUT.TLB + slot * TLB_ENTRY_WORDS;
}
