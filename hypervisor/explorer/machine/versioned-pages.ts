/**
 * A memory of which many versions are kept, and which can become any of them again, at the cost of the pages that differ. A
 * version shares each page that has not changed with the one before it.
 */

/** A version: of each page, its words. Never changed. */
export type Version = readonly Int32Array[];

export class VersionedPages {
  readonly #words: Int32Array;
  readonly #pageWords: number;
  readonly #load: (page: number, words: Int32Array) => void;
  /** What each page was when it was last looked at or loaded. */
  readonly #known: Int32Array[];
  /** Pages that may have changed since. */
  readonly #touched = new Set<number>();

  /**
   * `words`: the memory, of which the last page may be shorter; `load` makes a page be these words, and nothing else may change one without
   * {@link touch}.
   */
  constructor(
    words: Int32Array,
    pageWords: number,
    load: (page: number, words: Int32Array) => void = (page, content) => words.set(content, page * pageWords),
  ) {
    this.#words = words;
    this.#pageWords = pageWords;
    this.#load = load;
    const empty = new Int32Array(pageWords);
    const count = Math.ceil(words.length / pageWords);
    this.#known = Array.from({ length: count }, () => empty);
    for (let page = 0; page < count; page += 1) this.#touched.add(page);
  }

  /** A page may have been changed. */
  touch(page: number): void {
    this.#touched.add(page);
  }

  /** The present version. */
  version(): Version {
    this.#settle();
    return [...this.#known];
  }

  /** Becomes `version` again. */
  restore(version: Version): void {
    for (const page of this.#touched) this.#load(page, version[page]);
    for (let page = 0; page < version.length; page += 1) {
      if (this.#known[page] === version[page]) continue;
      if (!this.#touched.has(page)) this.#load(page, version[page]);
      this.#known[page] = version[page];
    }
    this.#touched.clear();
  }

  /** Does it hold what `version` holds? */
  equals(version: Version): boolean {
    for (const page of this.#touched) if (!this.#holds(page, version[page])) return false;
    for (let page = 0; page < version.length; page += 1) {
      const known = this.#known[page];
      if (known === version[page] || this.#touched.has(page)) continue;
      if (!this.#holds(page, version[page])) return false;
    }
    return true;
  }

  /** Copies the pages that have changed. */
  #settle(): void {
    for (const page of this.#touched) {
      if (this.#holds(page, this.#known[page])) continue;
      this.#known[page] = this.#words.slice(page * this.#pageWords, (page + 1) * this.#pageWords);
    }
    this.#touched.clear();
  }

  #holds(page: number, words: Int32Array): boolean {
    const first = page * this.#pageWords;
    for (let i = 0; i < words.length; i += 1) if (this.#words[first + i] !== words[i]) return false;
    return true;
  }
}
