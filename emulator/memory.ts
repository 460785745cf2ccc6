/**
 * Physical memory (RAM) and, beside each of its words, what the interpreter has decoded it to. Every store goes through
 * here or does the same: it drops what was decoded, so caches are coherent with stores and with DMA (board: DMA is
 * coherent; the manual would allow less, chapter 3). And it is noted which pages were stored to.
 */
import { PAGE_SIZE } from './board.ts';
import type { DmaMemory } from './devices/dma-memory.ts';
import type { MachineState } from './layout.ts';

/** Who keeps code that was made of words in RAM, and is told when they change. */
export interface CodeWatcher {
  /** Bytes were stored, all in one page that is {@link PhysicalMemory.watched}. */
  stored(address: number, length: number): void;
  /** Anything may have changed. */
  forgotten(): void;
}

const PAGE_SHIFT = Math.log2(PAGE_SIZE);
/** From the index of a word to its page. */
const WORD_PAGE_SHIFT = PAGE_SHIFT - 2;

export class PhysicalMemory implements DmaMemory {
  /** Bytes. */
  declare readonly size: number;
  /** RAM, by physical address / 4. */
  declare readonly words: Int32Array;
  /** RAM, by physical address ^ 2, / 2. */
  declare readonly halfwords: Uint16Array;
  /** RAM, by physical address ^ 3. */
  declare readonly bytes: Uint8Array;
  /** By physical address / 4: the number of the operation that the word was decoded to, 0 if it is not decoded. */
  declare readonly operations: Uint16Array;
  /** Beside it, the immediate or displacement of the decoded instruction. */
  declare readonly immediates: Int32Array;
  /** By page: 1 if {@link watcher} is told of stores to it. Stores to such a page all go through here. */
  declare readonly watched: Uint8Array;
  watcher: CodeWatcher | undefined;
  /** By physical address / 4, the ways that conditional branches have gone, if somebody wants to know: see cpu/branch-ways.ts. */
  branchWays: Uint8Array | undefined;
  /** The pages in which something was decoded, so that forgetting it need not go through all of RAM. */
  readonly #decodedPages = new Set<number>();

  /** By page: 1 if it is among {@link #dirtyPages}. */
  readonly #dirty: Uint8Array;
  #dirtyPages: number[] = [];

  constructor(state: MachineState) {
    const { buffer, byteOffset, length } = state.ram;
    this.size = length * 4;
    this.words = state.ram;
    this.halfwords = new Uint16Array(buffer, byteOffset, length * 2);
    this.bytes = new Uint8Array(buffer, byteOffset, length * 4);
    this.operations = state.used ? state.operations.fill(0) : state.operations;
    state.used = true;
    this.immediates = state.immediates;
    this.#dirty = new Uint8Array(this.size / PAGE_SIZE);
    this.watched = new Uint8Array(this.size / PAGE_SIZE);
  }

  contains(address: number, length: number): boolean {
    return address >= 0 && length >= 0 && address + length <= this.size;
  }

  read(address: number, length: number): Uint8Array {
    const copy = new Uint8Array(length);
    for (let i = 0; i < length; i += 1) copy[i] = this.bytes[(address + i) ^ 3];
    return copy;
  }

  write(address: number, bytes: Uint8Array): void {
    this.operations.fill(0, address >>> 2, (address + bytes.length + 3) >>> 2);
    const end = address + bytes.length;
    for (let at = address; at < end; at = (at & -PAGE_SIZE) + PAGE_SIZE) {
      const length = Math.min(end, (at & -PAGE_SIZE) + PAGE_SIZE) - at;
      this.#copyIn(at, bytes, at - address, length);
      this.stored(at, length);
    }
  }

  /** A page at most: V8 optimizes what is called often, but no loop that is under way (cpu/engine-flags.ts), and images have megabytes. */
  #copyIn(address: number, bytes: Uint8Array, from: number, length: number): void {
    for (let i = 0; i < length; i += 1) this.bytes[(address + i) ^ 3] = bytes[from + i];
  }

  /** Stores one aligned word. */
  storeWord(address: number, value: number): void {
    this.words[address >>> 2] = value;
    this.operations[address >>> 2] = 0;
    this.stored(address, 4);
  }

  /** Notes that bytes of one page were stored, and what they were decoded to dropped. */
  stored(address: number, length: number): void {
    this.touch(address);
    if (this.watched[address >>> PAGE_SHIFT] !== 0) this.watcher?.stored(address, length);
  }

  /** Notes that the page which holds `address` is stored to, now or until the next {@link takeDirtyPages}. */
  touch(address: number): void {
    const page = address >>> PAGE_SHIFT;
    if (this.#dirty[page] !== 0) return;
    this.#dirty[page] = 1;
    this.#dirtyPages.push(page);
  }

  /** The numbers of the pages noted since the last call, in no order. For Processor.takeDirtyPages. */
  takeDirtyPages(): number[] {
    const pages = this.#dirtyPages;
    for (const page of pages) this.#dirty[page] = 0;
    this.#dirtyPages = [];
    return pages;
  }

  /** Makes a page what it was: its words as they stand in the state. What is decoded of those that stay is kept. */
  restorePage(page: number, words: Int32Array): void {
    const first = page << WORD_PAGE_SHIFT;
    for (let i = 0; i < words.length; i += 1) {
      if (this.words[first + i] === words[i]) continue;
      this.words[first + i] = words[i];
      this.operations[first + i] = 0;
      if (this.watched[page] !== 0) this.watcher?.stored((first + i) << 2, 4);
    }
  }

  /** Remembers what the word at `index` was decoded to. */
  setDecoded(index: number, operation: number, immediate: number): void {
    this.#decodedPages.add(index >>> WORD_PAGE_SHIFT);
    this.immediates[index] = immediate;
    this.operations[index] = operation;
  }

  /** Forgets all that was decoded: RAM was changed from outside. */
  forgetDecoded(): void {
    for (const page of this.#decodedPages)
      this.operations.fill(0, page << WORD_PAGE_SHIFT, (page + 1) << WORD_PAGE_SHIFT);
    this.#decodedPages.clear();
    this.watcher?.forgotten();
  }
}
