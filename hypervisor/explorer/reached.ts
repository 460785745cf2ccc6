/**
 * What of a guest no run has come to: source lines that were not executed, and conditional branches that went one way. What is not
 * executed is not tried.
 */
import { isConditionalBranch, WAY } from '../../emulator/cpu/branch-ways.ts';
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
  /** The lines of conditional branches that no run took; one of several in its line has its address behind it. */
  readonly untaken: readonly string[];
  /** Of those behind which no run went on. Who is in both was not executed. */
  readonly unpassed: readonly string[];
}

/** Undefined if the image has no line numbers, or none of these knows. */
export function reachedBy(knowing: readonly Pick<Adversity, 'executed'>[], image: Uint8Array): Reached | undefined {
  const asked = knowing.filter((one) => 'executed' in one);
  if (asked.length === 0) return undefined;
  const was = (address: number): boolean => asked.some((one) => one.executed?.(address));
  const places = new ImagePlaces(image);
  const reached = new Map<string, boolean>();
  const branches = new Map<string, number[]>();
  for (const { address, word } of instructionsOf(image)) {
    const line = places.lineAt(address);
    if (line === undefined) continue;
    if (reached.get(line) !== true) reached.set(line, was(address));
    if (isConditionalBranch(word)) branches.set(line, [...(branches.get(line) ?? []), address]);
  }
  if (reached.size === 0) return undefined;
  const without = (way: number): string[] =>
    [...branches].flatMap(([line, addresses]) =>
      addresses
        .filter((address) => !was(address + way))
        .map((address) => (addresses.length === 1 ? line : `${line} at ${address.toString(16).padStart(8, '0')}`)),
    );
  return {
    lines: reached.size,
    never: [...reached].filter(([, done]) => !done).map(([line]) => line),
    untaken: without(WAY.TAKEN),
    unpassed: without(WAY.ON),
  };
}

/** Sentences about the conditional branches that were executed and went one way, `most` of each in full, without a full stop. */
export function oneWayBranches({ untaken, unpassed }: Reached, most = Infinity): string[] {
  const told = (some: readonly string[], others: readonly string[], how: string): string[] => {
    const unexecuted = new Set(others);
    const lines = some.filter((line) => !unexecuted.has(line));
    const shown = [...lines.slice(0, most), ...(lines.length > most ? ['...'] : [])].join(', ');
    return lines.length === 0 ? [] : [`conditional branches that were ${how} taken: ${shown}`];
  };
  return [...told(untaken, unpassed, 'never'), ...told(unpassed, untaken, 'always')];
}

/** What several have come to together. */
export function together(all: readonly Reached[]): Reached | undefined {
  if (all.length === 0) return undefined;
  const inAll = (of: (one: Reached) => readonly string[]): string[] => {
    const others = all.slice(1).map((one) => new Set(of(one)));
    return of(all[0]).filter((line) => others.every((other) => other.has(line)));
  };
  return {
    lines: all[0].lines,
    never: inAll(({ never }) => never),
    untaken: inAll(({ untaken }) => untaken),
    unpassed: inAll(({ unpassed }) => unpassed),
  };
}

/** Of the words that the image is loaded to, as many as are looked at: the physical addresses, and both ways of branches. */
export function addressesOf(image: Uint8Array): number[] {
  return instructionsOf(image).flatMap(({ address, word }) =>
    isConditionalBranch(word) ? [address, address + WAY.TAKEN, address + WAY.ON] : [address],
  );
}

function instructionsOf(image: Uint8Array): { readonly address: number; readonly word: number }[] {
  const all = readExecutable(image).segments.flatMap(({ physicalAddress, data }) => {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    return Array.from({ length: Math.min(MOST_WORDS, data.length >>> 2) }, (_, index) => ({
      address: physicalAddress + 4 * index,
      word: view.getUint32(4 * index),
    }));
  });
  return all.slice(0, MOST_WORDS);
}
