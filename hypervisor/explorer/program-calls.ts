/**
 * Which call of which program's a guest's kernel is at work for, by the names that the program has: those of the guest's own image, if the
 * program is a part of that, or those of an executable on its disk, in successive sectors, whose code is what stands in memory there.
 */
import { PAGE_SIZE } from '../../emulator/board.ts';
import { SECTOR_SIZE } from '../../emulator/devices/disk.ts';
import { systemCallOf } from '../../emulator/diagnosis/caller.ts';
import { ImagePlaces } from '../../emulator/diagnosis/image-places.ts';
import { ELF_MAGIC } from '../../emulator/elf/format.ts';
import { ElfError, readExecutable, type Segment } from '../../emulator/elf/reader.ts';
import type { MachineState } from '../../emulator/layout.ts';
import type { Place } from '../../emulator/report/place.ts';
import { codePlaceOf, type ProgramCall } from './code-place.ts';
import type { ExploredGuest } from './guest.ts';
import type { CodePlace } from './result.ts';

interface Program {
  readonly segments: readonly Segment[];
  readonly places: ImagePlaces;
}

export class ProgramCalls {
  readonly #own: ImagePlaces;
  readonly #disk: Uint8Array;
  /** Those on the disk, looked for when a program that is none of the image's has called. */
  #programs: readonly Program[] | undefined;

  constructor({ image, disk }: Pick<ExploredGuest, 'image' | 'disk'>) {
    this.#own = new ImagePlaces(image);
    this.#disk = disk;
  }

  /**
   * That of the kernel that is at work, and the calls by which the program came there, the last one first. None if it is at work for no
   * call, or if nobody knows names for it.
   */
  of(state: MachineState): ProgramCall[] {
    const [call, ...callers] = systemCallOf(state);
    const names = call && this.#namesAt(call, state.ram);
    if (names === undefined) return [];
    const calls: ProgramCall[] = [];
    // From the outermost inwards: each is told with that from which it comes.
    for (const place of [call, ...callers].toReversed()) {
      calls.unshift({ ...place, code: { ...names(place), call: calls.at(0)?.code } });
    }
    return calls;
  }

  /** Names for the program whose code stands at `call`. */
  #namesAt(call: Place, ram: Int32Array): ((place: Place) => CodePlace) | undefined {
    const own = (place: Place): CodePlace => codePlaceOf(place, this.#own, ram);
    if (isNamed(own(call))) return own;
    this.#programs ??= programsOn(this.#disk);
    const program = this.#programs.find(({ segments }) => segments.some((segment) => holdsCodeAt(segment, call, ram)));
    if (program === undefined) return undefined;
    const { segments, places } = program;
    const names = (place: Place): CodePlace => {
      const { line, label } = codePlaceOf({ ...place, physical: linkedAt(segments, place.offset) }, places);
      return { ...own(place), line, label };
    };
    return isNamed(names(call)) ? names : undefined;
  }
}

/** The physical address for which a program's offset was linked. */
function linkedAt(segments: readonly Segment[], offset: number): number | undefined {
  const segment = segments.find((one) => offset >= one.virtualAddress && offset < one.virtualAddress + one.memorySize);
  return segment && offset - segment.virtualAddress + segment.physicalAddress;
}

function isNamed({ line, label }: CodePlace): boolean {
  return line !== undefined || label !== undefined;
}

/** Executables that begin with a sector. */
function programsOn(disk: Uint8Array): Program[] {
  const programs: Program[] = [];
  for (let start = 0; start < disk.length; start += SECTOR_SIZE) {
    if (!ELF_MAGIC.every((byte, index) => disk[start + index] === byte)) continue;
    const file = disk.subarray(start);
    try {
      programs.push({ segments: readExecutable(file).segments, places: new ImagePlaces(file) });
    } catch (error) {
      if (!(error instanceof ElfError)) throw error;
    }
  }
  return programs;
}

/** From the beginning of its page up to `place`, is what the program has there what stands in memory? */
function holdsCodeAt({ virtualAddress, data }: Segment, { offset, physical = 0 }: Place, ram: Int32Array): boolean {
  const first = Math.max(virtualAddress, offset - (offset % PAGE_SIZE));
  const end = offset + 4;
  if (first >= end || end > virtualAddress + data.length) return false;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  for (let at = first; at < end; at += 4) {
    if (view.getInt32(at - virtualAddress) !== ram[(physical - offset + at) >>> 2]) return false;
  }
  return true;
}
