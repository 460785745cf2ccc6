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
  readonly #readers = new Set<Set<number>>();

  /** `source` gives the pages stored to since it was called last; there are `count` pages. */
  constructor(source: () => readonly number[], count: number) {
    this.#source = source;
    this.#count = count;
  }

  reader(): DirtyPageReader {
    this.#distribute();
    const own = new Set<number>();
    this.#readers.add(own);
    return {
      take: () => {
        this.#distribute();
        const pages = [...own];
        own.clear();
        return pages;
      },
      close: () => this.#readers.delete(own),
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
