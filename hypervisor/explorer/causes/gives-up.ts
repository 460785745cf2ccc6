/**
 * The driver saw that a command was uncertain, and gave no other one, although there was more to do. (Not of one that brings data: whoever
 * takes that for done may end because of the data.)
 */
import { commandDefinitionOf, deviceOf } from '../../../emulator/devices/device.ts';
import { describeCommand } from '../../history/describe-command.ts';
import { type Evidence, type ToldCommand, uncertainOnes } from '../evidence.ts';
import type { CauseRule } from './cause-rule.ts';
import { isRepeatedBehindLook, leftInDoubt, lookAt } from './left-in-doubt.ts';

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
    words: `the driver saw that ${describeCommand(left.command)}, was uncertain, and gave up: the ${device} got no other command, and in the undisturbed run it gets more`,
    place: left.look.place,
  };
};

/**
 * It was given again in the end, as a flush is that comes for another reason; but before that another device got a command that the
 * undisturbed run has not, or only behind others of the device that is in doubt: what nobody had repeated was told of, say.
 */
export const turnsElsewhere: CauseRule = (evidence) => {
  for (const uncertain of uncertainOnes(evidence)) {
    const repeated = uncertain.sequel?.type === 'repeated' || isRepeatedBehindLook(evidence, uncertain);
    const look = repeated ? lookAt(evidence, uncertain) : undefined;
    const next = evidence.commands.find(({ given }) => given > (look?.moment ?? Infinity));
    if (look === undefined || next === undefined || deviceOf(next.request) === deviceOf(uncertain.request)) continue;
    if (next.like !== undefined && !leavesOut(evidence, uncertain, next)) continue;
    return {
      rule: 'gives-up',
      words: `the driver saw that ${describeCommand(uncertain)}, was uncertain, and gave up: next came ${describeCommand(next)}, which is not what comes next in the undisturbed run`,
      place: look.place,
    };
  }
  return undefined;
};

/** In the undisturbed run, does that device get others before the next one, of which the driver had given none by then? */
function leavesOut({ commands, undisturbed }: Evidence, { like, request }: ToldCommand, next: ToldCommand): boolean {
  if (like === undefined || next.like === undefined) return false;
  const given = new Set(commands.filter((other) => other.given < next.given).map((other) => other.like));
  const between = undisturbed.slice(like, next.like - 1);
  return between.some((other, index) => deviceOf(other) === deviceOf(request) && !given.has(like + index + 1));
}
