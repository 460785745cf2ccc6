/** What `hvrun bench availability` finds: each arrangement without parts that are shared, and with them, calculated and drawn. */
import { type Arrangement, availability, type Availability, type Conditions } from './availability.ts';
import type { Deaths } from './coverage.ts';
import { type Effort, type Estimate, meanDowntime, meanLifetime } from './lifetimes.ts';

const ARRANGEMENTS: readonly Arrangement[] = ['single', 'unrepaired', 'repaired'];
/** A second or so in all. */
const USUAL: Effort = { events: 1_000_000, lifetimes: 2000, stretches: 100, seen: 100 };

export interface AvailabilityRow {
  readonly arrangement: Arrangement;
  /** Do the parts that are shared count? */
  readonly shared: boolean;
  readonly calculated: Availability;
  /** What is undefined came too seldom; where nothing is repaired, there is no unavailability to be drawn. */
  readonly drawn: { readonly [Quantity in keyof Availability]?: Estimate };
}

export interface AvailabilityResults extends Conditions {
  /** How the coverage was found. */
  readonly deaths: Deaths;
  readonly seed: number;
  readonly effort: Effort;
  readonly rows: readonly AvailabilityRow[];
}

/** Calculates and draws all rows. */
export function availabilityResults(
  conditions: Conditions,
  deaths: Deaths,
  seed: number,
  effort: Effort = USUAL,
): AvailabilityResults {
  const all = conditions.shared.length === 0 ? [false] : [false, true];
  const rows = all.flatMap((shared) =>
    ARRANGEMENTS.map((arrangement): AvailabilityRow => {
      const those = shared ? conditions : { ...conditions, shared: [] };
      return { arrangement, shared, calculated: availability(arrangement, those), drawn: drawn(arrangement, those) };
    }),
  );
  return { ...conditions, deaths, seed, effort, rows };

  function drawn(arrangement: Arrangement, those: Conditions): AvailabilityRow['drawn'] {
    const mttfHours = meanLifetime(arrangement, those, seed, effort);
    const unavailability = arrangement === 'unrepaired' ? undefined : meanDowntime(arrangement, those, seed, effort);
    return { ...(mttfHours && { mttfHours }), ...(unavailability && { unavailability }) };
  }
}
