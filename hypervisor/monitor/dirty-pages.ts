/**
 * Which pages of RAM were stored to, for more than one who wants to know: the processor tells each page once, and here it
 * is kept for every reader until that reader asks.
 */

export interface DirtyPageReader {
  /** The numbers of the pages that were stored to since the last call, or since the reader was made; in no order. */
  take(): number[];
  /** Nobody asks any more. */
  close(): void;
}

export class DirtyPages {
  readonly #source: () => readonly number[];
  readonly #count: number;
  #readers: readonly PageSet[] = [];

  /** `source` gives the pages stored to since it was called last; there are `count` pages. */
  constructor(source: () => readonly number[], count: number) {
    this.#source = source;
    this.#count = count;
  }

  reader(): DirtyPageReader {
    this.#distribute();
    const own = new PageSet(this.#count);
    this.#readers = [...this.#readers, own];
    return {
      take: () => {
        this.#distribute();
        return own.take();
      },
      close: () => void (this.#readers = this.#readers.filter((reader) => reader !== own)),
    };
  }

  /** RAM was changed behind the processor's back: every page counts as stored to. */
  addAll(): void {
    for (let page = 0; page < this.#count; page += 1) for (const reader of this.#readers) reader.add(page);
  }

  #distribute(): void {
    for (const page of this.#source()) for (const reader of this.#readers) reader.add(page);
  }
}

/** A set of page numbers; there may be a quarter of a million, for which a Set takes a tenth of a second. */
export class PageSet {
  readonly #has: Uint8Array;
  #pages: number[] = [];

  /** For numbers below `count`. */
  constructor(count: number) {
    this.#has = new Uint8Array(count);
  }

  get size(): number {
    return this.#pages.length;
  }

  /** False if it is there already. */
  add(page: number): boolean {
    if (this.#has[page] !== 0) return false;
    this.#has[page] = 1;
    this.#pages.push(page);
    return true;
  }

  has(page: number): boolean {
    return this.#has[page] !== 0;
  }

  /** Takes out the page that was added last; undefined if there is none. */
  pop(): number | undefined {
    const page = this.#pages.pop();
    if (page !== undefined) this.#has[page] = 0;
    return page;
  }

  /** Takes out all. */
  take(): number[] {
    const pages = this.#pages;
    for (const page of pages) this.#has[page] = 0;
    this.#pages = [];
    return pages;
  }
}
