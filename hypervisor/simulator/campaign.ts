/** Many runs of one guest, a seed each, and what the checkers find in them. */
import { CHECKERS } from './checkers/checkers.ts';
import type { Setting } from './checkers/checker.ts';
import { counts } from './checkers/retries.ts';
import type { SimulatedGuest } from './guest.ts';
import { drawPlan, type Extent, quietPlan } from './plan.ts';
import type { RunRecord } from './run-record.ts';
import { simulate, type Run } from './simulation.ts';
import { SpareStates } from './spare-states.ts';

/** Entries of the virtual TLB: so few that it is often full. */
const TLB_ENTRIES = 32;

/** One broken rule in a run. */
export interface Finding {
  readonly rule: string;
  readonly what: string;
}

/** A run, and what is wrong with it. */
export interface JudgedRun extends Run {
  readonly findings: readonly Finding[];
}

/** What a guest does and takes if nothing goes wrong: the measure of its other runs. */
export interface Baseline {
  readonly setting: Setting;
  readonly extent: Extent;
}

/** Throws a BootError if `guest` can't be booted, an Error if it doesn't come to its end undisturbed. */
export function measure(guest: SimulatedGuest): Baseline {
  const { record, steps } = simulate(guest, quietPlan(1), sparesFor(guest));
  if (typeof record.end !== 'object') {
    throw new Error(`the guest '${guest.name}' does not come to its end even if nothing goes wrong: ${why(record)}`);
  }
  const requests = [...record.guests.first.requests.values()].filter(({ request }) => counts(request)).length;
  const reference = guest.reproducible ? { streamed: record.streamed, disk: record.disk, requests } : undefined;
  return { setting: { disk: guest.disk, input: guest.input, reference }, extent: { steps } };
}

export class Campaign {
  readonly #guest: SimulatedGuest;
  readonly #states: SpareStates;
  readonly #baseline: Baseline;

  constructor(guest: SimulatedGuest, baseline: Baseline = measure(guest)) {
    this.#guest = guest;
    this.#states = sparesFor(guest);
    this.#baseline = baseline;
  }

  /** The run that `seed` stands for. `tell` gets a line for everything that happens. */
  run(seed: number, tell?: (line: string) => void): JudgedRun {
    const run = simulate(this.#guest, drawPlan(seed, this.#baseline.extent), this.#states, tell);
    return { ...run, findings: judge(run.record, this.#baseline.setting) };
  }
}

function sparesFor({ ram }: SimulatedGuest): SpareStates {
  return new SpareStates({ ram, tlbEntries: TLB_ENTRIES });
}

function judge(record: RunRecord, setting: Setting): Finding[] {
  return Object.entries(CHECKERS).flatMap(([rule, check]) => check(record, setting).map((what) => ({ rule, what })));
}

function why({ end, exceptions }: RunRecord): string {
  return exceptions[0] ?? (end === 'lost' ? 'both machines are lost' : 'it takes too long');
}
