/** The driver broke a rule of a device's, which does nothing then until it is reset: of virtio's, 2.1.2. */
import { describeCommand } from '../../history/describe-command.ts';
import { type BrokenRule, type Evidence, isReset } from '../evidence.ts';
import type { CauseRule } from './cause-rule.ts';

export const breaksTheRing: CauseRule = (evidence) => {
  const { difference, commands, brokenRules } = evidence;
  // One that resets the device, and breaks a rule again, and so on, has no end.
  const broken = brokenRules.find(({ reset }) => !reset || difference?.outside === 'endless');
  if (broken === undefined) return undefined;
  const { device, rule, over, place } = broken;
  const command = over === undefined ? undefined : commands[over - 1];
  const when = command ? `when ${describeCommand(command)}, was over, ` : '';
  const words = `the driver broke a rule of the ${device}, which does nothing then until it is reset: ${when}${rule}${afterReset(broken, evidence)}`;
  return { rule: 'breaks-the-ring', words, place: command?.place ?? place };
};

/** It is told of the queue for the first time since it was reset. */
function afterReset({ moment, device }: BrokenRule, { accesses }: Evidence): string {
  const before = accesses.filter((one) => one.device === device && one.moment < moment);
  const reset = before.findLastIndex(isReset);
  const notifies = before.slice(reset + 1).filter(({ register }) => register === 'QUEUE_NOTIFY');
  const isFirst = notifies.filter(({ value }) => value === notifies.at(-1)?.value).length === 1;
  return reset >= 0 && isFirst ? '; the driver had reset it, and the indices of both rings begin at 0 then' : '';
}
