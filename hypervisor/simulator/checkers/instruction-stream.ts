/**
 * The survivor's instruction stream extends the dead machine's: whatever the dead one's guest had done when the world last
 * saw something of it, the survivor's has done, too.
 */
import type { GuestRecord, RunRecord } from '../run-record.ts';
import type { Checker } from './checker.ts';

export const instructionStream: Checker = (record) => {
  const { first, second } = record.guests;
  const failedOver = second.failoverEpoch !== undefined;
  const shared = failedOver ? Math.max(second.entriesBeforeFailover, lastSeen(record)) : second.entries.length;
  return difference(first, second, shared, failedOver);
};

/** How many entries the first machine's guest had made when it asked for the last thing that the bus accepted. */
function lastSeen({ performed, guests }: RunRecord): number {
  const requests = performed
    .filter(({ seat }) => seat === 'first')
    .map(({ request }) => guests.first.requests.get(request.id));
  return Math.max(0, ...requests.map((request) => request?.entries ?? 0));
}

function difference(first: GuestRecord, second: GuestRecord, shared: number, failedOver: boolean): string[] {
  for (let at = 0; at < shared; at += 1) {
    const [there, here] = [first.entries[at], second.entries[at]];
    // A survivor that has not come so far yet, because it died, too, has not contradicted anybody.
    if (here === undefined && failedOver) return [];
    if (here !== there)
      return [`the second machine's guest ${here ?? 'ends'} where the first one's ${there ?? 'had not come'}`];
  }
  return [];
}
