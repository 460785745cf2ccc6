/** The driver looked at the RESULT of a command that was uncertain, and went on as if it were done. */
import { describeCommand, describeSequel } from '../../history/describe-command.ts';
import type { CauseRule } from './cause-rule.ts';
import { leftInDoubt } from './left-in-doubt.ts';

export const tookItForDone: CauseRule = (evidence) => {
  const left = leftInDoubt(evidence);
  if (left?.look === undefined) return undefined;
  const { command, sequel, look, next } = left;
  // Of the last command nobody can tell.
  const what = next === undefined ? 'took it for done, or gave up' : 'took it for done';
  return {
    rule: 'took-it-for-done',
    words: `the driver saw that ${describeCommand(command)}, was uncertain, and ${what}: it ${describeSequel(command.request, sequel)}`,
    place: look.place,
  };
};
