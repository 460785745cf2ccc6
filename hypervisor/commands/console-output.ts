/** The console's sink on a stream, usually stdout: slow readers are waited for, and one that takes nothing more is noticed. */
import type { Writable } from 'node:stream';
import type { ConsoleSink } from '../../emulator/world/console-stream.ts';
import { notePrinted } from './screen.ts';

export class ConsoleOutput implements ConsoleSink {
  readonly #stream: Writable;
  readonly #onLost: (error: Error) => void;
  /** The writes on their way. */
  readonly #pending = new Set<(taken: boolean) => void>();
  #gone = false;

  /** `onLost` is called once, when the stream takes nothing more, and why; what is written from then on is dropped. */
  constructor(stream: Writable, onLost: (error: Error) => void) {
    this.#stream = stream;
    this.#onLost = onLost;
    stream.on('error', (error) => this.#lose(error));
  }

  write(bytes: Uint8Array, done: (taken: boolean) => void): void {
    if (this.#gone) {
      done(false);
      return;
    }
    this.#pending.add(done);
    notePrinted(bytes);
    this.#stream.write(bytes, (error) => {
      if (error) this.#lose(error);
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

  #lose(error: Error): void {
    if (this.#gone) return;
    this.abandon();
    this.#onLost(error);
  }
}
