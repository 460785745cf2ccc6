/** --limit-seconds: the time after its start in which a guest must have ended by itself. */
import { EXIT_STATUS } from '../../emulator/board.ts';
import type { ImagePlaces } from '../../emulator/diagnosis/image-places.ts';
import { describePlace } from '../../emulator/diagnosis/place.ts';
import type { Place } from '../../emulator/report/place.ts';
import { outOfTime } from '../words/run.ts';

/**
 * Begins to count; `stop` is called when the time is over, with the status to end with and why. `place` tells where the
 * guest is then; undefined if nobody knows; `places` has its names; `needs` tells what its devices need of it, if that is known. Returns how to stop counting; without a limit there is nothing to stop.
 */
export function limitTime(
  seconds: number | undefined,
  stop: (status: number, reason: string) => void,
  place: () => Place | undefined | Promise<Place | undefined>,
  places: ImagePlaces,
  needs: () => readonly string[] = () => [],
): () => void {
  if (seconds === undefined) return () => {};
  const over = async (): Promise<void> => {
    const at = await place();
    stop(EXIT_STATUS.LIMIT, outOfTime(seconds, at && describePlace(at, places), needs()));
  };
  const timer = setTimeout(() => void over(), seconds * 1000);
  return () => clearTimeout(timer);
}
