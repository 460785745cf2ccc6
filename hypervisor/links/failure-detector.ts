/**
 * When silence means death. The peer sends something, a heartbeat if there is nothing else, several times within the
 * time-out; if nothing at all arrives for that long, it counts as dead. (That it may merely be slow is why the term on
 * the bus, not this verdict, decides who goes on.)
 */

import type { Rollback } from '../../emulator/checkpoint.ts';

/** Parts of the time-out after which a sender with nothing to say sends a heartbeat. */
const HEARTBEATS = 4;
/** What is due at once is due so soon, in milliseconds: less than this may be lost in a clock's rounding. */
const SOON_MS = 0.01;

export class FailureDetector {
  readonly #timeoutMs: number;
  #arrived = 0;
  #lookedAt: number;
  #silentMs = 0;

  /** `now`, in milliseconds of any steady clock, as in the other calls. */
  constructor(timeoutMs: number, now: number) {
    this.#timeoutMs = timeoutMs;
    this.#lookedAt = now;
  }

  checkpoint(): Rollback {
    const state = [this.#arrived, this.#lookedAt, this.#silentMs] as const;
    return () => void ([this.#arrived, this.#lookedAt, this.#silentMs] = state);
  }

  /** How long a sender may be silent, in milliseconds. */
  get heartbeatMs(): number {
    return this.#timeoutMs / HEARTBEATS;
  }

  /** How long the peer has been silent, in milliseconds, as far as was looked. */
  get silentMs(): number {
    return this.#silentMs;
  }

  /** How long it may wait until it is asked the next time, in milliseconds: no verdict is due before that. */
  get patienceMs(): number {
    return Math.min(this.heartbeatMs, Math.max(SOON_MS, this.#timeoutMs - this.#silentMs));
  }

  /**
   * Is the peer silent for too long? `arrived` changes whenever it is heard. To be asked often: the time since the last
   * look counts for a heartbeat's interval at most, since for the rest of it this process was itself not running.
   */
  silent(arrived: number, now: number): boolean {
    const sinceLook = Math.min(now - this.#lookedAt, this.heartbeatMs);
    this.#lookedAt = now;
    this.#silentMs = arrived === this.#arrived ? this.#silentMs + sinceLook : 0;
    this.#arrived = arrived;
    return this.#silentMs >= this.#timeoutMs;
  }
}
