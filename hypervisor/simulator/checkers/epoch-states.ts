/** A backup is in its primary's state at the beginning of each epoch that both began, up to a failover epoch. */
import type { GuestRecord } from '../record/run-record.ts';
import type { Checker } from './checker.ts';

export const epochStates: Checker = ({ lives }) =>
  lives.flatMap((backup) => (backup.partner ? difference(backup.partner, backup) : []));

function difference(primary: GuestRecord, backup: GuestRecord): string[] {
  const shared = Math.min(primary.epochs.length, backup.epochs.length, backup.failoverEpoch ?? Infinity);
  for (let epoch = backup.firstEpoch; epoch <= shared; epoch += 1) {
    const registers = primary.epochs[epoch - 1] === backup.epochs[epoch - 1];
    // A machine's first hash may be of an epoch that the other has not come to.
    const memory = (primary.hashes.get(epoch) ?? '') === (backup.hashes.get(epoch) ?? '');
    if (!registers) return [`the machines differ at the beginning of epoch ${epoch}`];
    if (!memory) return [`the machines' memories differ at the beginning of epoch ${epoch}`];
  }
  return [];
}
