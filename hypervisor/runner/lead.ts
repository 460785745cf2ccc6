/**
 * How far a primary is ahead of its backup, in instructions: those of the epochs that the primary's guest has come to the
 * end of, and the backup's has not. After the primary's death the backup has so much to catch up with.
 */
import type { Rollback } from '../../emulator/checkpoint.ts';
import { Queue } from '../queue.ts';

/** What an environment instruction is worth, of a lead as of a slice, in ordinary instructions. */
export const ENVIRONMENT_COST = 64;

export class Lead {
  #instructions = 0;
  readonly #epochs = new Queue<{ readonly epoch: number; readonly completed: number }>();

  /** Instructions ahead. */
  get instructions(): number {
    return this.#instructions;
  }

  /** Epochs ahead. */
  get epochs(): number {
    return this.#epochs.length;
  }

  checkpoint(): Rollback {
    const instructions = this.#instructions;
    const epochs = this.#epochs.checkpoint();
    return () => {
      this.#instructions = instructions;
      epochs();
    };
  }

  /** The primary's guest has come to the end of `epoch`. */
  ended(epoch: number, completed: number): void {
    this.#epochs.push({ epoch, completed });
    this.#instructions += completed;
  }

  /** The backup has finished `epoch`, and all before it. */
  finished(epoch: number): void {
    for (let first = this.#epochs.first; first && first.epoch <= epoch; first = this.#epochs.first) {
      this.#instructions -= first.completed;
      this.#epochs.shift();
    }
  }
}
