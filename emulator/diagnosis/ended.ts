/** Why a guest was ended that could have gone on, as far as the processor is concerned: it will never wake, or has reached a limit. */
import type { ImagePlaces } from './image-places.ts';
import { describePlace, type Place } from './place.ts';

/** Made from the state of the machine alone, so that both machines of a pair make the same. */
export interface Ended {
  /** What has happened, up to the place: "the guest rests for ever". */
  readonly what: string;
  readonly place: Place;
  /** Empty if there is nothing more to say. */
  readonly why: string;
}

/** One line: `the guest rests for ever at 00010018 <wait+0x8>, driver.s:12: no command is under way`. */
export function describeEnded({ what, place, why }: Ended, places: ImagePlaces): string {
  return `${what} at ${describePlace(place, places)}${why === '' ? '' : `: ${why}`}`;
}
