/**
 * The driver saw that a command was uncertain, and gave another one of the kind, which the undisturbed run has not: a repetition that is
 * none, to another sector, say, or of a half of it, or from or into another buffer; or one that is no command at all.
 */
import { commandDefinitionOf } from '../../../emulator/devices/device.ts';
import { hex } from '../../../emulator/hex.ts';
import { describeCommand } from '../../history/describe-command.ts';
import { describeOperation } from '../../history/operations.ts';
import { relate } from '../../history/sequels.ts';
import { type ToldCommand, uncertainOnes } from '../evidence.ts';
import type { CauseRule } from './cause-rule.ts';
import { leftInDoubt, NOTHING_KNOWN, repeats } from './left-in-doubt.ts';

export const repeatsOtherwise: CauseRule = (evidence) => {
  const left = leftInDoubt(evidence);
  if (left?.look === undefined || left.next === undefined) return undefined;
  const { command, next } = left;
  if (next.like !== undefined || !isMeantFor(command, next)) return undefined;
  const buffers = otherBuffer(command, next);
  const what =
    buffers === undefined || describeOperation(command.request) !== describeOperation(next.request)
      ? `did not give that again but another one: ${describeCommand(next)}`
      : `gave it again with other data, ${buffers}`;
  return {
    rule: 'repeats-otherwise',
    words: `the driver saw that ${describeCommand(command)}, was uncertain, and ${what}`,
    place: next.place,
  };
};

/** What brings data was given again, but brought them elsewhere. */
export const repeatsElsewhere: CauseRule = ({ commands, ...evidence }) => {
  for (const uncertain of uncertainOnes({ commands, ...evidence })) {
    if (commandDefinitionOf(uncertain.request)?.brings === undefined) continue;
    const again = commands.find((later) => later.given > uncertain.end.moment && repeats(uncertain, later));
    const buffers = again && otherBuffer(uncertain, again);
    if (again?.like !== undefined || buffers === undefined) continue;
    const words = `the driver gave ${describeCommand(uncertain)}, again into another buffer, ${buffers}`;
    return { rule: 'repeats-otherwise', words, place: again?.place };
  }
  return undefined;
};

/** Who takes a read for done may come to any other one by what the buffer happens to hold. */
function isMeantFor({ request }: ToldCommand, { request: next }: ToldCommand): boolean {
  if (next.kind === 'invalid') return true;
  if (next.kind !== request.kind) return false;
  return commandDefinitionOf(request)?.brings === undefined || relate(request, next, NOTHING_KNOWN) !== 'apart';
}

/** "at 0x00012200 and not 0x00012000"; undefined if it is the same, or has no address. */
function otherBuffer({ request }: ToldCommand, { request: again }: ToldCommand): string | undefined {
  if (!('address' in request && 'address' in again) || request.address === again.address) return undefined;
  return `at 0x${hex(again.address)} and not 0x${hex(request.address)}`;
}
