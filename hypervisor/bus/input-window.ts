/**
 * Console input on its way to the guest. The bus numbers the bytes and keeps them until every living replica has them,
 * because a primary that had received some may die before its backup has.
 */

/** Bytes that may be on their way, unacknowledged. */
export const INPUT_WINDOW = 64 * 1024;

export interface InputPiece {
  /** The number of the first byte; the input stream's first byte ever is number 0. */
  readonly from: number;
  readonly bytes: Uint8Array;
  /** The stream has ended after these bytes. */
  readonly end: boolean;
}

export class InputWindow {
  /** The bytes kept, the first of which is number {@link #base}. */
  #kept = new Uint8Array(0);
  #base = 0;
  #sent = 0;
  #ended = false;
  #endSent = false;

  /** Takes bytes from the terminal. */
  push(bytes: Uint8Array): void {
    const kept = new Uint8Array(this.#kept.length + bytes.length);
    kept.set(this.#kept);
    kept.set(bytes, this.#kept.length);
    this.#kept = kept;
  }

  /** The terminal's input is over. */
  end(): void {
    this.#ended = true;
  }

  /** Should the terminal be read? Not while a window full of bytes is waiting. */
  hasRoom(): boolean {
    return !this.#ended && this.#kept.length < INPUT_WINDOW;
  }

  /** Bytes before number `through` are safe. */
  acknowledge(through: number): void {
    const count = Math.min(Math.max(through - this.#base, 0), this.#sent - this.#base);
    this.#kept = this.#kept.slice(count);
    this.#base += count;
  }

  /** A new primary has everything before number `from` and wants what follows, again if need be. */
  resendFrom(from: number): void {
    this.#sent = Math.min(Math.max(from, this.#base), this.#base + this.#kept.length);
    this.#endSent = false;
  }

  /** What is to be sent now, if anything; it counts as sent. */
  next(): InputPiece | undefined {
    const start = this.#sent - this.#base;
    const stop = Math.min(this.#kept.length, INPUT_WINDOW);
    const end = this.#ended && stop === this.#kept.length;
    if (start === stop && (!end || this.#endSent)) return undefined;
    const piece = { from: this.#sent, bytes: this.#kept.slice(start, stop), end };
    this.#sent = this.#base + stop;
    this.#endSent = end;
    return piece;
  }
}
