/**
 * Boot: puts an executable into the RAM of a machine that was just switched on, and sets the registers it begins with.
 * Specified by emulator/board.md.
 */
import { PAGE_SIZE } from './board.ts';
import type { Processor } from './cpu/processor.ts';
import { ElfError, type Executable, readExecutable, type Segment } from './elf/reader.ts';
import { LAYOUT } from './layout.ts';

/** An image that can't be booted on this machine; the message says why, for people. */
export class BootError extends Error {
  override readonly name = 'BootError';
}

/**
 * Boots `image`, the bytes of an ELF executable, on a machine whose RAM is still zero. `bootArguments` go to the last page
 * of RAM as UTF-8. Throws a {@link BootError}, with RAM and registers as they were, if the image doesn't fit the machine.
 */
export function boot(processor: Processor, image: Uint8Array, bootArguments: string): void {
  const { memory, state } = processor;
  const lastPage = memory.size - PAGE_SIZE;
  const { executable, argumentBytes } = prepare(image, memory.size, bootArguments);
  for (const { physicalAddress, data } of executable.segments) memory.write(physicalAddress, data);
  memory.write(lastPage, argumentBytes);
  processor.powerOn(executable.entry);
  state.words[LAYOUT.GR + 26] = memory.size;
  state.words[LAYOUT.GR + 25] = lastPage;
}

/** Throws the {@link BootError} that {@link boot} would throw on a machine with so many bytes of RAM. */
export function checkBootable(image: Uint8Array, ram: number, bootArguments: string): void {
  prepare(image, ram, bootArguments);
}

function prepare(
  image: Uint8Array,
  ram: number,
  bootArguments: string,
): { executable: Executable; argumentBytes: Uint8Array } {
  const executable = read(image);
  const argumentBytes = new TextEncoder().encode(bootArguments);
  if (argumentBytes.length >= PAGE_SIZE) {
    throw new BootError(`the boot arguments have ${argumentBytes.length} bytes; there is room for ${PAGE_SIZE - 1}`);
  }
  checkSegments(executable.segments, ram);
  checkEntry(executable);
  return { executable, argumentBytes };
}

function read(image: Uint8Array): Executable {
  try {
    return readExecutable(image);
  } catch (error) {
    if (error instanceof ElfError) throw new BootError(error.message);
    throw error;
  }
}

/** From here on kernels are linked that firmware loads, where the lower bits of their addresses say: see firmware.ts. */
export const LINKED_FOR_FIRMWARE = 0x10000000;

function checkSegments(segments: readonly Segment[], ram: number): void {
  if (segments.length === 0) throw new BootError('it has nothing to load: no PT_LOAD segment');
  const lastPage = ram - PAGE_SIZE;
  const inOrder = [...segments].sort((a, b) => a.physicalAddress - b.physicalAddress);
  for (const [i, segment] of inOrder.entries()) {
    const end = segment.physicalAddress + segment.memorySize;
    if (end > ram) {
      const hint =
        segment.physicalAddress < LINKED_FOR_FIRMWARE ? '' : '; a kernel linked there, as Linux is, needs firmware';
      throw new BootError(`the segment ${range(segment)} lies outside RAM, which ends at ${hex(ram - 1)}${hint}`);
    }
    if (end > lastPage) {
      throw new BootError(
        `the segment ${range(segment)} touches the last page of RAM, ${hex(lastPage)}, which holds the boot arguments`,
      );
    }
    const next = inOrder[i + 1];
    if (next !== undefined && end > next.physicalAddress) {
      throw new BootError(`the segments ${range(segment)} and ${range(next)} overlap`);
    }
  }
}

/** Throws a {@link BootError} if nothing of the image is where it is to begin. */
export function checkEntry({ entry, segments }: Pick<Executable, 'entry' | 'segments'>): void {
  if (entry % 4 !== 0) throw new BootError(`its entry point ${hex(entry)} is not a multiple of 4`);
  const inside = (s: Segment): boolean => entry >= s.physicalAddress && entry < s.physicalAddress + s.memorySize;
  if (!segments.some(inside)) {
    throw new BootError(`its entry point ${hex(entry)} is a physical address at which it loads nothing`);
  }
}

function range({ physicalAddress, memorySize }: Segment): string {
  return `${hex(physicalAddress)} to ${hex(physicalAddress + memorySize - 1)}`;
}

function hex(address: number): string {
  return `0x${address.toString(16).padStart(8, '0')}`;
}
