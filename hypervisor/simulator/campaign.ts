/** Many runs of one guest, a seed each, and what the rules find in them. */
import { comparable } from './checkers/same-output.ts';
import { FreshMachines } from './fresh-machines.ts';
import type { SimulatedGuest } from './guest.ts';
import type { MachineSource } from './machine-source.ts';
import { type Finding, judge } from './judging.ts';
import { drawPlan } from './plan/plan.ts';
import { type Run, simulate } from './simulation.ts';
import { type Baseline, examine } from './undisturbed.ts';

/** A run, and what is wrong with it. */
export interface JudgedRun extends Run {
  readonly findings: readonly Finding[];
  /** Was what it shows compared with an undisturbed run? */
  readonly compared: boolean;
}

/** What a guest that is known to be sound does undisturbed. Throws an Error if it fails. */
export function measure(guest: SimulatedGuest): Baseline {
  const baseline = examine(guest, { sameOutput: true });
  if ('kind' in baseline) throw new Error(`undisturbed, the ${baseline.who} of '${guest.name}': ${baseline.what}`);
  return baseline;
}

export class Campaign {
  readonly #guest: SimulatedGuest;
  readonly #machines: MachineSource;
  readonly #baseline: Baseline;

  constructor(guest: SimulatedGuest, baseline: Baseline = measure(guest)) {
    this.#guest = guest;
    this.#machines = new FreshMachines(guest);
    this.#baseline = baseline;
  }

  /** The status with which the guest is to end. */
  get expectedStatus(): number {
    return this.#baseline.setting.status;
  }

  /** The run that `seed` stands for. `tell` gets a line for everything that happens; `late` cuts it short. */
  run(seed: number, tell?: (line: string) => void, late?: () => boolean): JudgedRun {
    const { setting, extent, patience } = this.#baseline;
    const plan = drawPlan(seed, extent);
    const run = simulate({ guest: this.#guest, plan, patience, machines: this.#machines, tell, late });
    return { ...run, findings: judge(run.record, setting), compared: comparable(run.record, setting) };
  }
}
