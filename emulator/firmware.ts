/**
 * Firmware: for a kernel that wants to be started by one, the executable that a machine boots is made of three: firmware
 * (kernel/firmware/), kernel and initial RAM disk. It is the kernel's own file with more to load, so whoever has names of
 * places from it has them still. To everybody else (a pair, a recording, the simulator) it is an image like others.
 *
 *     0        firmware    kernel                 initial RAM disk      boot arguments
 *     | page 0 | ........ | .................... ... ................ | last page |
 */
import { BootError, checkEntry, LINKED_FOR_FIRMWARE } from './boot.ts';
import { PAGE_SIZE } from './board.ts';
import { readImage } from './elf/image.ts';
import { ElfError, readExecutable, type Segment } from './elf/reader.ts';
import { HEADER, PROGRAM_HEADER, PT_LOAD, SEGMENT_FLAGS } from './elf/format.ts';
import { concatenate } from './bytes.ts';
import { hex } from './hex.ts';

export interface FirmwareBoot {
  /** The firmware's executable: it has a block of four words, `boot_block`, for what it has to be told. */
  readonly firmware: Uint8Array;
  /** Linked to be loaded where its addresses say, less their first hexadecimal digit, as PALO and QEMU do it. */
  readonly kernel: Uint8Array;
  readonly initrd?: Uint8Array;
  /** The firmware makes page zero look like that of QEMU's, by which Linux knows that it may rest when it is idle. */
  readonly idleMark: boolean;
  /** Bytes of RAM. */
  readonly ram: number;
  /** Boot arguments, which become the kernel's command line. */
  readonly append: string;
}

/** Of a kernel's addresses, what is physical. */
const PHYSICAL = LINKED_FOR_FIRMWARE - 1;
/** Bytes of Linux's command line with its NUL (arch/parisc/include/uapi/asm/setup.h). */
const COMMAND_LINE_SIZE = 1024;
const BOOT_BLOCK = 'boot_block';

/** The executable to be booted. Throws a {@link BootError} if one of the three is none, or is in another's place. */
export function firmwareImage(options: FirmwareBoot): Uint8Array {
  const { kernel: file, initrd = new Uint8Array(0), ram, append } = options;
  const length = new TextEncoder().encode(append).length;
  if (length >= COMMAND_LINE_SIZE) {
    throw new BootError(
      `the boot arguments have ${length} bytes; a kernel's command line has room for ${COMMAND_LINE_SIZE - 1}`,
    );
  }
  const kernel = read(file);
  const segments = kernel.segments.map((segment) => moved(segment, segment.physicalAddress & PHYSICAL));
  if (segments.length === 0) throw new BootError('it has nothing to load: no PT_LOAD segment');
  const entry = kernel.entry & PHYSICAL;
  checkEntry({ entry, segments });
  const ramDisk = placeRamDisk(initrd, ram, Math.max(...segments.map(endOf)));
  const firmware = toldFirmware(options, [entry, ramDisk.start, ramDisk.end, options.idleMark ? 1 : 0]);
  const firmwareEnd = Math.max(...firmware.segments.map(endOf));
  const first = Math.min(...segments.map(({ physicalAddress }) => physicalAddress));
  if (first < firmwareEnd) {
    throw new BootError(`it begins at 0x${hex(first)}, where the firmware is, which ends at 0x${hex(firmwareEnd - 1)}`);
  }
  return withSegments(file, firmware.entry, [...firmware.segments, ...segments, ...ramDisk.segments]);
}

/** At the end of RAM, before the page of the boot arguments. */
function placeRamDisk(
  data: Uint8Array,
  ram: number,
  kernelEnd: number,
): { start: number; end: number; segments: Segment[] } {
  if (data.length === 0) return { start: 0, end: 0, segments: [] };
  const room = ram - PAGE_SIZE - Math.ceil(kernelEnd / PAGE_SIZE) * PAGE_SIZE;
  if (data.length > room) {
    throw new BootError(
      `the initial RAM disk has ${data.length} bytes, and behind the kernel, which ends at 0x${hex(kernelEnd - 1)}, RAM has room ` +
        `for ${Math.max(0, room)}`,
    );
  }
  const start = Math.floor((ram - PAGE_SIZE - data.length) / PAGE_SIZE) * PAGE_SIZE;
  const segment = { virtualAddress: start, physicalAddress: start, data, memorySize: data.length };
  return { start, end: start + data.length, segments: [segment] };
}

