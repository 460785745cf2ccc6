/** An uncertain command was given again only after another one that it overlaps: the later data are overwritten by the earlier. */
import { describeCommand } from '../../history/describe-command.ts';
import { relate } from '../../history/sequels.ts';
import { type ToldCommand, uncertainOnes } from '../evidence.ts';
import type { CauseRule } from './cause-rule.ts';

export const outOfOrder: CauseRule = (evidence) => {
  for (const uncertain of uncertainOnes(evidence)) {
    const retry = evidence.commands.find((later) => later.given > uncertain.end.moment && repeats(uncertain, later));
    const between = evidence.commands.find(
      (other) =>
        other.given > uncertain.given &&
        other.given < (retry?.given ?? 0) &&
        relate(uncertain.request, other.request, NOTHING_KNOWN) === 'instead',
    );
    if (retry === undefined || between === undefined) continue;
    const words = `the driver gave ${describeCommand(uncertain)}, again after ${describeCommand(between)}, which was to follow it`;
    return { rule: 'out-of-order', words, place: retry.place };
  }
  return undefined;
};

const NOTHING_KNOWN = { settled: 0, reached: 0 };

function repeats(earlier: ToldCommand, later: ToldCommand): boolean {
  return relate(earlier.request, later.request, NOTHING_KNOWN) === 'repeats';
}
