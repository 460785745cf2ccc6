/** Builds small executables for tests: header, program headers, then the segments' data. */
import {
  CLASS_32,
  DATA_BIG_ENDIAN,
  ELF_MAGIC,
  HEADER,
  IDENT,
  MACHINE_PARISC,
  PROGRAM_HEADER,
  PT_LOAD,
  TYPE,
} from '../format.ts';

export interface TestSegment {
  /** Physical and virtual address. */
  readonly address: number;
  readonly data: Uint8Array;
  /** As many as there are data bytes, unless given. */
  readonly memorySize?: number;
}

export function buildElf({
  entry,
  segments,
}: {
  entry: number;
  segments: readonly TestSegment[];
}): Uint8Array<ArrayBuffer> {
  let offset = HEADER.SIZE + segments.length * PROGRAM_HEADER.SIZE;
  const file = new Uint8Array(offset + segments.reduce((sum, { data }) => sum + data.length, 0));
  const view = new DataView(file.buffer);
  file.set(ELF_MAGIC);
  file[IDENT.CLASS] = CLASS_32;
  file[IDENT.DATA] = DATA_BIG_ENDIAN;
  view.setUint16(HEADER.TYPE, TYPE.EXECUTABLE);
  view.setUint16(HEADER.MACHINE, MACHINE_PARISC);
  view.setUint32(HEADER.ENTRY, entry);
  view.setUint32(HEADER.PHOFF, HEADER.SIZE);
  view.setUint16(HEADER.PHENTSIZE, PROGRAM_HEADER.SIZE);
  view.setUint16(HEADER.PHNUM, segments.length);
  for (const [i, { address, data, memorySize }] of segments.entries()) {
    const header = HEADER.SIZE + i * PROGRAM_HEADER.SIZE;
    view.setUint32(header + PROGRAM_HEADER.TYPE, PT_LOAD);
    view.setUint32(header + PROGRAM_HEADER.OFFSET, offset);
    view.setUint32(header + PROGRAM_HEADER.VADDR, address);
    view.setUint32(header + PROGRAM_HEADER.PADDR, address);
    view.setUint32(header + PROGRAM_HEADER.FILESZ, data.length);
    view.setUint32(header + PROGRAM_HEADER.MEMSZ, memorySize ?? data.length);
    file.set(data, offset);
    offset += data.length;
  }
  return file;
}

/** Instruction words as big-endian bytes. */
export function words(...values: number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) view.setUint32(i * 4, value);
  return bytes;
}
