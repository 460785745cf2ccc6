/**
 * The port at which a new machine awaits its primary, and the strangers there: they connect, prove nothing, and come back as
 * soon as they are turned away. Who may stay is decided by the same list as on a network (links/unproved.ts), who calls again
 * by the same rule (links/calling.ts), in times that fit a simulated birth.
 */
import type { Scheduler } from '../../emulator/scheduler.ts';
import { callsAgain } from '../links/calling.ts';
import { Unproved, UNPROVED_LIMITS } from '../links/unproved.ts';
import type { Strangers } from './plan/plan.ts';

/** The primary's address. Strangers come from here or elsewhere. */
const HERE = '10.0.0.1';
/** What the times of a network are divided by the time that a machine's birth may take there. */
const PROOF_PART = 1 / 5;
/** A proof takes a small part of the time that it may take. */
const PATIENCE = 3;
const AGAIN_PART = 1 / 200;

export interface SimulatedPortOptions {
  readonly scheduler: Scheduler;
  readonly strangers: Strangers;
  /** How long each step of a machine's birth may take. */
  readonly birthMs: number;
  /** What it takes to prove that one knows the secret. */
  readonly proofMs: number;
  /** The primary has been let in, after so many milliseconds; Infinity: it was turned away, and has given up. */
  readonly answered: (afterMs: number) => void;
}

interface Caller {
  readonly turnedAway: () => void;
}

export class SimulatedPort {
  readonly #options: SimulatedPortOptions;
  readonly #unproved: Unproved<Caller>;
  #called = false;
  /** The primary has proved itself: the link is open. */
  open = false;

  constructor(options: SimulatedPortOptions) {
    const { birthMs, proofMs, scheduler } = options;
    const limits = { ...UNPROVED_LIMITS, proofMs: Math.max(birthMs * PROOF_PART, proofMs * PATIENCE) };
    this.#options = options;
    this.#unproved = new Unproved(limits, scheduler, ({ turnedAway }) => turnedAway());
  }

  /** The primary's call. Strangers are there already. */
  call(): void {
    if (this.#called) return;
    this.#called = true;
    const { strangers, scheduler } = this.#options;
    for (let index = 0; index < strangers.count; index++) this.#letStrangerCome(index, strangers.returns);
    this.#callFrom(scheduler.now());
  }

  #letStrangerCome(index: number, returns: number): void {
    const { strangers, scheduler } = this.#options;
    const turnedAway = (): void => {
      if (returns > 0) scheduler.after(strangers.returnMs, () => this.#letStrangerCome(index, returns - 1));
    };
    this.#unproved.add({ turnedAway }, strangers.addresses === 0 ? HERE : `10.1.0.${index % strangers.addresses}`);
  }

  #callFrom(began: number): void {
    const { birthMs, proofMs, scheduler, answered } = this.#options;
    const forMs = (): number => scheduler.now() - began;
    const turnedAway = (): void => {
      if (!callsAgain({ reached: true, passing: true, forMs: forMs(), connectMs: birthMs })) return answered(Infinity);
      scheduler.after(birthMs * AGAIN_PART, () => this.#callFrom(began));
    };
    const caller = { turnedAway };
    this.#unproved.add(caller, HERE);
    scheduler.after(proofMs, () => {
      if (!this.#unproved.delete(caller)) return;
      this.open = true;
      answered(forMs());
    });
  }
}
