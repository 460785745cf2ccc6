/** The guest rests for ever, although all its commands are over: it waits for an interrupt that has come. */
import { describeCommand } from '../../history/describe-command.ts';
import type { CauseRule } from './cause-rule.ts';

export const lostWakeUp: CauseRule = ({ difference, commands, rest }) => {
  const last = commands.findLast(({ end }) => end !== undefined);
  const isOver = commands.every(({ end }) => end !== undefined);
  if (difference?.outside !== 'asleep' || last === undefined || !isOver) return undefined;
  const words = `the guest waits for an interrupt that has come: ${describeCommand(last)}, was over when it began to rest`;
  return { rule: 'lost-wake-up', words, place: rest };
};
