/** The driver looked at the RESULT of a command that was uncertain, and went on as if it were done. */
import type { CauseRule } from './cause-rule.ts';
import { notRepeated } from './ignored-uncertain.ts';

export const tookItForDone: CauseRule = (evidence) => notRepeated(evidence, true);
