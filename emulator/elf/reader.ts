/**
 * Reads ELF32 big-endian EM_PARISC executables: what a machine needs to boot one (System V ABI, chapters 4 and 5).
 */
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
} from './format.ts';

/** A segment to be loaded (PT_LOAD). */
export interface Segment {
  readonly virtualAddress: number;
  readonly physicalAddress: number;
  /** Its first bytes; the rest, up to `memorySize`, is zero. */
  readonly data: Uint8Array;
  readonly memorySize: number;
}

export interface Executable {
  readonly entry: number;
  /** In the order of the program header table; empty ones are left out. */
  readonly segments: readonly Segment[];
}

/** A file that isn't an executable for this machine; the message says what it is instead. */
export class ElfError extends Error {
  override readonly name = 'ElfError';
}

/** Reads an executable from the bytes of its file. Throws an {@link ElfError} if it isn't one, or is damaged. */
export function readExecutable(file: Uint8Array): Executable {
  checkIdentity(file);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  checkKind(view);
  const offset = view.getUint32(HEADER.PHOFF);
  const size = view.getUint16(HEADER.PHENTSIZE);
  const count = view.getUint16(HEADER.PHNUM);
  if (count > 0 && size < PROGRAM_HEADER.SIZE) throw new ElfError(`its program headers are ${size} bytes long, not 32`);
  if (offset + count * size > file.length) throw new ElfError('the file is cut off: its program headers are missing');
  const segments: Segment[] = [];
  for (let i = 0; i < count; i++) {
    const header = new DataView(file.buffer, file.byteOffset + offset + i * size, PROGRAM_HEADER.SIZE);
    if (header.getUint32(PROGRAM_HEADER.TYPE) === PT_LOAD) segments.push(readSegment(file, header, i));
  }
  return { entry: view.getUint32(HEADER.ENTRY), segments: segments.filter(({ memorySize }) => memorySize > 0) };
}

/** Throws an {@link ElfError} if the file isn't ELF of 32 bits and big-endian. */
export function checkIdentity(file: Uint8Array): void {
  if (!ELF_MAGIC.every((byte, i) => file[i] === byte)) throw new ElfError('it is not an ELF file');
  if (file.length < HEADER.SIZE) throw new ElfError('the file is cut off: its header is incomplete');
  if (file[IDENT.CLASS] !== CLASS_32) throw new ElfError('it is a 64-bit ELF file, and this machine has 32 bits');
  if (file[IDENT.DATA] !== DATA_BIG_ENDIAN) throw new ElfError('it is little-endian, and this machine is big-endian');
}

/** Throws an {@link ElfError} if the file is for another processor. */
export function checkMachine(view: DataView): void {
  const machine = view.getUint16(HEADER.MACHINE);
  if (machine !== MACHINE_PARISC) throw new ElfError(`it is for ELF machine ${machine}, not for PA-RISC (15)`);
}

function checkKind(view: DataView): void {
  checkMachine(view);
  const type = view.getUint16(HEADER.TYPE);
  if (type === TYPE.RELOCATABLE) throw new ElfError('it is an object file that was not linked, not an executable');
  if (type === TYPE.SHARED) throw new ElfError('it is position-independent or a shared library; link it with -static');
  if (type !== TYPE.EXECUTABLE) throw new ElfError(`its ELF type is ${type}, not executable (2)`);
}

function readSegment(file: Uint8Array, header: DataView, index: number): Segment {
  const offset = header.getUint32(PROGRAM_HEADER.OFFSET);
  const fileSize = header.getUint32(PROGRAM_HEADER.FILESZ);
  const memorySize = header.getUint32(PROGRAM_HEADER.MEMSZ);
  if (offset + fileSize > file.length) throw new ElfError(`the file is cut off: segment ${index} is incomplete`);
  if (fileSize > memorySize) {
    throw new ElfError(`segment ${index} has ${fileSize} bytes in the file, but only ${memorySize} in memory`);
  }
  return {
    virtualAddress: header.getUint32(PROGRAM_HEADER.VADDR),
    physicalAddress: header.getUint32(PROGRAM_HEADER.PADDR),
    data: file.subarray(offset, offset + fileSize),
    memorySize,
  };
}
