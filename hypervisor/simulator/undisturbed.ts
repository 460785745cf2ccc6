/**
 * What a guest does if nothing goes wrong, at three speeds: the measure of its other runs. Or else a verdict at once: if it
 * fails even so, or if what it shows depends on time, in which case there is nothing to measure by.
 */
import type { Setting } from './checkers/checker.ts';
import { describeStop, describeStuck, isStop, notAtItsEnd } from './checkers/ending.ts';
import { counts } from './checkers/retries.ts';
import { FreshMachines } from './fresh-machines.ts';
import type { SimulatedGuest } from './guest.ts';
import { describeFinding, judge, type Judged } from './judging.ts';
import { differences, firstPlace } from './record/outcome.ts';
import { type Extent, extremePlans, type Plan, quietPlan } from './plan/plan.ts';
import type { RunRecord } from './record/run-record.ts';
import { type Patience, type Run, simulate } from './simulation.ts';

/** What is asked of a guest. */
export interface Expectations {
  /** The right exit status; absent: that of the undisturbed runs. */
  readonly status?: number;
  /** Is it to print and write the same in every run? */
  readonly sameOutput: boolean;
}

/** What a guest does and takes if nothing goes wrong. */
export interface Baseline {
  readonly setting: Setting;
  readonly extent: Extent;
  /** For a run in which something goes wrong. */
  readonly patience: Patience;
}

/** What is known before anything has gone wrong, and why nothing further is looked at. */
export interface Verdict {
  readonly kind: 'broken' | 'undecided';
  readonly who: Judged;
  readonly what: string;
  /** More of it, in lines. */
  readonly details: readonly string[];
  /** The run that shows it. */
  readonly record: RunRecord;
}

/** A run that ended, as only such ones are a measure. */
type Ended = Run & { readonly record: RunRecord & { readonly end: { readonly status: number } } };

/** For the first run; the time is less than CR16 takes to go round, so that a guest which waits for that is stuck. */
const FIRST_PATIENCE: Patience = { ms: 80_000, events: 1_000_000, instructions: 500_000_000 };
/** Any other is given at least so much. */
const LEAST_PATIENCE: Patience = { ms: 80_000, events: 200_000, instructions: 20_000_000 };
/** How many times longer than the first a run may take on slow machines, and a disturbed one than the longest undisturbed. */
const TIMES_SLOWER = 40;
const TIMES_DISTURBED = 4;
/** What an epoch takes at most if its end waits for messages, in milliseconds, and in events while nothing else happens. */
const EPOCH_MS = 40;
const EPOCH_EVENTS = 40;

/**
 * Runs `guest` undisturbed, for so long at first. Once `late` says so, and be it in the middle, nothing can be said of it. Throws a BootError
 * if it can't be booted.
 */
export function examine(
  guest: SimulatedGuest,
  expectations: Expectations,
  firstPatience = FIRST_PATIENCE,
  late?: () => boolean,
): Baseline | Verdict {
  const machines = new FreshMachines(guest);
  const runs: Ended[] = [];
  const tryPlan = (plan: Plan): Verdict | undefined => {
    const patience = runs.length === 0 ? firstPatience : patienceAfter(runs, TIMES_SLOWER);
    const run = simulate({ guest, plan, patience, machines, late });
    if (run.cutShort) return outOfTime(run);
    const verdict = judgeAlone(run.record, guest, expectations);
    if (verdict?.who === 'guest' && run.record.end === 'stuck' && run.events >= patience.events) return givenUp(run);
    if (verdict === undefined) runs.push(run as Ended);
    return verdict;
  };
  const verdict =
    tryPlan(quietPlan(1)) ?? firstOf(extremePlans(extentOf(runs[0])), tryPlan) ?? judgeTogether(runs, expectations);
  return verdict ?? baselineOf(guest, expectations, runs);
}

