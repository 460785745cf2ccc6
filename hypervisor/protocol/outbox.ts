/** The primary's messages to the backup: their numbers, and which of them the backup has acknowledged. */
import type { Rollback } from '../../emulator/checkpoint.ts';
import type { Effect } from './effects.ts';
import type { Body } from './messages.ts';

export class Outbox {
  #sent = 0;
  #acknowledged = 0;

  /** The number of the last message sent; 0 before the first. */
  get sent(): number {
    return this.#sent;
  }

  /** The effect that sends `body` as the next message. */
  send(body: Body): Effect {
    this.#sent += 1;
    return { type: 'send', message: { sequence: this.#sent, body } };
  }

  /** P4's counterpart: the backup has everything up to number `through`. False if that was never sent. */
  acknowledge(through: number): boolean {
    if (through > this.#sent) return false;
    this.#acknowledged = Math.max(this.#acknowledged, through);
    return true;
  }

  checkpoint(): Rollback {
    const state = [this.#sent, this.#acknowledged] as const;
    return () => void ([this.#sent, this.#acknowledged] = state);
  }

  /** Are all messages up to number `sequence` acknowledged? */
  covers(sequence: number): boolean {
    return this.#acknowledged >= sequence;
  }
}
