/**
 * The driver saw that a command was uncertain, and gave no other one, although there was more to do. (Not of one that brings data: whoever
 * takes that for done may end because of the data.)
 */
import { commandDefinitionOf, deviceOf } from '../../../emulator/devices/device.ts';
import { describeCommand } from '../../history/describe-command.ts';
import { uncertainOnes } from '../evidence.ts';
import type { CauseRule } from './cause-rule.ts';
import { leftInDoubt, lookAt } from './left-in-doubt.ts';

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

/**
 * It was given again in the end, as a flush is that comes for another reason; but before that another device got a command that the
 * undisturbed run has not: what nobody had repeated was told of, say.
 */
export const turnsElsewhere: CauseRule = (evidence) => {
  for (const uncertain of uncertainOnes(evidence)) {
    const look = uncertain.sequel?.type === 'repeated' ? lookAt(evidence, uncertain) : undefined;
    const next = evidence.commands.find(({ given }) => given > (look?.moment ?? Infinity));
    if (look === undefined || next === undefined || next.like !== undefined) continue;
    if (deviceOf(next.request) === deviceOf(uncertain.request)) continue;
    return {
      rule: 'gives-up',
      words: `the driver saw that ${describeCommand(uncertain)}, was uncertain, and gave up: next came ${describeCommand(next)}, which is not given without a doubt`,
      place: look.place,
    };
  }
  return undefined;
};
