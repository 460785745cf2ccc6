/** Bytes of console input that have arrived and that the guest has not popped yet, oldest first. */
export class InputQueue {
  #bytes = new Uint8Array(0);
  #head = 0;

  get length(): number {
    return this.#bytes.length - this.#head;
  }

  push(bytes: Uint8Array): void {
    const joined = new Uint8Array(this.length + bytes.length);
    joined.set(this.#bytes.subarray(this.#head));
    joined.set(bytes, this.length);
    this.#bytes = joined;
    this.#head = 0;
  }

  /** The oldest byte, or undefined if there is none. */
  pop(): number | undefined {
    return this.#head < this.#bytes.length ? this.#bytes[this.#head++] : undefined;
  }

  /** A copy of all bytes. */
  save(): Uint8Array {
    return this.#bytes.slice(this.#head);
  }

  restore(bytes: Uint8Array): void {
    this.#bytes = bytes.slice();
    this.#head = 0;
  }
}
