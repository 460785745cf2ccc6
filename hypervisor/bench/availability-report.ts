/** What `hvrun bench availability` prints. */
import { type Arrangement, type Conditions, downOf, sharedDown, type Times } from './availability.ts';
import type { AvailabilityResults, AvailabilityRow } from './availability-results.ts';
import { BOUND, type Estimate } from './lifetimes.ts';
import { number } from './table.ts';

const ARRANGEMENTS: Readonly<Record<Arrangement, string>> = {
  single: 'one machine',
  unrepaired: 'pair, never repaired',
  repaired: 'pair, repaired',
};
/** From here on a part of the time is told by what is missing: the digits that matter are there. */
const NEARLY_ALL = 0.99;
/** What is less is not known: of parts of the time that are nearly 1, and of errors beside them. */
const ROUNDING = 1e-12;

export function availabilityReport(results: AvailabilityResults): string {
  const { shared, deaths, rows } = results;
  return [
    `A machine fails after ${hours(results.mttfHours)} and is back after ${results.mttrHours}, on average; ${deaths.survived} of ${deaths.of} deaths in the simulator were survived.`,
    ...shared.map(({ name, ...part }) => `Shared: ${name}, ${hours(part.mttfHours)} and ${part.mttrHours}.`),
    '',
    `${''.padEnd(36)}${'hours to failure'.padStart(18)}${'drawn'.padStart(20)}${'unavailability'.padStart(17)}${'drawn'.padStart(24)}`,
    ...rows.map(rowText),
    '',
    ...unavailabilityText(results),
    ...comparison(results),
  ]
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

function rowText(row: AvailabilityRow): string {
  const { calculated, drawn, arrangement } = row;
  const downtime = arrangement === 'unrepaired' ? '' : estimateText(drawn.unavailability, part);
  return (
    nameOf(row).padEnd(36) +
    hoursAlone(calculated.mttfHours).padStart(18) +
    estimateText(drawn.mttfHours, hoursAlone).padStart(20) +
    part(calculated.unavailability).padStart(17) +
    downtime.padStart(24)
  );
}

function nameOf({ arrangement, shared }: AvailabilityRow): string {
  return `${ARRANGEMENTS[arrangement]}${shared ? ', shared parts' : ''}`;
}

function estimateText(estimate: Estimate | undefined, text: (value: number) => string): string {
  return estimate === undefined ? 'not drawn' : `${text(estimate.mean)} ± ${text(estimate.error)}`;
}

/** P(A), what is shared, and how much of the pair's unavailability is which. */
function unavailabilityText({ coverage, shared, rows, ...machine }: AvailabilityResults): string[] {
  const p = downOf(machine);
  const line = `P(A) = ${part(p)}, P(A)^2 = ${part(p * p)}`;
  const pair = rows.findLast(({ arrangement }) => arrangement === 'repaired')!.calculated.unavailability;
  if (shared.length === 0) {
    return [
      `${line}.`,
      coverage === 1
        ? 'Nothing is shared, so the pair is down for P(A)^2 of the time.'
        : `Nothing is shared, and the pair is down for ${part(pair)} of the time: not all deaths are survived.`,
    ];
  }
  const rest = (pair - sharedDown({ shared })) / pair;
  return [
    `${line}; the shared parts: ${together(shared)}.`,
    `Of the pair's unavailability ${percents(rest)} % is both machines down, and nothing that they share: the rest no second machine takes away.`,
  ];
}

/** Probabilities that are small are added; others are not, for two parts can be down at once. */
function together(shared: Conditions['shared']): string {
  const parts = shared.map(downOf);
  const sum = parts.reduce((total, each) => total + each, 0);
  const exact = sharedDown({ shared });
  const texts = parts.map(part);
  if (texts.length === 1) return texts[0];
  if (part(sum) === part(exact)) return `${texts.join(' + ')} = ${part(exact)}`;
  return `${texts.join(', ')}; together ${part(exact)}, as some are down at the same time`;
}

/** Of what is not nothing. */
function percents(value: number): string {
  const rounded = Math.round(100 * value);
  return rounded === 0 ? 'less than 1' : String(rounded);
}

/** Does what was drawn agree with what was calculated? */
function comparison({ coverage, seed, effort, rows }: AvailabilityResults): string[] {
  const offs = rows.map((row) => ({ name: nameOf(row), off: errorsOff(row) }));
  const most = Math.max(...offs.map(({ off }) => off));
  const wrong = offs.filter(({ off }) => off >= BOUND).map(({ name }) => name);
  const missing = rows.some(
    ({ arrangement, drawn }) => !drawn.mttfHours || !(drawn.unavailability ?? arrangement === 'unrepaired'),
  );
  const seldom = `What is not drawn comes too seldom: ${effort.events} failures and repairs don't show each cause ${effort.seen} times.`;
  return [
    ...(missing ? [seldom] : []),
    `Drawn values are ${wrong.length === 0 ? 'all' : 'NOT all'} within ${BOUND} standard errors, which stand behind them, of what is calculated: ${most.toFixed(1)} at most${wrong.length === 0 ? '' : `, in: ${wrong.join('; ')}`} (coverage ${coverage}, seed ${seed}).`,
  ];
}

/** How many standard errors what is drawn is off what is calculated, at most; 0 if nothing was drawn. */
function errorsOff({ calculated, drawn }: AvailabilityRow): number {
  const offs = (['mttfHours', 'unavailability'] as const).map((quantity) => {
    const estimate = drawn[quantity];
    return estimate === undefined ? 0 : Math.abs(estimate.mean - calculated[quantity]) / errorOf(estimate);
  });
  return Math.max(...offs);
}

function errorOf({ mean, error }: Estimate): number {
  return Math.abs(1 - mean) < ROUNDING ? ROUNDING : error;
}

function hours(value: Times['mttfHours']): string {
  return `${value} ${value === 1 ? 'hour' : 'hours'}`;
}

/** Hours as a number: as powers of ten where that is shorter. */
function hoursAlone(value: number): string {
  return value >= 1e9 || value < 0.001 ? value.toExponential(2) : number(value);
}

/** A part of the time, with three digits that count. */
function part(value: number): string {
  if (1 - value < ROUNDING) return '1';
  return value >= NEARLY_ALL ? `1 - ${scientific(1 - value)}` : scientific(value);
}

function scientific(value: number): string {
  return value.toExponential(2);
}
