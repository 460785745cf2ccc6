/**
 * Time to failure and unavailability of one machine, of a pair whose dead machine is never replaced, and of one that is made
 * whole again, with parts that both share: in closed form. Failures and repairs are exponential and independent; a part that
 * is shared ends the service when it fails, and so do both machines at once. The failover itself takes no time here.
 */

/** Mean hours to a failure, and to its repair: of a machine, until another one has taken its place. */
export interface Times {
  readonly mttfHours: number;
  readonly mttrHours: number;
}

/** A part that both machines need, and that there is once: disk, power, link. */
export interface SharedPart extends Times {
  readonly name: string;
}

/** Its own times are those of one machine. */
export interface Conditions extends Times {
  readonly shared: readonly SharedPart[];
  /** The part of failures of one machine of two that the other one survives. */
  readonly coverage: number;
}

export type Arrangement = 'single' | 'unrepaired' | 'repaired';

export interface Availability {
  /** Mean hours until the service ends for the first time. */
  readonly mttfHours: number;
  /** The part of the time without service, in the long run; 1 where nothing is repaired. */
  readonly unavailability: number;
}

/** Failures of shared parts in an hour. */
function sharedRate({ shared }: Conditions): number {
  return shared.reduce((sum, { mttfHours }) => sum + 1 / mttfHours, 0);
}

/** In closed form. */
export function availability(arrangement: Arrangement, conditions: Conditions): Availability {
  const { mttfHours, mttrHours, coverage } = conditions;
  const fails = 1 / mttfHours;
  const repairs = 1 / mttrHours;
  const shared = sharedRate(conditions);
  switch (arrangement) {
    case 'single':
      return { mttfHours: 1 / (fails + shared), unavailability: withShared(partDown(fails, repairs), conditions) };
    case 'unrepaired': {
      // From two machines to one that lives, or with what is not covered to none.
      const alone = 1 / (fails + shared);
      return { mttfHours: (1 + 2 * fails * coverage * alone) / (2 * fails + shared), unavailability: 1 };
    }
    case 'repaired': {
      const back = fails + repairs + shared;
      // What ends it, times `back`: both machines, one that is not covered, a part that is shared. No difference of large numbers.
      const ends = 2 * fails * (fails + shared) + 2 * fails * (1 - coverage) * repairs + shared * back;
      const both = (back + 2 * fails * coverage) / ends;
      return { mttfHours: both, unavailability: withShared(pairDown(fails, repairs, coverage), conditions) };
    }
  }
}

/** The part of the time for which something is down that fails and is repaired at these rates: the lecture's P(A). */
function partDown(fails: number, repairs: number): number {
  return fails / (fails + repairs);
}

/**
 * The same of both machines of a pair, each repaired on its own: P(A) squared if all failures are covered. What is not covered takes
 * both down; then, as ever, the first that is repaired goes on.
 */
function pairDown(fails: number, repairs: number, coverage: number): number {
  // Balance of the states with two, one and no machine alive, in terms of the one with two.
  const one = (2 * fails) / repairs;
  const none = (one * fails + 2 * fails * (1 - coverage)) / (2 * repairs);
  return none / (1 + one + none);
}

/** The part of the time for which one of the parts that are shared is down, at least: each fails on its own. */
export function sharedDown({ shared }: Pick<Conditions, 'shared'>): number {
  return shared.reduce((down, part) => either(down, downOf(part)), 0);
}

/** The part of the time for which one part is down. */
export function downOf({ mttfHours, mttrHours }: Times): number {
  return partDown(1 / mttfHours, 1 / mttrHours);
}

/** Down if the machines are, or any part that they share: for small ones nearly the sum, P(A) squared + E1 + E2 + E3. */
function withShared(machines: number, conditions: Conditions): number {
  return either(machines, sharedDown(conditions));
}

/** The probability of one or the other, or both: small ones are not lost beside 1. */
function either(one: number, other: number): number {
  return one + other * (1 - one);
}