/** The firmware, with these words in its block. */
function toldFirmware({ firmware }: FirmwareBoot, words: readonly number[]): { entry: number; segments: Segment[] } {
  const { entry, segments, symbols } = readImage(firmware);
  const block = symbols.find(({ name }) => name === BOOT_BLOCK)?.value;
  const holder = segments.find(({ physicalAddress, data }) => {
    return block !== undefined && block >= physicalAddress && block + words.length * 4 <= physicalAddress + data.length;
  });
  if (block === undefined || holder === undefined) throw new Error(`the firmware has no ${BOOT_BLOCK}`);
  // Not slice(), which of a Buffer is no copy.
  const told = new Uint8Array(holder.data);
  const view = new DataView(told.buffer);
  for (const [index, word] of words.entries()) view.setUint32(block - holder.physicalAddress + index * 4, word);
  return { entry, segments: segments.map((segment) => (segment === holder ? { ...segment, data: told } : segment)) };
}

function read(file: Uint8Array): ReturnType<typeof readExecutable> {
  try {
    return readExecutable(file);
  } catch (error) {
    throw error instanceof ElfError ? new BootError(error.message) : error;
  }
}

/** `file` with other segments, which stand behind everything else in it unless they are parts of it, and another entry. */
function withSegments(file: Uint8Array, entry: number, segments: readonly Segment[]): Uint8Array {
  const headersAt = roundUp(file.length);
  const headers = new DataView(new ArrayBuffer(segments.length * PROGRAM_HEADER.SIZE));
  const parts = [file, new Uint8Array(headersAt - file.length), new Uint8Array(headers.buffer)];
  let offset = headersAt + headers.byteLength;
  for (const [index, { virtualAddress, physicalAddress, data, memorySize }] of segments.entries()) {
    const isInFile = data.buffer === file.buffer;
    const set = (field: number, value: number): void => headers.setUint32(index * PROGRAM_HEADER.SIZE + field, value);
    set(PROGRAM_HEADER.TYPE, PT_LOAD);
    set(PROGRAM_HEADER.OFFSET, isInFile ? data.byteOffset - file.byteOffset : offset);
    set(PROGRAM_HEADER.VADDR, virtualAddress);
    set(PROGRAM_HEADER.PADDR, physicalAddress);
    set(PROGRAM_HEADER.FILESZ, data.length);
    set(PROGRAM_HEADER.MEMSZ, memorySize);
    set(PROGRAM_HEADER.FLAGS, SEGMENT_FLAGS.READ | SEGMENT_FLAGS.WRITE | SEGMENT_FLAGS.EXECUTE);
    set(PROGRAM_HEADER.ALIGN, 4);
    if (isInFile) continue;
    parts.push(data, new Uint8Array(roundUp(data.length) - data.length));
    offset += roundUp(data.length);
  }
  const image = concatenate(parts);
  const header = new DataView(image.buffer, image.byteOffset);
  header.setUint32(HEADER.ENTRY, entry);
  header.setUint32(HEADER.PHOFF, headersAt);
  header.setUint16(HEADER.PHENTSIZE, PROGRAM_HEADER.SIZE);
  header.setUint16(HEADER.PHNUM, segments.length);
  return image;
}

function moved(segment: Segment, physicalAddress: number): Segment {
  return { ...segment, physicalAddress };
}

function endOf({ physicalAddress, memorySize }: Segment): number {
  return physicalAddress + memorySize;
}

function roundUp(length: number): number {
  return Math.ceil(length / 4) * 4;
}
