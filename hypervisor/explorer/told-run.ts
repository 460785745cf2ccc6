/** A disturbed run from power-on, watched: what happened in it, where, and why it went wrong. */
import { ImagePlaces } from '../../emulator/diagnosis/image-places.ts';
import type { Disturbance } from './disturbed-run.ts';
import type { Reference } from './reference.ts';
import type { CaseResult } from './result.ts';

export function tellRun(_reference: Reference, _disturbance: Disturbance): CaseResult {
  void ImagePlaces;
  throw new Error('todo');
}
