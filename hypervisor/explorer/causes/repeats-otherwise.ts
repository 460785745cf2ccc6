/**
 * The driver saw that a command was uncertain, and gave another one of the kind, which the undisturbed run has not: a repetition that is
 * none, to another sector, say, or of a half of it.
 */
import { describeCommand } from '../../history/describe-command.ts';
import type { CauseRule } from './cause-rule.ts';
import { leftInDoubt } from './left-in-doubt.ts';

export const repeatsOtherwise: CauseRule = (evidence) => {
  const left = leftInDoubt(evidence);
  if (left?.look === undefined || left.next === undefined) return undefined;
  const { command, next } = left;
  if (next.like !== undefined || next.request.kind !== command.request.kind) return undefined;
  return {
    rule: 'repeats-otherwise',
    words: `the driver saw that ${describeCommand(command)}, was uncertain, and did not give that again but another one: ${describeCommand(next)}`,
    place: next.place,
  };
};
