/**
 * Where a machine can die after another one has: the one that goes on, in its failover epoch and after it, and while a new
 * machine joins; or the new one, from its power-on until the end.
 */
import { OTHER_SEAT } from '../../../seat.ts';
import type { Since } from '../../../simulator/plan/plan.ts';
import { type CrashCase, seatOf } from './crash-key.ts';
import { classesOf, type Spot, type SpotCollector } from './spots.ts';

/** `first` has happened in the run that was watched, and a new machine has come. */
export function secondDeaths(
  first: CrashCase,
  { spots, firstDeath }: SpotCollector,
): readonly (readonly CrashCase[])[] {
  const dead = seatOf(first);
  const after = spots.slice(firstDeath ?? spots.length);
  const joiner = after.filter(({ seat, life }) => seat === dead && life === 1);
  const survivor = after.filter(({ seat }) => seat === OTHER_SEAT[dead]);
  const alone: Since = first.role === 'primary' ? 'failover' : 'start';
  return [
    ...deaths(first, 'survivor', alone, survivor.filter(before)),
    ...deaths(first, 'joiner', 'birth', joiner.filter(before)),
    ...deaths(first, 'joiner', 'join', joiner.filter(joined)),
    ...deaths(first, 'survivor', 'join', survivor.filter(joined)),
  ];
}

function deaths(
  first: CrashCase,
  who: 'survivor' | 'joiner',
  since: Since,
  spots: readonly Spot[],
): readonly (readonly CrashCase[])[] {
  const counted = spots.filter(({ steps }) => steps[since] > 0);
  return classesOf(counted, since, false).map((moments) => moments.map((at) => ({ ...first, second: { who, at } })));
}

function before({ steps }: Spot): boolean {
  return steps.join < 0;
}

function joined({ steps }: Spot): boolean {
  return steps.join > 0;
}
