/**
 * The guest waits for ever, and has reset a device before it had seen how a command there ended, which it did not give again: of that
 * it will never be told.
 */
import { giverOf, slotOf } from '../../../emulator/devices/device.ts';
import { describeCommand } from '../../history/describe-command.ts';
import { type DeviceAccess, type Evidence, isReset, type ToldCommand, waitsForEver } from '../evidence.ts';
import type { CauseRule } from './cause-rule.ts';
import { repeats } from './left-in-doubt.ts';

export const lostInReset: CauseRule = (evidence) => {
  if (!waitsForEver(evidence)) return undefined;
  for (const command of evidence.commands) {
    const reset = evidence.accesses.find((one) => isReset(one) && isUnseen(one, command, evidence));
    const again = evidence.commands.some((later) => later.given > command.given && repeats(command, later));
    if (reset === undefined || again) continue;
    const words = `the driver reset the ${reset.device} and had not seen how ${describeCommand(command)}, ended, and did not give that again`;
    return { rule: 'lost-in-reset', words, place: reset.place };
  }
  return undefined;
};

/** Does this reset come while the command is under way, or between its end and a look at that? Of one in doubt other rules tell. */
function isUnseen({ moment, device }: DeviceAccess, { given, end, request }: ToldCommand, evidence: Evidence): boolean {
  if (device !== giverOf(request).name || moment < given || end === undefined || end.performed !== undefined)
    return false;
  if (moment < end.moment) return true;
  if (!evidence.ramWatched || end.moment <= evidence.since) return false;
  return !evidence.accesses.some(
    (one) =>
      one.moment > end.moment && one.device === device && one.register === 'RESULT' && one.slot === slotOf(request),
  );
}
