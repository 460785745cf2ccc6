/**
 * Drivers repeat what was uncertain, each time once, and nothing else: so many requests more than in an undisturbed run.
 * How the console's driver cuts the stream into requests depends on the console's speed; a write of it is a repetition if it
 * begins below what was written before.
 */
import { RESULT } from '../../../emulator/board.ts';
import { commandDefinitionOf, hasResult, type Request } from '../../../emulator/devices/device.ts';
import type { GuestRecord } from '../record/run-record.ts';
import type { Checker } from './checker.ts';

export const retries: Checker = (record, { requests }) => {
  if (requests === undefined || typeof record.end !== 'object' || record.plan.world.diskErrors > 0) return [];
  const guest = record.guests[record.survivor];
  const more = [...guest.requests.values()].filter(({ request }) => counts(request)).length - requests;
  return [
    ...judge('commands', uncertain(guest, counts), more),
    ...judge(
      'console writes',
      uncertain(guest, (request) => !counts(request)),
      repeatedWrites(guest),
    ),
  ];
};

/** Is `request` of a kind whose number is always the same? How a stream is cut depends on its device's speed. */
export function counts(request: Request): boolean {
  return !hasResult(request) || commandDefinitionOf(request)?.reaches === undefined;
}

function judge(what: string, uncertain: number, more: number): string[] {
  return more === uncertain ? [] : [`${uncertain} ${what} were uncertain, and the guest gives ${more} more than usual`];
}

function uncertain({ requests, completions }: GuestRecord, of: (request: Request) => boolean): number {
  return completions.filter(({ id, result }) => {
    const request = requests.get(id)?.request;
    return result === RESULT.UNCERTAIN && request && of(request);
  }).length;
}

function repeatedWrites({ requests }: GuestRecord): number {
  let written = 0;
  let repeated = 0;
  for (const { request } of requests.values()) {
    if (request.kind !== 'console-write') continue;
    if (request.start < written) repeated += 1;
    written = Math.max(written, request.start + request.data.length);
  }
  return repeated;
}
