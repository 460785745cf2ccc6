/** A place in the guest's program, by the names that its image has. */
import { formatLabel, type ImagePlaces } from '../../emulator/diagnosis/image-places.ts';
import { labelOf } from '../../emulator/diagnosis/place.ts';
import { sourceText } from '../../emulator/diagnosis/source-text.ts';
import type { Place } from '../../emulator/report/place.ts';
import type { CodePlace } from './result.ts';

/** Where a program calls the guest's kernel, told while it was in memory. */
export interface ProgramCall extends Place {
  readonly code: CodePlace;
}

/** A place, and for which call of a program's the guest was there. */
export interface GuestPlace extends Place {
  readonly call?: ProgramCall;
}

/** `ram`: of a machine that runs the guest; without, the instruction's text is not told. */
export function codePlaceOf(place: GuestPlace | ProgramCall, places: ImagePlaces, ram?: Int32Array): CodePlace {
  if ('code' in place) return place.code;
  const { physical, offset, call } = place;
  if (physical === undefined) return { address: offset, call: call?.code };
  const label = places.labelAt(physical);
  const word = ram?.at(physical >>> 2);
  // Where offsets are not addresses, nobody knows where a branch leads.
  const targetLabel = (target: number): string => (offset === physical ? labelOf(target, places) : '');
  return {
    address: physical,
    line: places.lineAt(physical),
    label: label && formatLabel(label),
    text: word === undefined ? undefined : sourceText(word >>> 0, offset, targetLabel),
    call: call?.code,
  };
}
