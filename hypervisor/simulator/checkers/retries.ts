/**
 * Drivers repeat what was uncertain, each time once, and nothing else: so many requests more than in an undisturbed run.
 * The console's are not counted: how its driver cuts the stream into requests depends on the console's speed.
 */
import { RESULT } from '../../../emulator/board.ts';
import type { Request } from '../../../emulator/devices/device.ts';
import type { Checker } from './checker.ts';

export const retries: Checker = (record, { reference }) => {
  if (!reference || typeof record.end !== 'object' || record.plan.world.diskErrors > 0) return [];
  const { requests, completions } = record.guests[record.survivor];
  const uncertain = completions.filter(({ id, result }) => {
    const request = requests.get(id)?.request;
    return result === RESULT.UNCERTAIN && request && counts(request);
  }).length;
  const more = [...requests.values()].filter(({ request }) => counts(request)).length - reference.requests;
  return more === uncertain
    ? []
    : [`${uncertain} commands were uncertain, and the guest gives ${more} more than usual`];
};

/** Is `request` of a kind whose number is always the same? */
export function counts(request: Request): boolean {
  return request.kind !== 'console-write';
}
