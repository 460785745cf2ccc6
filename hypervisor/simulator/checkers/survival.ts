/** The pair lives as long as one machine is left to run its guest, and lets the guest go on. */
import { hasResult } from '../../../emulator/devices/device.ts';
import { HANG, type RunRecord } from '../record/run-record.ts';
import type { Checker } from './checker.ts';

/** After so long every command is answered, and whoever is taken for dead is: in milliseconds. */
const LONG_MS = 1000;

export const survival: Checker = (record) => {
  if (record.end === 'stuck') return judgeStuck(record);
  if (record.end !== 'lost' || mayBeLost(record)) return [];
  return [`both machines are lost: ${record.deaths.map(({ guest, cause }) => `${guest.seat}: ${cause}`).join('; ')}`];
};

/**
 * One machine may be shut out because its peer took it for dead; that the other goes, too, before the pair was whole again,
 * needs a fault of its own.
 */
function mayBeLost({ deaths }: RunRecord): boolean {
  const causes = deaths.map(({ cause }) => cause);
  const own = causes.filter((cause) => cause === 'crash' || cause === HANG || cause === 'it has lost the bus').length;
  const shutOut = causes.filter((cause) => cause === 'the bus has killed it').length;
  return own >= 1 && own + shutOut >= 2;
}

/** That a guest never comes to its end is its own affair, unless it waits for the machine. */
function judgeStuck({ pursuit, guests, survivor }: RunRecord): string[] {
  if (pursuit.kind === 'stands') return ['the guest stands, and nothing lets it go on'];
  if (pursuit.kind !== 'rests' || pursuit.forMs < LONG_MS) return [];
  const { requests, completions } = guests[survivor];
  const answered = new Set(completions.map(({ id }) => id));
  return [...requests.values()]
    .filter(({ request }) => hasResult(request) && !answered.has(request.id))
    .map(({ request }) => `the guest rests, and #${request.id} never completes`);
}
