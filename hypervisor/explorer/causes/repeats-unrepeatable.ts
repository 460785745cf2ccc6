/** An uncertain command that had been performed, or a part of it, was given again, and doing it twice is another thing than doing it once. */
import { describeCommand, mayBeRepeated } from '../../history/describe-command.ts';
import { uncertainOnes } from '../evidence.ts';
import type { CauseRule } from './cause-rule.ts';

export const repeatsUnrepeatable: CauseRule = (evidence) => {
  const repeated = uncertainOnes(evidence).find(
    ({ request, sequel, end }) => sequel?.type === 'repeated' && end.performed !== 0 && !mayBeRepeated(request),
  );
  if (repeated?.sequel?.type !== 'repeated') return undefined;
  const by = evidence.commands.find(({ number }) => number === (repeated.sequel as { by?: number }).by);
  const words = `the driver gave ${describeCommand(repeated)}, again when it was uncertain, and to do that twice is not to do it once`;
  return { rule: 'repeats-unrepeatable', words, place: by?.place };
};
