/** Why a guest was ended that could have gone on, in words. */
import type { ImagePlaces } from './image-places.ts';
import { describePlace } from './place.ts';
import type { Ended } from '../report/ending.ts';

/** One line: `the guest rests for ever at 00010018 <wait+0x8>, driver.s:12: no command is under way`. */
export function describeEnded({ what, place, why }: Ended, places: ImagePlaces): string {
  return `${what} at ${describePlace(place, places)}${why === '' ? '' : `: ${why}`}`;
}
