/**
 * Who is primary: the bus's one record {term, primary, backup or none}, changed by test-and-set alone. Whoever wins a
 * term shuts out every older one, so two machines that each believe the other dead can't both act on the devices.
 *
 * A grant is not yet a victory: the commands that older terms had already accepted may still be running in a device. The
 * winner is told only when the last of them has finished ({@link Terms.settled}).
 */
import { checkpointOfMap, type Rollback } from '../../emulator/checkpoint.ts';
import type { Seat } from '../seat.ts';

export class Terms {
  #term = 1;
  #primary: Seat = 'first';
  #backup: Seat | undefined;
  #closed = false;
  /** Commands accepted in each term and not finished. */
  readonly #running = new Map<number, number>();

  constructor(backup: Seat | undefined) {
    this.#backup = backup;
  }

  get term(): number {
    return this.#term;
  }

  get primary(): Seat {
    return this.#primary;
  }

  get backup(): Seat | undefined {
    return this.#backup;
  }

  /**
   * Test-and-set: `seat` takes `term` and is alone in it, if that is the term after the present one and `seat` still has
   * a part. False if it is refused.
   */
  claim(seat: Seat, term: number): boolean {
    const hasPart = seat === this.#primary || seat === this.#backup;
    if (this.#closed || !hasPart || term !== this.#term + 1) return false;
    this.#term = term;
    this.#primary = seat;
    this.#backup = undefined;
    return true;
  }

  /** `seat` has everything that the primary has: it is the backup from now on. */
  admit(seat: Seat): void {
    if (this.#backup === undefined && seat !== this.#primary) this.#backup = seat;
  }

  /** May `seat` command the devices in `term`? */
  holds(seat: Seat, term: number): boolean {
    return !this.#closed && seat === this.#primary && term === this.#term;
  }

  /** Ends the last term: nobody holds it and nobody wins another. */
  close(): void {
    this.#closed = true;
  }

  get closed(): boolean {
    return this.#closed;
  }

  checkpoint(): Rollback {
    const state = [this.#term, this.#primary, this.#backup, this.#closed] as const;
    const running = checkpointOfMap(this.#running);
    return () => {
      [this.#term, this.#primary, this.#backup, this.#closed] = state;
      running();
    };
  }

  /** A command of the present term goes to a device. */
  commandAccepted(): void {
    this.#running.set(this.#term, (this.#running.get(this.#term) ?? 0) + 1);
  }

  /** A command accepted in `term` is over. */
  commandFinished(term: number): void {
    const left = (this.#running.get(term) ?? 0) - 1;
    if (left < 0) throw new Error(`a command of term ${term} finished twice`);
    if (left === 0) this.#running.delete(term);
    else this.#running.set(term, left);
  }

  /** Is every command of the terms before the present one over? */
  settled(): boolean {
    for (const term of this.#running.keys()) if (term < this.#term) return false;
    return true;
  }

  /** Commands that are not over, of all terms. */
  get outstanding(): number {
    return [...this.#running.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Is every command of any term over? */
  idle(): boolean {
    return this.#running.size === 0;
  }
}
