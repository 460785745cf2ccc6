/** Which source lines of a guest no run has come to: what is not executed is not tried. */
import { ImagePlaces } from '../../emulator/diagnosis/image-places.ts';
import { readExecutable } from '../../emulator/elf/reader.ts';
import type { Adversity } from './adversity.ts';

/** Words of an image that are looked at. */
const MOST_WORDS = 1 << 18;

export interface Reached {
  /** Source lines with instructions. */
  readonly lines: number;
  /** Those of which no instruction was executed, as in `disk.s:12`, in the order of their addresses. */
  readonly never: readonly string[];
}

/** Undefined if the image has no line numbers, or none of the adversities knows. */
export function reachedBy(adversities: readonly Pick<Adversity, 'executed'>[], image: Uint8Array): Reached | undefined {
  const asked = adversities.filter((adversity) => 'executed' in adversity);
  if (asked.length === 0) return undefined;
  const places = new ImagePlaces(image);
  const reached = new Map<string, boolean>();
  for (const address of wordsOf(image)) {
    const line = places.lineAt(address);
    if (line === undefined || reached.get(line) === true) continue;
    reached.set(
      line,
      asked.some((adversity) => adversity.executed?.(address)),
    );
  }
  if (reached.size === 0) return undefined;
  return { lines: reached.size, never: [...reached].filter(([, was]) => !was).map(([line]) => line) };
}

/** The physical addresses of the words that the image is loaded to, as many as are looked at. */
export function wordsOf(image: Uint8Array): number[] {
  const addresses = readExecutable(image).segments.flatMap(({ physicalAddress, data }) =>
    Array.from({ length: Math.min(MOST_WORDS, data.length >>> 2) }, (_, word) => physicalAddress + 4 * word),
  );
  return addresses.slice(0, MOST_WORDS);
}
