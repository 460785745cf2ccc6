/**
 * Which broken cases of one adversity are told, which takes longer than to run them, to find out which of them have one cause: the
 * first ones, and then each of which something is seen outside that was seen of none before. Who knows of fewer cases that were told
 * tells no fewer of those to come: so workers and shards tell at least what is told in the end.
 */
import { hexadecimal } from '../../emulator/bytes.ts';
import { sha256 } from '../wire/sha256.ts';
import type { CaseResult } from './result.ts';

/** Plain data, which can go from process to process. */
export interface ToldSoFar {
  /** Cases that were told. */
  readonly count: number;
  /** What was seen of them: see {@link seenOf}. */
  readonly seen: readonly string[];
}

/** Broken cases that are told, whatever is seen of them. */
const FIRST_TOLD = 100;
/** Different things that are seen of those that are told. */
const MOST_SEEN = 1000;
/** Digits of a hash: what goes to each worker with each range is short, however much a checker has to say. */
const DIGITS = 16;

/** What is seen outside of a broken case that is run without being told, as a short hash. */
export function seenOf({ difference }: CaseResult): string {
  const words = JSON.stringify([difference?.outside, difference?.words]);
  return hexadecimal(sha256(new TextEncoder().encode(words))).slice(0, DIGITS);
}

export class ToldCases {
  readonly #seen: Set<string>;
  #count: number;

  constructor({ count, seen }: ToldSoFar = { count: 0, seen: [] }) {
    this.#count = count;
    this.#seen = new Set(seen);
  }

  get soFar(): ToldSoFar {
    return { count: this.#count, seen: [...this.#seen] };
  }

  /** Is the next broken case, of which this is seen, to be told? */
  wants(seen: string): boolean {
    return this.#count < FIRST_TOLD || (this.#seen.size < MOST_SEEN && !this.#seen.has(seen));
  }

  /** It was told. */
  add(seen: string): void {
    this.#count += 1;
    this.#seen.add(seen);
  }
}
