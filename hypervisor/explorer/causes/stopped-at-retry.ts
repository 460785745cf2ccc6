/** The driver saw that a command was uncertain, and what it did then, before any other command, the machine stopped it at. */
import { describeCommand } from '../../history/describe-command.ts';
import type { CauseRule } from './cause-rule.ts';
import { leftInDoubt } from './left-in-doubt.ts';

export const stoppedAtRetry: CauseRule = (evidence) => {
  const left = leftInDoubt(evidence);
  if (evidence.difference?.outside !== 'stop' || left?.look === undefined || left.next !== undefined) return undefined;
  return {
    rule: 'stopped-at-retry',
    words: `the driver saw that ${describeCommand(left.command)}, was uncertain, and at what it did then the machine stopped it`,
    place: evidence.rest,
  };
};
