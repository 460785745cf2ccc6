/**
 * A backup's instruction stream is its primary's, and a survivor's extends the dead machine's: whatever the dead one's
 * guest had done when the world last saw something of it, the survivor's has done, too.
 */
import type { GuestRecord, RunRecord } from '../record/run-record.ts';
import type { Checker } from './checker.ts';

export const instructionStream: Checker = (record) =>
  record.lives.flatMap((backup) => (backup.partner ? compare(record, backup.partner, backup) : []));

function compare(record: RunRecord, primary: GuestRecord, backup: GuestRecord): string[] {
  const failedOver = backup.failoverEpoch !== undefined;
  const shared = failedOver ? Math.max(backup.entriesBeforeFailover, lastSeen(record, primary)) : backup.entries.length;
  return difference(primary, backup, shared, failedOver);
}

/** How many entries the machine's guest had made when it asked for the last thing that the bus accepted. */
function lastSeen({ performed }: RunRecord, machine: GuestRecord): number {
  const requests = performed
    .filter(({ guest }) => guest === machine)
    .map(({ request }) => machine.requests.get(request.id));
  return Math.max(0, ...requests.map((request) => request?.entries ?? 0));
}

function difference(primary: GuestRecord, backup: GuestRecord, shared: number, failedOver: boolean): string[] {
  for (let at = 0; at < shared; at += 1) {
    const [there, here] = [primary.entries[at], backup.entries[at]];
    // A survivor that has not come so far yet, because it died, too, has not contradicted anybody.
    if (here === undefined && failedOver) return [];
    if (here !== there)
      return [`the ${backup.seat} machine's guest ${here ?? 'ends'} where its primary's ${there ?? 'had not come'}`];
  }
  return [];
}
