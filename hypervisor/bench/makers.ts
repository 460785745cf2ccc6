/** What stands in the files of each subject of `hvrun bench`: the numbers that it prints, as data. */
import type { AvailabilityResults } from './availability-results.ts';
import { commaSeparated } from './comma-separated.ts';
import { csv } from './csv.ts';
import type { Latencies } from './latency.ts';
import { page } from './page.ts';
import { picture } from './picture.ts';
import type { Makers } from './result-files.ts';
import type { Results } from './results.ts';
import { averages, type Traffics } from './traffic.ts';

/** What np finds, and why it is not what the paper says. */
export interface Noted {
  readonly results: Results;
  readonly notes: string;
}

export const NP_FILES: Makers<Noted> = {
  json: ({ results }) => json(results),
  csv: ({ results }) => csv(results),
  page: ({ results, notes }) => page(results, notes),
  svg: ({ results }) => picture(results),
};

export const LATENCY_FILES: Makers<Latencies> = {
  json,
  csv: ({ cases }) =>
    commaSeparated([
      ['variant', 'epoch', 'early_ends', 'mean_us', 'most_us'],
      ...cases.map(({ variant, epochLength, earlyEnds, meanUs, mostUs }) => [
        ...[variant, epochLength, earlyEnds],
        ...[meanUs, mostUs].map((value) => value.toFixed(4)),
      ]),
    ]),
};

export const TRAFFIC_FILES: Makers<Traffics> = {
  json: ({ cases, ...model }) => json({ ...model, cases: cases.map((each) => ({ ...each, average: averages(each) })) }),
  csv: ({ cases }) =>
    commaSeparated([
      [
        ...['load', 'variant', 'epoch', 'parts', 'block_bytes', 'block_packets'],
        ...['messages_to_backup', 'bytes_to_backup', 'messages_to_primary', 'bytes_to_primary'],
      ],
      ...cases.map((each) => {
        const { toBackup, toPrimary } = averages(each);
        return [
          ...[each.load, each.variant, each.epochLength, each.parts, each.blockBytes, each.blockPackets],
          ...[toBackup.frames, toBackup.bytes, toPrimary.frames, toPrimary.bytes].map((value) => value.toFixed(4)),
        ];
      }),
    ]),
};

export const AVAILABILITY_FILES: Makers<AvailabilityResults> = {
  json,
  csv: ({ rows }) =>
    commaSeparated([
      [
        ...['arrangement', 'shared_parts', 'mttf_hours', 'mttf_hours_drawn', 'mttf_hours_error'],
        ...['unavailability', 'unavailability_drawn', 'unavailability_error'],
      ],
      ...rows.map(({ arrangement, shared, calculated, drawn }) => [
        ...[arrangement, shared],
        ...[calculated.mttfHours, drawn.mttfHours?.mean, drawn.mttfHours?.error],
        ...[calculated.unavailability, drawn.unavailability?.mean, drawn.unavailability?.error],
      ]),
    ]),
};

function json(found: object): string {
  return `${JSON.stringify(found, undefined, 2)}\n`;
}
