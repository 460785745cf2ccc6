/** Asks replicas where they stand. One that does not answer in time is hung, or very slow: that is an answer, too. */
import type { Port } from './port.ts';
import type { ReplicaStatus } from './messages.ts';
import type { Seat } from '../seat.ts';

/** How long to wait for an answer, in milliseconds: a replica looks for messages between two slices of its guest. */
const PATIENCE_MS = 1000;

export class RollCall {
  readonly #waiting = new Map<Seat, ((answer: ReplicaStatus | undefined) => void)[]>();

  /** Resolves with the answer of the replica in `seat`, or with undefined if it gives none. */
  ask(seat: Seat, port: Pick<Port, 'send'>): Promise<ReplicaStatus | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.answered(seat, undefined), PATIENCE_MS);
      const waiting = this.#waiting.get(seat) ?? [];
      waiting.push((answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      this.#waiting.set(seat, waiting);
      port.send({ type: 'ask-status' });
    });
  }

  /** The replica in `seat` has answered; undefined: it won't. */
  answered(seat: Seat, answer: ReplicaStatus | undefined): void {
    const waiting = this.#waiting.get(seat) ?? [];
    this.#waiting.delete(seat);
    for (const resolve of waiting) resolve(answer);
  }
}
