/**
 * Time to failure and unavailability of one machine, of a pair whose dead machine is never replaced, and of one that is made
 * whole again, with parts that both share: in closed form. Failures and repairs are exponential and independent; a part that
 * is shared ends the service when it fails, and so do both machines at once. The failover itself takes no time here.
 */

/** A part that both machines need, and that there is once: disk, power, link. */
export interface SharedPart {
  readonly name: string;
  /** Mean hours to its failure, and to its repair. */
  readonly mttfHours: number;
  readonly mttrHours: number;
}

export interface Conditions {
  /** Mean hours to the failure of one machine, and until another one has taken its place. */
  readonly mttfHours: number;
  readonly mttrHours: number;
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
      const out = 2 * fails + shared;
      const back = fails + repairs + shared;
      const both = (1 + (2 * fails * coverage) / back) / (out - (2 * fails * coverage * repairs) / back);
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

/** Down if the machines are, or any part that they share: for small ones nearly the sum, P(A) squared + E1 + E2 + E3. */
function withShared(machines: number, { shared }: Conditions): number {
  const up = shared.reduce((part, { mttfHours, mttrHours }) => part * (1 - partDown(1 / mttfHours, 1 / mttrHours)), 1);
  return 1 - (1 - machines) * up;
}
