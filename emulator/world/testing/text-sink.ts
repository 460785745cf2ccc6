/** A console sink that remembers what was printed, and that can be held back like a slow pipe. */
import type { ConsoleSink } from '../console-stream.ts';

export class TextSink implements ConsoleSink {
  text = '';
  /** How often it was written to. */
  writes = 0;
  /** While held, writes wait for {@link release}. */
  held = false;
  /** Nobody takes the bytes any more. */
  broken = false;
  #waiting: (() => void)[] = [];

  write(bytes: Uint8Array, done: (taken: boolean) => void): void {
    this.writes++;
    const print = (): void => {
      if (!this.broken) this.text += Buffer.from(bytes).toString('latin1');
      done(!this.broken);
    };
    if (this.held) this.#waiting.push(print);
    else print();
  }

  /** Lets the writes through that wait; later ones still wait while it is held. */
  release(): void {
    for (const print of this.#waiting.splice(0)) print();
  }
}
