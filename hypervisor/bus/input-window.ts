/**
 * Console input on its way to the guest. The bus numbers the bytes and keeps them until every living replica has them,
 * because a primary that had received some may die before its backup has. How many may be kept is up to the terminal,
 * which reads on when bytes are acknowledged.
 */

import type { Rollback } from '../../emulator/checkpoint.ts';

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

  /** Takes bytes from the terminal; `end`: there will be no more. */
  push(bytes: Uint8Array, end: boolean): void {
    const kept = new Uint8Array(this.#kept.length + bytes.length);
    kept.set(this.#kept);
    kept.set(bytes, this.#kept.length);
    this.#kept = kept;
    this.#ended ||= end;
  }

  checkpoint(): Rollback {
    const state = [this.#kept, this.#base, this.#sent, this.#ended, this.#endSent] as const;
    return () => void ([this.#kept, this.#base, this.#sent, this.#ended, this.#endSent] = state);
  }

  /** Bytes before this number are forgotten. */
  get acknowledged(): number {
    return this.#base;
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
    const bytes = this.#kept.slice(this.#sent - this.#base);
    const end = this.#ended && !this.#endSent;
    if (bytes.length === 0 && !end) return undefined;
    const piece = { from: this.#sent, bytes, end };
    this.#sent += bytes.length;
    this.#endSent ||= end;
    return piece;
  }
}
