/** Time never goes back for the guest, whichever machine's clock it sees. */
import type { EnvironmentValue } from '../../../emulator/environment.ts';
import type { Checker } from './checker.ts';

const MICROSECONDS = 1_000_000;

export const guestTime: Checker = ({ guests, survivor }) => {
  const latest = { 'interval-timer': -Infinity, 'time-of-day': -Infinity };
  const findings: string[] = [];
  for (const value of guests[survivor].values) {
    if (value.query !== 'interval-timer' && value.query !== 'time-of-day') continue;
    const time = timeOf(value);
    if (time < latest[value.query]) findings.push(`${value.query} goes back by ${latest[value.query] - time}`);
    latest[value.query] = time;
  }
  return findings;
};

function timeOf(value: Extract<EnvironmentValue, { query: 'interval-timer' | 'time-of-day' }>): number {
  return value.query === 'interval-timer' ? value.ticks : value.seconds * MICROSECONDS + value.microseconds;
}
