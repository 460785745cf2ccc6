/**
 * An uncertain command was given again only after another one that it overlaps: the later data are overwritten by the earlier. (A read
 * that is given when the doubt is over changes nothing: whoever looks first what became of a write may give that again.)
 */
import { commandDefinitionOf } from '../../../emulator/devices/device.ts';
import { describeCommand } from '../../history/describe-command.ts';
import { relate } from '../../history/sequels.ts';
import { uncertainOnes } from '../evidence.ts';
import type { CauseRule } from './cause-rule.ts';
import { NOTHING_KNOWN, repeats } from './left-in-doubt.ts';

export const outOfOrder: CauseRule = (evidence) => {
  for (const uncertain of uncertainOnes(evidence)) {
    const same = evidence.commands.filter((later) => later.given > uncertain.end.moment && repeats(uncertain, later));
    // The undisturbed run may give it again, too: if that is all, nothing was repeated.
    const retry = same.some(({ like }) => like === undefined) ? same[0] : undefined;
    const between = evidence.commands.find(
      (other) =>
        other.given > uncertain.given &&
        other.given < (retry?.given ?? 0) &&
        (other.given < uncertain.end.moment || commandDefinitionOf(other.request)?.brings === undefined) &&
        relate(uncertain.request, other.request, NOTHING_KNOWN) === 'instead',
    );
    if (retry === undefined || between === undefined) continue;
    const words = `the driver gave ${describeCommand(uncertain)}, again after ${describeCommand(between)}, which was to follow it`;
    return { rule: 'out-of-order', words, place: retry.place };
  }
  return undefined;
};
