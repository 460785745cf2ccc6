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
  /** All of these, if somebody has them. */
  #version: Version | undefined;
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

  /** The present version; the same one as before if no page has changed. */
  version(): Version {
    if (this.#settle()) this.#version = undefined;
    this.#version ??= [...this.#known];
    return this.#version;
  }

  /** Becomes `version` again. */
  restore(version: Version): void {
    if (this.#version === version && this.#touched.size === 0) return;
    for (const page of this.#touched) this.#load(page, version[page]);
    for (let page = 0; page < version.length; page += 1) {
      if (this.#known[page] === version[page]) continue;
      if (!this.#touched.has(page)) this.#load(page, version[page]);
      this.#known[page] = version[page];
    }
    this.#touched.clear();
    this.#version = version;
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

  /** Copies the pages that have changed; false if none has. */
  #settle(): boolean {
    let changed = false;
    for (const page of this.#touched) {
      if (this.#holds(page, this.#known[page])) continue;
      this.#known[page] = this.#words.slice(page * this.#pageWords, (page + 1) * this.#pageWords);
      changed = true;
    }
    this.#touched.clear();
    return changed;
  }

  #holds(page: number, words: Int32Array): boolean {
    const first = page * this.#pageWords;
    for (let i = 0; i < words.length; i += 1) if (this.#words[first + i] !== words[i]) return false;
    return true;
  }
}
