/** What `hvrun bench availability` prints: each arrangement with shared parts and without, calculated and drawn. */
import { type Arrangement, availability, type Conditions } from './availability.ts';
import type { Deaths } from './coverage.ts';
import { BOUND, type Estimate, meanDowntime, meanLifetime } from './lifetimes.ts';
import { number } from './table.ts';

const ARRANGEMENTS: Readonly<Record<Arrangement, string>> = {
  single: 'one machine',
  unrepaired: 'pair, never repaired',
  repaired: 'pair, repaired',
};

/** How much is drawn of each: lifetimes, and stretches of time in which so many things happen. */
interface Effort {
  readonly lifetimes: number;
  readonly stretches: number;
  readonly steps: number;
}

const USUAL: Effort = { lifetimes: 2000, stretches: 100, steps: 6000 };

/** A machine that fails every six weeks, and parts that are better. */
export const EXAMPLE: Conditions = {
  mttfHours: 1000,
  mttrHours: 10,
  shared: [
    { name: 'disk', mttfHours: 50_000, mttrHours: 10 },
    { name: 'power', mttfHours: 20_000, mttrHours: 2 },
    { name: 'link', mttfHours: 100_000, mttrHours: 5 },
  ],
  coverage: 1,
};

/** `deaths`: how the coverage was found. */
export function availabilityReport(
  conditions: Conditions,
  deaths: Deaths,
  seed: number,
  effort: Effort = USUAL,
): string {
  const { mttfHours, mttrHours, shared, coverage } = conditions;
  const alone = { ...conditions, shared: [] };
  const p = mttrHours / (mttfHours + mttrHours);
  const parts = shared.map((part) => part.mttrHours / (part.mttfHours + part.mttrHours));
  const sum = parts.reduce((total, part) => total + part, 0);
  const withoutShared = rowsOf('', alone, seed, effort);
  const all =
    shared.length === 0 ? withoutShared : [...withoutShared, ...rowsOf(', shared parts', conditions, seed, effort)];
  const off = Math.max(...all.map((row) => row.off));
  return [
    `A machine fails after ${mttfHours} hours and is back after ${mttrHours}, on average; ${deaths.survived} of ${deaths.of} deaths in the simulator were survived.`,
    ...shared.map(({ name, ...part }) => `Shared: ${name}, ${part.mttfHours} hours and ${part.mttrHours}.`),
    '',
    `${''.padEnd(36)}${'hours to failure'.padStart(18)}${'drawn'.padStart(20)}${'unavailability'.padStart(17)}${'drawn'.padStart(24)}`,
    ...all.map(({ text }) => text),
    '',
    `P(A) = ${scientific(p)}, P(A)^2 = ${scientific(p * p)}; the shared parts: ${parts.map(scientific).join(' + ')} = ${scientific(sum)}.`,
    shared.length === 0
      ? 'Nothing is shared, so the pair is down for P(A)^2 of the time.'
      : `Of the pair's unavailability ${Math.round((100 * p * p) / (p * p + sum))} % is P(A)^2: the rest no second machine takes away.`,
    `Drawn values are ${off < BOUND ? 'all' : 'NOT all'} within ${BOUND} standard errors, which stand behind them, of what is calculated: ${off.toFixed(1)} at most (coverage ${coverage}, seed ${seed}).`,
  ]
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

interface Row {
  readonly text: string;
  /** How many standard errors what is drawn is off what is calculated. */
  readonly off: number;
}

function rowsOf(suffix: string, conditions: Conditions, seed: number, effort: Effort): Row[] {
  return (Object.keys(ARRANGEMENTS) as Arrangement[]).map((arrangement) => {
    const { mttfHours, unavailability } = availability(arrangement, conditions);
    const lifetime = meanLifetime(arrangement, conditions, seed, effort.lifetimes);
    const down = arrangement === 'unrepaired' ? undefined : meanDowntime(arrangement, conditions, seed, effort);
    const text =
      `${(ARRANGEMENTS[arrangement] + suffix).padEnd(36)}` +
      `${number(mttfHours).padStart(18)}${drawn(lifetime, number).padStart(20)}` +
      `${scientific(unavailability).padStart(17)}${(down === undefined ? '' : drawn(down, scientific)).padStart(24)}`;
    const offs = [errorsOff(lifetime, mttfHours), down === undefined ? 0 : errorsOff(down, unavailability)];
    return { text, off: Math.max(...offs) };
  });
}

function errorsOff({ mean, error }: Estimate, calculated: number): number {
  return Math.abs(mean - calculated) / error;
}

function drawn({ mean, error }: Estimate, text: (value: number) => string): string {
  return `${text(mean)} ± ${text(error)}`;
}

function scientific(value: number): string {
  return value === 1 ? '1' : value.toExponential(2);
}
