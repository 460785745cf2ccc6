/**
 * The driver saw that a command was uncertain, and gave no other one, although there was more to do. (Not of one that brings data: whoever
 * takes that for done may end because of the data.)
 */
import { commandDefinitionOf, deviceOf } from '../../../emulator/devices/device.ts';
import { describeCommand } from '../../history/describe-command.ts';
import type { CauseRule } from './cause-rule.ts';
import { leftInDoubt } from './left-in-doubt.ts';

export const givesUp: CauseRule = (evidence) => {
  const left = leftInDoubt(evidence);
  if (left?.look === undefined || left.next !== undefined) return undefined;
  const { request } = left.command;
  if (commandDefinitionOf(request)?.brings !== undefined) return undefined;
  const device = deviceOf(request);
  const given = evidence.commands.findLast(({ like }) => like !== undefined)?.like ?? 0;
  const more = evidence.undisturbed.slice(given).some((other) => deviceOf(other) === device);
  if (!more) return undefined;
  return {
    rule: 'gives-up',
    words: `the driver saw that ${describeCommand(left.command)}, was uncertain, and gave up: the ${device} got no other command, and without a doubt it gets more`,
    place: left.look.place,
  };
};
