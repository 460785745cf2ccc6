/**
 * The same as ./availability.ts, found by letting parts fail and be repaired one by one, at times drawn from a seed: nothing of
 * the closed form is used. Same seed, same numbers. What comes so seldom that the events that may be drawn don't show it often
 * enough is not estimated at all: a mean of few draws is off by more than its own error says.
 */
import { Chance } from '../simulator/plan/chance.ts';
import type { Arrangement, Conditions, Times } from './availability.ts';

/** A mean with its standard error: the true one is within four of them, all but once in 16,000. */
export interface Estimate {
  readonly mean: number;
  readonly error: number;
}

/** How many standard errors an estimate may be off. */
export const BOUND = 4;

/** How much is drawn for one estimate. */
export interface Effort {
  /** Failures and repairs, in all. */
  readonly events: number;
  /** Lifetimes, at most. */
  readonly lifetimes: number;
  /** Stretches of time, for the part of it without service. */
  readonly stretches: number;
  /** So often must be seen what an estimate rests on. */
  readonly seen: number;
}

/** After so many times the slowest part's own, nothing but 1e-13 of what is down depends on how all began. */
const RELAXATIONS = 30;

interface Part extends Times {
  readonly shared: boolean;
  /** Which of {@link Service.causes} it is. */
  readonly cause: number;
  up: boolean;
  /** Hours until it fails, or is repaired: no time of day, in which short ones would be lost beside long ones. */
  left: number;
}

/** One service, from the moment at which all is well. */
class Service {
  readonly #parts: readonly Part[];
  readonly #chance: Chance;
  readonly #arrangement: Arrangement;
  readonly #coverage: number;
  #next!: Part;
  #machinesUp: number;
  #sharedDown = 0;
  /** How often the last machine went down, and each of the shared parts: all that ends a service. */
  readonly causes: number[];

  constructor(arrangement: Arrangement, { mttfHours, mttrHours, shared, coverage }: Conditions, chance: Chance) {
    this.#arrangement = arrangement;
    this.#coverage = coverage;
    this.#chance = chance;
    this.#machinesUp = arrangement === 'single' ? 1 : 2;
    const machines = Array.from({ length: this.#machinesUp }, () => ({
      ...{ mttfHours, mttrHours },
      ...{ shared: false, cause: 0 },
    }));
    const others = shared.map((part, index) => ({ ...part, shared: true, cause: 1 + index }));
    this.#parts = [...machines, ...others].map((part) => ({
      ...part,
      up: true,
      left: this.#draw(part.mttfHours),
    }));
    this.causes = Array.from({ length: 1 + shared.length }, () => 0);
    this.#find();
  }

  get up(): boolean {
    return this.#sharedDown === 0 && this.#machinesUp > 0;
  }

  /** Hours until the next thing happens. */
  get left(): number {
    return this.#next.left;
  }

  /** Lets so many hours pass in which nothing happens. */
  wait(hours: number): void {
    for (const each of this.#parts) each.left -= hours;
  }

  /** Lets the next thing happen, and tells after how many hours it did. */
  step(): number {
    const part = this.#next;
    const hours = part.left;
    this.wait(hours);
    if (part.up) this.#endOf(part);
    else this.#repair(part);
    this.#find();
    return hours;
  }

  /** Which part is the next one. */
  #find(): void {
    let next = this.#parts[0];
    for (const part of this.#parts) if (part.left < next.left) next = part;
    this.#next = next;
  }

  #repair(part: Part): void {
    part.up = true;
    part.left = this.#draw(part.mttfHours);
    if (part.shared) this.#sharedDown -= 1;
    else this.#machinesUp += 1;
  }

  /** It fails, and takes the other machine with it if that is not covered. */
  #endOf(part: Part): void {
    this.#fail(part);
    if (part.shared || this.#chance.between(0, 1) < this.#coverage) return;
    const other = this.#parts.find((each) => !each.shared && each.up);
    if (other) this.#fail(other);
  }

  #fail(part: Part): void {
    part.up = false;
    const repaired = part.shared || this.#arrangement !== 'unrepaired';
    part.left = repaired ? this.#draw(part.mttrHours) : Infinity;
    if (part.shared) this.#sharedDown += 1;
    else this.#machinesUp -= 1;
    if (part.shared || this.#machinesUp === 0) this.causes[part.cause] += 1;
  }

  #draw(meanHours: number): number {
    return -Math.log1p(-this.#chance.between(0, 1)) * meanHours;
  }
}

/**
 * Mean hours until the service ends for the first time; undefined if too few lifetimes were over when all events were drawn. The
 * one that is under way then is left out: the mean of N is too small by one part in N, a small part of its error.
 */
export function meanLifetime(
  arrangement: Arrangement,
  conditions: Conditions,
  seed: number,
  { events, lifetimes, seen }: Effort,
): Estimate | undefined {
  const chance = new Chance(seed);
  const lived: number[] = [];
  for (let left = events; lived.length < lifetimes;) {
    const service = new Service(arrangement, conditions, chance.fork());
    let hours = 0;
    for (; service.up && left > 0; left -= 1) hours += service.step();
    if (service.up) break;
    lived.push(hours);
  }
  return lived.length < seen ? undefined : estimate(lived);
}

/**
 * The part of the time without service, of stretches that are long enough to have their part of the events; undefined if something
 * that ends the service was seen too seldom. A stretch ends after hours, not after events: those come at other rates when much is
 * down. And it begins when it does no longer matter that all was well.
 */
export function meanDowntime(
  arrangement: Arrangement,
  conditions: Conditions,
  seed: number,
  { events, stretches, seen }: Effort,
): Estimate | undefined {
  const { shared, coverage, ...machine } = conditions;
  const machines = arrangement === 'single' ? [machine] : [machine, machine];
  const eventsAnHour = [...machines, ...shared].reduce((sum, part) => sum + 2 / (part.mttfHours + part.mttrHours), 0);
  const hours = events / stretches / eventsAnHour;
  const warmUp = RELAXATIONS * Math.max(relaxation(machine, coverage), ...shared.map((part) => relaxation(part, 1)));
  if (warmUp > hours / 2) return undefined;
  const chance = new Chance(seed);
  const causes = Array.from({ length: 1 + shared.length }, () => 0);
  let ends = 0;
  const parts = Array.from({ length: stretches }, () => {
    const service = new Service(arrangement, conditions, chance.fork());
    pass(service, warmUp);
    const stretch = pass(service, hours - warmUp);
    ends += stretch.ends;
    for (const [index, count] of service.causes.entries()) causes[index] += count;
    return stretch.down / (hours - warmUp);
  });
  return Math.min(ends, ...causes) < seen ? undefined : estimate(parts);
}

/** Hours in which what a part was at their beginning is forgotten but for a third. */
function relaxation({ mttfHours, mttrHours }: Times, coverage: number): number {
  return 1 / (coverage / mttfHours + 1 / mttrHours);
}

/** Lets so many hours pass; tells how many of them were without service, and how often that ended. */
function pass(service: Service, hours: number): { readonly down: number; readonly ends: number } {
  let [down, ends] = [0, 0];
  for (let left = hours; left > 0;) {
    const { up } = service;
    const lasts = Math.min(service.left, left);
    if (!up) down += lasts;
    if (lasts < service.left) service.wait(lasts);
    else service.step();
    if (up && !service.up) ends += 1;
    left -= lasts;
  }
  return { down, ends };
}

function estimate(values: readonly number[]): Estimate {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares / (values.length - 1) / values.length) };
}
