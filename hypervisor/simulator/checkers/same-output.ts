/** What is printed, written, and done to the control rod is what an undisturbed run prints, writes and does. */
import { differences } from '../record/outcome.ts';
import type { RunRecord } from '../record/run-record.ts';
import type { Checker, Setting } from './checker.ts';
import { isStop } from './ending.ts';

export const sameOutput: Checker = (record, setting) =>
  comparable(record, setting) ? differences(record, setting.undisturbed) : [];

/** Has the guest come to its own end, and had the world let no disk command fail, of which the guest may say something? */
export function comparable({ end, diskErrors }: RunRecord, { sameOutput, status }: Setting): boolean {
  if (!sameOutput || typeof end !== 'object' || diskErrors > 0) return false;
  return end.status === status || !isStop(end.status);
}
