/** The driver looked at the RESULT of a command that was uncertain, and went on as if it were done. */
import { describeCommand, describeSequel } from '../../history/describe-command.ts';
import type { CauseRule } from './cause-rule.ts';
import { leftInDoubt } from './left-in-doubt.ts';

export const tookItForDone: CauseRule = (evidence) => {
  const left = leftInDoubt(evidence);
  if (left?.look === undefined) return undefined;
  const { command, sequel, look, next } = left;
  // Of the last command nobody can tell, nor of what is given after a read: it may be what the buffer happened to say.
  const otherwise = next?.like === undefined;
  const sameKind = next?.request.kind === command.request.kind;
  const inPlace = sameKind ? `, or gave another one in its place, command ${next.number}` : ', or gave up';
  const what = otherwise ? inPlace : '';
  return {
    rule: 'took-it-for-done',
    words: `the driver saw that ${describeCommand(command)}, was uncertain, and took it for done${what}: it ${describeSequel(command.request, sequel)}`,
    place: look.place,
  };
};
