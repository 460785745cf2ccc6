/** A command that was uncertain in the end was still under way when the guest's program ended: nobody had waited for it. */
import { describeCommand } from '../../history/describe-command.ts';
import type { CauseRule } from './cause-rule.ts';

export const notAwaited: CauseRule = ({ commands }) => {
  const command = commands.find(({ outlasted }) => outlasted);
  if (command === undefined) return undefined;
  return {
    rule: 'not-awaited',
    words: notAwaitedWords(command),
    place: command.place,
  };
};

/** What is said of it, on the pair too. */
export function notAwaitedWords(command: Parameters<typeof describeCommand>[0]): string {
  return `the guest ended while ${describeCommand(command)}, was under way: the driver did not wait for its end`;
}
