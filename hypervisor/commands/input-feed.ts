/**
 * Console input on its way from a stream to the guest: its bytes are numbered, and the stream is paused while the consumer
 * is full, so that no more than {@link WINDOW} bytes wait unpopped.
 */
import type { Readable } from 'node:stream';

/** Bytes that may have been handed on and not yet taken. */
export const WINDOW = 64 * 1024;

/** Takes input: `bytes` are number `from` and following, counted from 0; `end`: the input ends after them. */
export type InputConsumer = (from: number, bytes: Uint8Array, end: boolean) => void;

export class InputFeed {
  readonly #stream: Readable;
  readonly #consumer: InputConsumer;
  /** Read from the stream, and not handed on for want of room. */
  #held = new Uint8Array(0);
  #streamEnded = false;
  #endTold = false;
  /** Bytes handed on since the beginning. */
  #given = 0;
  /** Bytes that the consumer has taken. */
  #taken = 0;

  /** Begins to read `stream` at once. */
  constructor(stream: Readable, consumer: InputConsumer) {
    this.#stream = stream;
    this.#consumer = consumer;
    stream.on('data', this.#onData);
    stream.on('end', this.#onEnd);
    // A terminal that is gone, or a closed stdin, is the end of input.
    stream.on('error', this.#onEnd);
    stream.on('close', this.#onEnd);
  }

  /** The consumer has taken all bytes below number `through`. */
  taken(through: number): void {
    if (through <= this.#taken) return;
    this.#taken = through;
    this.#handOn();
  }

  /** Stops reading, for good. */
  close(): void {
    this.#stream.off('data', this.#onData);
    this.#stream.off('end', this.#onEnd);
    this.#stream.off('close', this.#onEnd);
    this.#stream.pause();
  }

  readonly #onData = (chunk: Uint8Array): void => {
    this.#held = new Uint8Array(Buffer.concat([this.#held, chunk]));
    this.#handOn();
  };

  readonly #onEnd = (): void => {
    this.#streamEnded = true;
    this.#handOn();
  };

  #handOn(): void {
    const room = WINDOW - (this.#given - this.#taken);
    const piece = this.#held.subarray(0, room);
    this.#held = this.#held.subarray(piece.length);
    const end = this.#streamEnded && this.#held.length === 0 && !this.#endTold;
    if (piece.length > 0 || end) {
      const from = this.#given;
      this.#given += piece.length;
      this.#endTold ||= end;
      this.#consumer(from, piece, end);
    }
    const full = this.#held.length > 0 || this.#given - this.#taken >= WINDOW;
    if (full) this.#stream.pause();
    else if (!this.#streamEnded) this.#stream.resume();
  }
}
