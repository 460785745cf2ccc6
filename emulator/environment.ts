/**
 * What a machine reads that its own state does not determine: the paper's *environment instructions* ask these
 * questions, everything else is ordinary. On the bare machine the answers come from the host; under the hypervisor the
 * primary's answers are sent to the backup (rule P0), which returns the same ones (rule P6).
 */
import type { Moment } from './time-of-day.ts';

/** Where a device's hardware stands, by the device's name: devices/definition.ts, `position`. */
export type PositionQuery = `${string}-position`;

export type EnvironmentQuery = 'interval-timer' | 'time-of-day' | PositionQuery;

export type EnvironmentValue =
  /** CR16: ticks of 50 MHz since power-on, a whole number, up to 2^53; CR16 shows the low 32 bits. */
  | { readonly query: 'interval-timer'; readonly ticks: number }
  /** The clock device: UTC since 1970. `ticks`: what the interval timer shows at that moment. */
  | { readonly query: 'time-of-day'; readonly ticks: number; readonly seconds: number; readonly microseconds: number }
  /** As the device's register shows it. */
  | { readonly query: PositionQuery; readonly position: number };

/** Answers a question of the guest at once. Time never goes back. */
export interface Environment {
  read(query: EnvironmentQuery): EnvironmentValue;
}

const MICROSECONDS = 1_000_000;

/** The clock device's answer at `moment`. */
export function timeOfDayValue({ ticks, microseconds }: Moment): Extract<EnvironmentValue, { query: 'time-of-day' }> {
  const seconds = Math.floor(microseconds / MICROSECONDS);
  return { query: 'time-of-day', ticks, seconds, microseconds: microseconds % MICROSECONDS };
}

/** The moment of which {@link timeOfDayValue} is the answer. */
export function momentOf(value: Extract<EnvironmentValue, { query: 'time-of-day' }>): Moment {
  return { ticks: value.ticks, microseconds: value.seconds * MICROSECONDS + value.microseconds };
}

/** Asks one question and gives the answer with its own type; an answer to another question is our own mistake. */
export function ask<Q extends 'interval-timer' | 'time-of-day'>(
  environment: Environment,
  query: Q,
): Extract<EnvironmentValue, { readonly query: Q }> {
  const value = environment.read(query);
  if (value.query !== query) throw new Error(`asked the environment for ${query}, got ${value.query}`);
  return value as Extract<EnvironmentValue, { readonly query: Q }>;
}

/** As {@link ask}, for a position: the number that answers it. */
export function askPosition(environment: Environment, query: PositionQuery): number {
  const value = environment.read(query);
  if (value.query !== query || !('position' in value)) {
    throw new Error(`asked the environment for ${query}, got ${value.query}`);
  }
  return value.position;
}
