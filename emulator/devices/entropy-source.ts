/** What stands behind the entropy device: the world's random numbers, drawn once for both machines of a pair. */
import { RESULT } from '../board.ts';
import type { AnyRequest, Hardware, Outcome } from './definition.ts';

/** Bytes of one command, at most; a driver whose buffer is longer gets so many, as section 5.4.6 allows. */
export const MOST_BYTES = 256;

/** What the device asks for. */
type Draw = AnyRequest & { readonly bytes: number };

export class EntropySource implements Hardware<Draw> {
  readonly #random: (bytes: number) => Uint8Array;

  /** `random`: gives so many bytes. */
  constructor(random: (bytes: number) => Uint8Array) {
    this.#random = random;
  }

  perform({ bytes }: Draw, done: (outcome: Outcome) => void): void {
    if (bytes > MOST_BYTES) return done({ result: RESULT.ERROR });
    done({ result: RESULT.DONE, data: this.#random(bytes) });
  }
}

/** So many bytes that nobody can foretell, from the host. */
export function hostRandom(bytes: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(bytes));
}
