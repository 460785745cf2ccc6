/** A machine's console: all that was printed is kept, and shown to the user while `shown`. */
import type { ConsoleSink } from '../../emulator/world/console-stream.ts';

export class RecordedConsole implements ConsoleSink {
  shown = false;
  readonly #sink: ConsoleSink;
  readonly #pieces: Uint8Array[] = [];
  #length = 0;

  constructor(sink: ConsoleSink) {
    this.#sink = sink;
  }

  write(bytes: Uint8Array, done: (taken: boolean) => void): void {
    this.#pieces.push(bytes);
    this.#length += bytes.length;
    if (this.shown) this.#sink.write(bytes, done);
    else done(true);
  }

  /** Bytes printed so far. */
  get length(): number {
    return this.#length;
  }

  /** All of them. */
  get text(): Uint8Array {
    return Buffer.concat(this.#pieces);
  }
}
