/** Why a run went wrong, by the first rule that knows it. What a rule says holds of the run; that it is the reason is its guess. */
import type { Evidence } from '../evidence.ts';
import type { CauseRule, FoundCause } from './cause-rule.ts';
import { acknowledgesBeforeItLooks } from './acknowledges-before-it-looks.ts';
import { breaksTheRing } from './breaks-the-ring.ts';
import { givesUp, turnsElsewhere } from './gives-up.ts';
import { ignoredUncertain } from './ignored-uncertain.ts';
import { lostInReset } from './lost-in-reset.ts';
import { lostWakeUp } from './lost-wake-up.ts';
import { notAwaited } from './not-awaited.ts';
import { outOfOrder } from './out-of-order.ts';
import { repeatsElsewhere, repeatsOtherwise } from './repeats-otherwise.ts';
import { repeatsUnrepeatable } from './repeats-unrepeatable.ts';
import { repeatShows } from './repeat-shows.ts';
import { retriesForEver } from './retries-for-ever.ts';
import { stoppedAtRetry } from './stopped-at-retry.ts';
import { tookItForDone } from './took-it-for-done.ts';
import { touchesBuffer } from './touches-buffer.ts';

/** Those that know more come first. */
const CAUSE_RULES: readonly CauseRule[] = [
  breaksTheRing,
  retriesForEver,
  repeatsUnrepeatable,
  outOfOrder,
  touchesBuffer,
  acknowledgesBeforeItLooks,
  ignoredUncertain,
  stoppedAtRetry,
  repeatsOtherwise,
  givesUp,
  tookItForDone,
  lostInReset,
  lostWakeUp,
  notAwaited,
  repeatsElsewhere,
  turnsElsewhere,
  repeatShows,
];

export function causeOf(evidence: Evidence): FoundCause | undefined {
  for (const rule of CAUSE_RULES) {
    const cause = rule(evidence);
    if (cause !== undefined) return cause;
  }
  return undefined;
}
