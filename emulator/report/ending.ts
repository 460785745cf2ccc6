/** How a run ended, and why if that was not its guest's doing. */
import type { Place } from './place.ts';
import type { StopReport } from './stop-report.ts';

/** How a run ended. */
export interface Ending {
  readonly status: number;
  /** Why the machine stopped the guest: with status 70. */
  readonly stop?: StopReport;
  /** Why the run ended otherwise without the guest's asking for it: with status 80 or 81. */
  readonly ended?: Ended;
}

/**
 * Why a guest was ended that could have gone on, as far as the processor is concerned: it will never wake, or has reached a
 * limit. Made from the state of the machine alone, so that both machines of a pair make the same.
 */
export interface Ended {
  /** What has happened, up to the place: "the guest rests for ever". */
  readonly what: string;
  readonly place: Place;
  /** Empty if there is nothing more to say. */
  readonly why: string;
}
