/**
 * The guest's clocks, whichever machine's it sees: they never go back, and keep the pace of time, whatever is done to the
 * machines' own.
 */
import { TICKS_PER_SECOND } from '../../../emulator/board.ts';
import { type EnvironmentValue, momentOf } from '../../../emulator/environment.ts';
import type { RunRecord, ValueGiven } from '../record/run-record.ts';
import type { Checker } from './checker.ts';

/** A machine's clock may run by so much too fast or too slow (../plan.ts), and 0.5 % more while it is set right. */
const PACE = 0.026;
/** What is lost in rounding. */
const ROUNDING_MS = 0.003;
/** By how much the interval timers of two machines are apart, or the backup is behind, and so the guest when it takes over. */
const HANDOVER_MS = 1000;

export const guestTime: Checker = (record) => {
  const values = valuesAsRead(record);
  return [...checkClock('interval-timer', values), ...checkClock('time-of-day', values)];
};

/** The survivor's guest's values, each as it was given by the machine that read it, before the backup had it. */
function valuesAsRead({ lives, guests, survivor }: RunRecord): ValueGiven[] {
  return guests[survivor].values.map((given, index) =>
    lives
      .map(({ values }) => values[index])
      .filter((other) => other !== undefined && isSame(other.value, given.value))
      .reduce((first, other) => (other.atMs < first.atMs ? other : first), given),
  );
}

function isSame(one: EnvironmentValue, other: EnvironmentValue): boolean {
  return Object.values(one).join() === Object.values(other).join();
}

function checkClock(query: EnvironmentValue['query'], values: readonly ValueGiven[]): string[] {
  const read = values.filter(({ value }) => value.query === query);
  return read.slice(1).flatMap((given, index) => {
    const before = read[index];
    const shownMs = timeOf(given.value) - timeOf(before.value);
    const elapsedMs = given.atMs - before.atMs;
    if (shownMs < 0) return [`${query} goes back by ${-shownMs} ms`];
    const slackMs = given.by === before.by ? ROUNDING_MS : HANDOVER_MS;
    if (Math.abs(shownMs - elapsedMs) <= elapsedMs * PACE + slackMs) return [];
    return [`${query} goes on by ${shownMs} ms in ${elapsedMs} ms`];
  });
}

/** In milliseconds. */
function timeOf(value: EnvironmentValue): number {
  if (value.query === 'interval-timer') return (value.ticks / TICKS_PER_SECOND) * 1000;
  return value.query === 'time-of-day' ? momentOf(value).microseconds / 1000 : 0;
}
