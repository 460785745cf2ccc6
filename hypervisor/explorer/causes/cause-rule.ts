/** What a rule of this folder is: it looks at what is known of a run, and names the reason if it is its own. */
import type { GuestPlace } from '../code-place.ts';
import type { Evidence } from '../evidence.ts';
import type { Cause } from '../result.ts';

/** A cause, and where in the driver it is. */
export interface FoundCause extends Cause {
  readonly place?: GuestPlace;
}

export type CauseRule = (evidence: Evidence) => FoundCause | undefined;
