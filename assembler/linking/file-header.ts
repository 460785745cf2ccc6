/**
 * The ELF header in the program's memory. A program that looks at its own headers there, as a C library's start-up code
 * does to find the memory of threads, names it `__ehdr_start`; then it stands in front of the first section, in its
 * segment, as GNU ld has it in all programs.
 */
import { PAGE_SIZE } from '../../emulator/board.ts';
import { HEADER, PROGRAM_HEADER } from '../../emulator/elf/format.ts';
import type { LinkInput } from './input.ts';
import type { OutputSection } from './output-section.ts';

const NAMES: ReadonlySet<string> = new Set(['__ehdr_start', '__executable_start']);

/** More program headers than an image can have: four kinds of segments, and the memory of threads. */
const MAX_PROGRAM_HEADERS = 8;

/** Bytes that are kept free in front of the first section. */
export const FILE_HEADER_ROOM = HEADER.SIZE + MAX_PROGRAM_HEADERS * PROGRAM_HEADER.SIZE;

/** Whether a file needs the header in memory. */
export function wantsFileHeader(inputs: readonly LinkInput[]): boolean {
  return inputs.some(({ symbols }) =>
    [...symbols.all()].some(
      ({ name, definition, firstUse }) => NAMES.has(name) && definition === undefined && firstUse !== undefined,
    ),
  );
}

/** Where the header is: at the start of the page of the first section, which leaves the room for it. */
export function fileHeaderAddress(sections: readonly OutputSection[]): number {
  const { address } = sections.at(0) ?? { address: 0 };
  return address - (address % PAGE_SIZE);
}
