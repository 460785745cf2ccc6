/**
 * A time-out for machines that are being born. Who runs is watched by its peer; before that only the bus knows that a machine
 * was started, so it is the bus that gives up one which is not ready after a while.
 */
import { checkpointOfMap, type Rollback } from '../../emulator/checkpoint.ts';
import type { Scheduler } from '../../emulator/scheduler.ts';
import type { Seat } from '../seat.ts';

/** The shortest time that is allowed, in milliseconds: a busy host takes a second or two to start a process. */
const MIN_BIRTH_MS = 10_000;
/** So many times the silence after which a machine is taken for dead, a step of its birth may take. */
const PATIENCE = 5;

/**
 * How long each step of a machine's birth may take, in milliseconds, if a running one may be silent for `timeoutMs`: to be
 * ready, to come to its peer, and to prove itself there.
 */
export function birthMs(timeoutMs: number): number {
  return Math.max(MIN_BIRTH_MS, PATIENCE * timeoutMs);
}

export class BirthWatch {
  readonly #scheduler: Pick<Scheduler, 'after'>;
  readonly #limitMs: number;
  readonly #overdue: (seat: Seat) => void;
  /** By seat, something that stands for the birth there. */
  readonly #births = new Map<Seat, object>();

  /** `overdue` is called for a machine that is not ready after `limitMs`. */
  constructor(scheduler: Pick<Scheduler, 'after'>, limitMs: number, overdue: (seat: Seat) => void) {
    this.#scheduler = scheduler;
    this.#limitMs = limitMs;
    this.#overdue = overdue;
  }

  /** A machine was started in `seat`. */
  begins(seat: Seat): void {
    const birth = {};
    this.#births.set(seat, birth);
    this.#scheduler.after(this.#limitMs, () => {
      if (this.#births.get(seat) !== birth) return;
      this.#births.delete(seat);
      this.#overdue(seat);
    });
  }

  checkpoint(): Rollback {
    return checkpointOfMap(this.#births);
  }

  /** It is ready, or gone. */
  ends(seat: Seat): void {
    this.#births.delete(seat);
  }
}
