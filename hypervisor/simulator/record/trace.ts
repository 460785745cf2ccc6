/**
 * The trace of a simulated run: everything that happened, as one running hash, and as lines if somebody wants to read
 * them. Two runs with the same hash were the same run.
 */
import type { Rollback } from '../../../emulator/checkpoint.ts';

const FNV_BASIS = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** A checksum of bytes (FNV-1a). */
export function checksum(bytes: Uint8Array): number {
  let sum = FNV_BASIS;
  for (let i = 0; i < bytes.length; i += 1) sum = Math.imul(sum ^ bytes[i], FNV_PRIME);
  return sum;
}

/** A checksum of words: the state of a machine. */
export function checksumOfWords(words: Int32Array): number {
  let sum = FNV_BASIS;
  for (let i = 0; i < words.length; i += 1) sum = Math.imul(sum ^ words[i], FNV_PRIME) ^ (sum >>> 15);
  return sum;
}

export class Trace {
  readonly #now: () => number;
  readonly #tell: ((line: string) => void) | undefined;
  #low = FNV_BASIS;
  #high = 0;
  #events = 0;

  /** `now`: milliseconds of virtual time. `tell`: where the lines go; without it there are none. */
  constructor(now: () => number, tell?: (line: string) => void) {
    this.#now = now;
    this.#tell = tell;
  }

  /** Events so far. */
  get events(): number {
    return this.#events;
  }

  checkpoint(): Rollback {
    const state = [this.#low, this.#high, this.#events] as const;
    return () => void ([this.#low, this.#high, this.#events] = state);
  }

  /** What `who` did or met with; `value` stands for it in the hash, `describe` in the lines. */
  note(who: string, value: number, describe: () => string): void {
    this.#events += 1;
    const now = this.#now();
    this.#mix(value);
    this.#mix(who.length);
    this.#mix(Math.round(now * 1e6) | 0);
    this.#tell?.(`${now.toFixed(3).padStart(10)} ${who.padEnd(6)} ${describe()}`);
  }

  /** 16 hexadecimal digits. */
  hash(): string {
    return [this.#low, this.#high].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  }

  #mix(value: number): void {
    this.#low = Math.imul(this.#low ^ value, FNV_PRIME);
    this.#high = Math.imul((this.#high << 5) ^ (this.#high >>> 27) ^ this.#low ^ (value >>> 16), FNV_PRIME);
  }
}
