/**
 * Where a machine can die after others have: the one that goes on, alone and after it, and while a new machine joins; or the new
 * one, from its power-on until the end.
 */
import { OTHER_SEAT } from '../../../seat.ts';
import type { Since } from '../../../simulator/plan/plan.ts';
import { aloneSince, type CrashCase, type LaterDeath } from './crash-key.ts';
import { classesOf, type Spot, type SpotCollector } from './spots.ts';

/** The deaths of `crash` have happened in the run that was watched, and a new machine has come. */
export function laterDeaths(crash: CrashCase, { spots, deaths }: SpotCollector): readonly (readonly CrashCase[])[] {
  const dead = deaths[crash.later.length];
  if (dead === undefined) return [];
  const after = spots.slice(dead.spots);
  const joiner = after.filter(({ seat, life }) => seat === dead.seat && life === dead.life + 1);
  const others = after.filter(({ seat }) => seat === OTHER_SEAT[dead.seat]);
  const survivor = others.filter(({ life }) => life === others[0].life);
  const alone = aloneSince(crash, crash.later.length);
  return [
    ...deathsAt(crash, 'survivor', alone, survivor.filter(before)),
    ...deathsAt(crash, 'joiner', 'birth', joiner.filter(before)),
    ...deathsAt(crash, 'joiner', 'join', joiner.filter(joined)),
    ...deathsAt(crash, 'survivor', 'join', survivor.filter(joined)),
  ];
}

function deathsAt(
  crash: CrashCase,
  who: LaterDeath['who'],
  since: Since,
  spots: readonly Spot[],
): readonly (readonly CrashCase[])[] {
  // A machine that several others join counts from each: a number means the step that has it first.
  const seen = new Set<number>();
  const counted = spots.filter(({ steps }) => steps[since] > 0 && !seen.has(steps[since]) && seen.add(steps[since]));
  return classesOf(counted, since, false).map((moments) =>
    moments.map((at) => ({ ...crash, later: [...crash.later, { who, at }] })),
  );
}

function before({ steps }: Spot): boolean {
  return steps.join < 0;
}

function joined({ steps }: Spot): boolean {
  return steps.join > 0;
}
