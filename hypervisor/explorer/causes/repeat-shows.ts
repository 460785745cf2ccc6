/**
 * The driver repeated what was uncertain, and rightly so; but something that goes with the repeat shows: a count of what was given, say,
 * or a message about it. Which of its commands is the first that is another one is told, too.
 */
import { describeCommand } from '../../history/describe-command.ts';
import { uncertainOnes } from '../evidence.ts';
import type { CauseRule } from './cause-rule.ts';
import { repeats } from './left-in-doubt.ts';

export const repeatShows: CauseRule = (evidence) => {
  const uncertain = uncertainOnes(evidence);
  const [first] = uncertain;
  if (first === undefined || uncertain.some(({ sequel }) => sequel?.type !== 'repeated')) return undefined;
  const after = evidence.commands.filter(({ given }) => given > first.end.moment);
  const again = after.find((later) => repeats(first, later));
  const other = after.find((later) => later.like === undefined && !uncertain.some((one) => repeats(one, later)));
  if (again === undefined || other === undefined || other.given < again.given) return undefined;
  return {
    rule: 'repeat-shows',
    words: `the driver gave ${describeCommand(first)}, again, as is right, and what went with that shows: ${describeCommand(other)}, is another one in the undisturbed run`,
    place: again.place,
  };
};