function firstOf<T, R>(values: readonly T[], look: (value: T) => R | undefined): R | undefined {
  for (const value of values) {
    const found = look(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** It has been waited for as long as a simulation can, which is shorter than a guest may take: nobody knows that it does so for ever. */
function givenUp({ record, events }: Run): Verdict {
  const what = `it is given up after ${events} events: ${notAtItsEnd(record)}`;
  return { kind: 'undecided', who: 'guest', what, details: [], record };
}

function outOfTime({ record }: Run): Verdict {
  const what = `the budget ran out before all undisturbed runs were over: this one is ${notAtItsEnd(record)}`;
  return { kind: 'undecided', who: 'guest', what, details: [], record };
}

/** What is wrong with one undisturbed run. */
function judgeAlone(record: RunRecord, guest: SimulatedGuest, { status }: Expectations): Verdict | undefined {
  const broken = (who: Judged, what: string): Verdict => ({ kind: 'broken', who, what, details: [], record });
  const { disk, input } = guest;
  const ended = typeof record.end === 'object' ? record.end.status : 0;
  const setting = { disk, input, undisturbed: record, undisturbedStatus: ended, status: ended, sameOutput: false };
  const [finding] = judge(record, setting).filter(({ who }) => who === 'hypervisor');
  if (finding !== undefined) return broken('hypervisor', describeFinding(finding));
  if (record.end === 'lost' || record.end === 'no bus') return broken('hypervisor', 'both machines are lost');
  if (record.end === 'stuck') return broken('guest', describeStuck(record));
  if (record.end.status === status) return undefined;
  if (isStop(record.end.status)) return broken('guest', describeStop(record.end));
  return status === undefined ? undefined : broken('guest', `exits with status ${ended}, not ${status}`);
}

/** Whether the undisturbed runs show the same. */
function judgeTogether(runs: readonly Ended[], { sameOutput }: Expectations): Verdict | undefined {
  const [{ record: first }, ...others] = runs;
  for (const { record } of others) {
    const undecided = (what: string, details: readonly string[] = []): Verdict => ({
      ...{ kind: 'undecided', who: 'guest', what, details, record },
    });
    const [one, other] = [first.end.status, record.end.status];
    if (one !== other) {
      return undecided(
        `its exit status depends on time: two undisturbed runs end with ${one} and ${other}; --expect-status N says which is right`,
      );
    }
    const place = sameOutput ? firstPlace(first, record) : undefined;
    if (place !== undefined) {
      return undecided(
        `its output depends on time: two undisturbed runs differ at ${place}; --same-output off judges the rest`,
        differences(first, record, 'in the other run'),
      );
    }
  }
  return undefined;
}

function baselineOf(guest: SimulatedGuest, { status, sameOutput }: Expectations, runs: readonly Ended[]): Baseline {
  const [first] = runs;
  const { record } = first;
  const { disk, input, reproducible } = guest;
  const { console, positions } = record;
  const requests = [...record.guests.first.requests.values()].filter(({ request }) => counts(request)).length;
  return {
    setting: {
      ...{ disk, input, undisturbed: { console, disk: record.disk, positions } },
      ...{ undisturbedStatus: record.end.status, status: status ?? record.end.status, sameOutput },
      requests: reproducible ? requests : undefined,
    },
    extent: extentOf(first),
    patience: patienceAfter(runs, TIMES_DISTURBED),
  };
}

function extentOf({ steps, record }: Run): Extent {
  return { steps, instructions: record.guests.first.instructions };
}

/** For a run that may take so many times longer than `runs`. */
function patienceAfter(runs: readonly Run[], times: number): Patience {
  const most = (of: (run: Run) => number): number => Math.max(...runs.map(of));
  const epochs = most(({ record }) => record.guests.first.epochs.length);
  return {
    ms: Math.max(LEAST_PATIENCE.ms, times * most(({ record }) => record.durationMs) + EPOCH_MS * epochs),
    events: Math.max(LEAST_PATIENCE.events, times * most(({ events }) => events) + EPOCH_EVENTS * epochs),
    instructions: LEAST_PATIENCE.instructions + times * most(({ record }) => record.guests.first.instructions),
  };
}
