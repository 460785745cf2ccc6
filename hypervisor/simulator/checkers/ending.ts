/**
 * The guest comes to its end, by itself and with the right status. Where the world let a disk command fail, it may say so in
 * its status.
 */
import { EXIT_STATUS } from '../../../emulator/board.ts';
import { describeEnding } from '../../../emulator/diagnosis/describe-stop.ts';
import { NO_PLACES } from '../../../emulator/diagnosis/image-places.ts';
import type { RunRecord } from '../record/run-record.ts';
import type { Checker } from './checker.ts';

export const ending: Checker = (record, { status, undisturbedStatus }) => {
  const { end, diskErrors } = record;
  if (end === 'lost' || end === 'no bus') return [];
  if (end === 'stuck') return [describeStuck(record)];
  if (end.status === status) return [];
  if (isStop(end.status)) return [`${describeStop(end)}, ${usual(undisturbedStatus, status)}`];
  return diskErrors > 0 ? [] : [`exits with status ${end.status}, ${usual(undisturbedStatus, status)}`];
};

/** Is `status` none of the guest's own: did the machine end it? */
export function isStop(status: unknown): boolean {
  return status === EXIT_STATUS.MACHINE_STOP || status === EXIT_STATUS.ASLEEP;
}

/** How the machine ended the guest, and why: of that the first line. */
export function describeStop(end: Exclude<RunRecord['end'], string>): string {
  const what = end.status === EXIT_STATUS.ASLEEP ? 'rests and nothing can wake it' : 'is stopped by the machine';
  const [why = 'no reason is known'] = describeEnding(end, NO_PLACES);
  return `${what}, status ${end.status} (${why})`;
}

/** A guest that has not come to its end. */
export function describeStuck(record: RunRecord): string {
  const { kind } = record.pursuit;
  const what = kind === 'rests' ? 'rests for ever' : kind === 'computes' ? 'computes for ever' : 'stands';
  return `${what}: ${notAtItsEnd(record)}`;
}

/** How long it has been waited for. */
export function notAtItsEnd({ durationMs, guests, survivor }: RunRecord): string {
  const { instructions } = guests[survivor];
  return `not at its end after ${(durationMs / 1000).toFixed(1)} s and ${instructions} instructions`;
}

function usual(undisturbed: number, expected: number): string {
  return undisturbed === expected ? `undisturbed with ${undisturbed}` : `${expected} is right`;
}
