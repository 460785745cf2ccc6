/** Which words of a guest's image were executed, by whatever process. */

const WORD = 4;

export class ExecutedWords {
  readonly #words = new Set<number>();
  #known = false;

  /** Pairs of the first and last physical address; undefined: nobody knows. */
  add(pairs: readonly number[] | undefined): void {
    if (pairs === undefined) return;
    this.#known = true;
    for (let index = 0; index < pairs.length; index += 2) {
      for (let address = pairs[index]; address <= pairs[index + 1]; address += WORD) this.#words.add(address);
    }
  }

  /** As an adversity that knows, or nothing. */
  get knowing(): { executed(address: number): boolean }[] {
    return this.#known ? [{ executed: (address) => this.#words.has(address) }] : [];
  }
}
