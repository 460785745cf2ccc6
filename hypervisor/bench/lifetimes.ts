/**
 * The same as ./availability.ts, found by letting parts fail and be repaired one by one, at times drawn from a seed: nothing of
 * the closed form is used. Same seed, same numbers.
 */
import { Chance } from '../simulator/plan/chance.ts';
import type { Arrangement, Conditions } from './availability.ts';

/** A mean with its standard error: the true one is within four of them, all but once in 16,000. */
export interface Estimate {
  readonly mean: number;
  readonly error: number;
}

/** How many standard errors an estimate may be off. */
export const BOUND = 4;

interface Part {
  readonly mttfHours: number;
  readonly mttrHours: number;
  readonly shared: boolean;
  up: boolean;
  /** When it fails, or is repaired. */
  nextAt: number;
}

/** One service, from the moment at which all is well. */
class Service {
  readonly #parts: Part[];
  readonly #chance: Chance;
  readonly #arrangement: Arrangement;
  readonly #coverage: number;
  /** Hours since then. */
  now = 0;

  constructor(arrangement: Arrangement, { mttfHours, mttrHours, shared, coverage }: Conditions, chance: Chance) {
    this.#arrangement = arrangement;
    this.#coverage = coverage;
    this.#chance = chance;
    const machines = Array.from({ length: arrangement === 'single' ? 1 : 2 }, () => ({
      mttfHours,
      mttrHours,
      shared: false,
    }));
    this.#parts = [...machines, ...shared.map((part) => ({ ...part, shared: true }))].map((part) => ({
      ...part,
      up: true,
      nextAt: this.#draw(part.mttfHours),
    }));
  }

  get up(): boolean {
    return this.#parts.every(({ shared, up }) => !shared || up) && this.#parts.some(({ shared, up }) => !shared && up);
  }

  /** When the next thing happens. */
  get nextAt(): number {
    return Math.min(...this.#parts.map(({ nextAt }) => nextAt));
  }

  /** Lets the next thing happen. */
  step(): void {
    this.now = this.nextAt;
    const part = this.#parts.find(({ nextAt }) => nextAt === this.now)!;
    if (!part.up) {
      part.up = true;
      part.nextAt = this.now + this.#draw(part.mttfHours);
      return;
    }
    this.#fail(part);
    if (part.shared || this.#chance.between(0, 1) < this.#coverage) return;
    const other = this.#parts.find((each) => !each.shared && each.up);
    if (other) this.#fail(other);
  }

  #fail(part: Part): void {
    part.up = false;
    const repaired = part.shared || this.#arrangement !== 'unrepaired';
    part.nextAt = repaired ? this.now + this.#draw(part.mttrHours) : Infinity;
  }

  #draw(meanHours: number): number {
    return -Math.log1p(-this.#chance.between(0, 1)) * meanHours;
  }
}

/** Mean hours until the service ends for the first time, of so many lifetimes. */
export function meanLifetime(
  arrangement: Arrangement,
  conditions: Conditions,
  seed: number,
  lifetimes: number,
): Estimate {
  const chance = new Chance(seed);
  return estimate(
    Array.from({ length: lifetimes }, () => {
      const service = new Service(arrangement, conditions, chance.fork());
      while (service.up) service.step();
      return service.now;
    }),
  );
}

/** The part of the time without service, of so many stretches of time in each of which so many things happen. */
export function meanDowntime(
  arrangement: Arrangement,
  conditions: Conditions,
  seed: number,
  { stretches, steps }: { readonly stretches: number; readonly steps: number },
): Estimate {
  const chance = new Chance(seed);
  return estimate(
    Array.from({ length: stretches }, () => {
      const service = new Service(arrangement, conditions, chance.fork());
      let down = 0;
      for (let step = 0; step < steps; step += 1) {
        if (!service.up) down += service.nextAt - service.now;
        service.step();
      }
      return down / service.now;
    }),
  );
}

function estimate(values: readonly number[]): Estimate {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares / (values.length - 1) / values.length) };
}
