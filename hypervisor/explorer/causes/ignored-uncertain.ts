/** Nobody looked at the RESULT of a command that was uncertain, and nobody repeated it. */
import { deviceOf, slotOf } from '../../../emulator/devices/device.ts';
import { describeCommand, describeSequel } from '../../history/describe-command.ts';
import { type CommandEnd, type Evidence, type ToldCommand, uncertainOnes } from '../evidence.ts';
import type { CauseRule, FoundCause } from './cause-rule.ts';

export const ignoredUncertain: CauseRule = (evidence) => notRepeated(evidence, false);

/** Of the first uncertain command that was not repeated, and whose RESULT the driver has looked at, or not. */
export function notRepeated(evidence: Evidence, looked: boolean): FoundCause | undefined {
  const left = uncertainOnes(evidence).find(({ sequel }) => sequel?.type === 'instead' || sequel?.type === 'never');
  if (left?.sequel === undefined) return undefined;
  const next = evidence.commands.find(({ given }) => given > left.end.moment);
  const look = lookAt(evidence, left, next?.given ?? Infinity);
  if ((look !== undefined) !== looked) return undefined;
  const sequel = describeSequel(left.request, left.sequel);
  return looked
    ? {
        rule: 'took-it-for-done',
        words: `the driver saw that ${describeCommand(left)}, was uncertain, and took it for done: it ${sequel}`,
        place: look?.place,
      }
    : {
        rule: 'ignored-uncertain',
        words: `the driver did not look at the RESULT of ${describeCommand(left)}, which was uncertain: it ${sequel}`,
        place: next?.place ?? left.place,
      };
}

/** The load that told the driver how it ended, before the next command. */
function lookAt({ accesses }: Evidence, { request, end }: ToldCommand & { end: CommandEnd }, until: number) {
  return accesses.find(
    ({ moment, kind, device, register, slot }) =>
      moment > end.moment &&
      moment < until &&
      kind === 'load' &&
      register === 'RESULT' &&
      device === deviceOf(request) &&
      slot === slotOf(request),
  );
}
