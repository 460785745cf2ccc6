/**
 * Who has come to a port and has not proved yet that it knows the secret. Nobody can keep others out by being one of these:
 * when there are too many, the oldest goes, of those who come from one address or from the busiest; and each has so long.
 * Whoever knows the secret needs only some milliseconds, and calls again if they were not enough.
 */
import type { Scheduler } from '../../emulator/scheduler.ts';
import { CROWDED_OUT, NO_PROOF } from '../words/links.ts';

export interface UnprovedLimits {
  /** Connections that may be on the way to a proof at the same time. */
  readonly most: number;
  /** How many of them may come from one address. */
  readonly mostFromAddress: number;
  /** How long each may take, in milliseconds. */
  readonly proofMs: number;
}

export const UNPROVED_LIMITS: UnprovedLimits = { most: 256, mostFromAddress: 64, proofMs: 2000 };

/** `T` stands for a connection. */
export class Unproved<T extends object> {
  readonly #limits: UnprovedLimits;
  readonly #scheduler: Pick<Scheduler, 'after'>;
  readonly #refused: (caller: T, reason: string) => void;
  /** The address from which each comes, the oldest first. */
  readonly #addresses = new Map<T, string>();

  /** `refused` is called for each that goes because of the others, or because its time is over. */
  constructor(
    limits: UnprovedLimits,
    scheduler: Pick<Scheduler, 'after'>,
    refused: (caller: T, reason: string) => void,
  ) {
    this.#limits = limits;
    this.#scheduler = scheduler;
    this.#refused = refused;
  }

  /** Somebody has come. */
  add(caller: T, address: string): void {
    this.#makeRoom(address);
    this.#addresses.set(caller, address);
    this.#scheduler.after(this.#limits.proofMs, () => {
      if (this.delete(caller)) this.#refused(caller, NO_PROOF);
    });
  }

  /** It has proved it, or is gone; false if it was none of these. */
  delete(caller: T): boolean {
    return this.#addresses.delete(caller);
  }

  /** One more may come from this address: the oldest from there goes if there are too many, or else from the busiest one. */
  #makeRoom(address: string): void {
    const { most, mostFromAddress } = this.#limits;
    const byAddress = this.#byAddress();
    const neighbours = byAddress.get(address) ?? [];
    const crowded = neighbours.length >= mostFromAddress;
    if (!crowded && this.#addresses.size < most) return;
    const busiest = [...byAddress.values()].reduce((some, others) => (others.length > some.length ? others : some));
    const [oldest] = crowded ? neighbours : busiest;
    this.delete(oldest);
    this.#refused(oldest, CROWDED_OUT);
  }

  #byAddress(): Map<string, T[]> {
    const byAddress = new Map<string, T[]>();
    for (const [caller, address] of this.#addresses) {
      const callers = byAddress.get(address);
      if (callers) callers.push(caller);
      else byAddress.set(address, [caller]);
    }
    return byAddress;
  }
}
