/** Nobody looked at the RESULT of a command, or at the response to it, that was uncertain, and nobody repeated it. */
import { giverOf } from '../../../emulator/devices/device.ts';
import { describeCommand, describeSequel } from '../../history/describe-command.ts';
import type { CauseRule } from './cause-rule.ts';
import { leftInDoubt } from './left-in-doubt.ts';

export const ignoredUncertain: CauseRule = (evidence) => {
  const left = leftInDoubt(evidence);
  if (left === undefined || left.look !== undefined) return undefined;
  const { command, sequel } = left;
  // Nobody has looked whether the driver did.
  if (command.toldInRam && !evidence.ramWatched) return undefined;
  const answer = command.toldInRam ? 'the response to' : 'the RESULT of';
  // Where that driver goes on; others give commands of their own.
  const { name } = giverOf(command.request);
  const next = evidence.commands.find(
    ({ given, request }) => given > command.end.moment && giverOf(request).name === name,
  );
  return {
    rule: 'ignored-uncertain',
    words: `the driver did not look at ${answer} ${describeCommand(command)}, which was uncertain: it ${describeSequel(command.request, sequel)}`,
    place: next?.place ?? command.place,
  };
};
