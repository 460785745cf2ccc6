/**
 * Which bytes of the console's input stream this machine has taken: the bus numbers them, and after a failover it sends
 * again what the old primary may have had already.
 */
import type { Rollback } from '../../emulator/checkpoint.ts';
import type { Interrupt } from './messages.ts';

type Input = Extract<Interrupt, { type: 'input' }>;

export class TakenInput {
  #next: number;
  #ended: boolean;

  /** `next` and `ended` of another machine's books, or the beginning. */
  constructor(next = 0, ended = false) {
    this.#next = next;
    this.#ended = ended;
  }

  /** There are no bytes from {@link next} on. */
  get ended(): boolean {
    return this.#ended;
  }

  /** The number of the first byte not taken yet. */
  get next(): number {
    return this.#next;
  }

  checkpoint(): Rollback {
    const state = [this.#next, this.#ended] as const;
    return () => void ([this.#next, this.#ended] = state);
  }

  /**
   * What is new in `input`: without the bytes taken before. Undefined if nothing is, or if bytes are missing before it,
   * since a later byte must never pass an earlier one.
   */
  take(input: Input): Input | undefined {
    const end = input.from + input.bytes.length;
    const ends = input.end && !this.#ended;
    if (input.from > this.#next || (end <= this.#next && !ends)) return undefined;
    const fresh = input.bytes.slice(this.#next - input.from);
    const from = this.#next;
    this.#next = Math.max(this.#next, end);
    this.#ended ||= input.end;
    return { type: 'input', from, bytes: fresh, end: input.end };
  }
}
