/** Lines of a trace of instructions on their way to the bus: a few at a time, and never more than that are kept. */
import type { BusClient } from './bus-client.ts';

/** Characters of one message. */
const PIECE = 16_384;

export class TraceSender {
  readonly #bus: BusClient;
  #text = '';

  constructor(bus: BusClient) {
    this.#bus = bus;
  }

  write(line: string): void {
    this.#text += `${line}\n`;
    if (this.#text.length >= PIECE) this.flush();
  }

  /** Puts all on its way; waits while the bus does not take it. */
  flush(): void {
    const text = this.#text;
    this.#text = '';
    for (let at = 0; at < text.length; at += PIECE)
      this.#bus.send({ type: 'traced', text: text.slice(at, at + PIECE) });
    if (text !== '') this.#bus.flush();
  }
}
