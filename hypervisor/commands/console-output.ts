/** The console's sink on a stream, usually stdout: slow readers are waited for, vanished ones are noticed. */
import type { Writable } from 'node:stream';
import type { ConsoleSink } from '../../emulator/world/console-stream.ts';

export class ConsoleOutput implements ConsoleSink {
  readonly #stream: Writable;
  readonly #onGone: () => void;
  /** The writes on their way. */
  readonly #pending = new Set<(taken: boolean) => void>();
  #gone = false;

  /** `onGone` is called once, when nobody reads the stream any more; what is written from then on is dropped. */
  constructor(stream: Writable, onGone: () => void) {
    this.#stream = stream;
    this.#onGone = onGone;
    stream.on('error', () => this.#lose());
  }

  write(bytes: Uint8Array, done: (taken: boolean) => void): void {
    if (this.#gone) {
      done(false);
      return;
    }
    this.#pending.add(done);
    this.#stream.write(bytes, (error) => {
      if (error) this.#lose();
      else if (this.#pending.delete(done)) done(true);
    });
  }

  /** Waits no longer for a slow reader: the run is being ended from outside. */
  abandon(): void {
    this.#gone = true;
    for (const done of [...this.#pending]) {
      this.#pending.delete(done);
      done(false);
    }
  }

  #lose(): void {
    if (this.#gone) return;
    this.abandon();
    this.#onGone();
  }
}
