/**
 * Reads what an ELF32 executable says to people, beside what a machine loads: sections, symbols, debugging information
 * (System V ABI, chapter 4).
 */
import { decodeText } from './byte-text.ts';
import { Unpacker } from './compressed.ts';
import { HEADER, SECTION_FLAGS, SECTION_HEADER, SECTION_TYPE, SHN_ABS, SYMBOL, SYMBOL_BINDING } from './format.ts';
import { ElfError, readExecutable, type Segment } from './reader.ts';

export interface ImageSection {
  readonly name: string;
  readonly address: number;
  readonly size: number;
  readonly alignment: number;
  readonly flags: number;
  /** undefined for memory that starts as zero. */
  readonly data: Uint8Array | undefined;
}

export interface ImageSymbol {
  readonly name: string;
  readonly value: number;
  readonly global: boolean;
  /** A number rather than a place. */
  readonly absolute: boolean;
  /** Right half of st_info: SYMBOL_TYPE. */
  readonly type: number;
  readonly size: number;
  /** Where it is defined, if that has memory. */
  readonly section: ImageSection | undefined;
}

export interface Image {
  readonly entry: number;
  /** e_flags. */
  readonly flags: number;
  readonly segments: readonly Segment[];
  /** Those with memory, in the order of the file. */
  readonly sections: readonly ImageSection[];
  readonly symbols: readonly ImageSymbol[];
  /** Contents of the sections without memory, by name: .debug_line and the like, unpacked. */
  readonly notes: ReadonlyMap<string, Uint8Array>;
}

interface Header {
  readonly type: number;
  readonly link: number;
  readonly data: Uint8Array;
  readonly section: ImageSection;
}

/** Throws an {@link ElfError} if the file is no executable for PA-RISC, or is damaged. */
export function readImage(file: Uint8Array): Image {
  const { entry, segments } = readExecutable(file);
  const headers = readHeaders(file);
  const sections = headers.filter(({ section }) => (section.flags & SECTION_FLAGS.ALLOC) !== 0 && section.size > 0);
  const unpacker = new Unpacker();
  const notes = headers
    .filter(({ section }) => (section.flags & SECTION_FLAGS.ALLOC) === 0)
    .flatMap(({ section, data }) => unpacked(unpacker, { ...section, data }));
  return {
    entry,
    flags: new DataView(file.buffer, file.byteOffset).getUint32(HEADER.FLAGS),
    segments,
    sections: sections.length > 0 ? sections.map(({ section }) => section) : segments.map(asSection),
    symbols: headers.filter(({ type }) => type === SECTION_TYPE.SYMTAB).flatMap((table) => readSymbols(table, headers)),
    notes: new Map(notes.map(({ name, data }) => [name, data])),
  };
}

/** What can't be unpacked is left out: a program runs without what debuggers would read. */
function unpacked<T extends ImageSection & { readonly data: Uint8Array }>(unpacker: Unpacker, section: T): T[] {
  try {
    return [unpacker.unpack(section)];
  } catch (error) {
    if (error instanceof ElfError) return [];
    throw error;
  }
}

/** A file without section headers is taken apart by its segments. */
function asSection(
  { virtualAddress, data }: { virtualAddress: number; data: Uint8Array },
  index: number,
): ImageSection {
  const flags = SECTION_FLAGS.ALLOC | SECTION_FLAGS.EXECINSTR;
  const name = index === 0 ? '.text' : `.text.${index}`;
  return { name, address: virtualAddress, size: data.length, alignment: 4, flags, data };
}

function readHeaders(file: Uint8Array): Header[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const offset = view.getUint32(HEADER.SHOFF);
  const count = view.getUint16(HEADER.SHNUM);
  if (offset + count * SECTION_HEADER.SIZE > file.length) {
    throw new ElfError('the file is cut off: its section headers are missing');
  }
  const raw = Array.from({ length: count }, (_, index) => {
    const header = new DataView(file.buffer, file.byteOffset + offset + index * SECTION_HEADER.SIZE);
    return readHeader(file, header, index);
  });
  const names = raw.at(view.getUint16(HEADER.SHSTRNDX))?.data ?? new Uint8Array();
  return raw.map(({ nameAt, ...rest }) => ({ ...rest, section: { ...rest.section, name: stringAt(names, nameAt) } }));
}

function readHeader(file: Uint8Array, header: DataView, index: number): Header & { nameAt: number } {
  const field = (name: number): number => header.getUint32(name);
  const type = field(SECTION_HEADER.TYPE);
  const size = field(SECTION_HEADER.SECTION_SIZE);
  const start = field(SECTION_HEADER.OFFSET);
  const empty = type === SECTION_TYPE.NOBITS || type === SECTION_TYPE.NULL;
  if (!empty && start + size > file.length) throw new ElfError(`the file is cut off: section ${index} is incomplete`);
  const data = empty ? new Uint8Array() : file.subarray(start, start + size);
  const section = {
    name: '',
    address: field(SECTION_HEADER.ADDR),
    size,
    alignment: Math.max(1, field(SECTION_HEADER.ADDRALIGN)),
    flags: field(SECTION_HEADER.FLAGS),
    data: empty ? undefined : data,
  };
  return { type, link: field(SECTION_HEADER.LINK), data, section, nameAt: field(SECTION_HEADER.NAME) };
}

function readSymbols(table: Header, headers: readonly Header[]): ImageSymbol[] {
  const names = headers.at(table.link)?.data ?? new Uint8Array();
  const { data } = table;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const symbols: ImageSymbol[] = [];
  for (let at = SYMBOL.SIZE; at + SYMBOL.SIZE <= data.length; at += SYMBOL.SIZE) {
    const section = view.getUint16(at + SYMBOL.SHNDX);
    const name = stringAt(names, view.getUint32(at + SYMBOL.NAME));
    if (section === 0 || name === '') continue;
    symbols.push({
      name,
      value: view.getUint32(at + SYMBOL.VALUE),
      global: view.getUint8(at + SYMBOL.INFO) >> 4 !== SYMBOL_BINDING.LOCAL,
      absolute: section === SHN_ABS,
      type: view.getUint8(at + SYMBOL.INFO) & 15,
      size: view.getUint32(at + SYMBOL.SYMBOL_SIZE),
      section: sectionWithMemory(headers.at(section)),
    });
  }
  return symbols;
}

function sectionWithMemory(header: Header | undefined): ImageSection | undefined {
  return header && (header.section.flags & SECTION_FLAGS.ALLOC) !== 0 ? header.section : undefined;
}

function stringAt(table: Uint8Array, offset: number): string {
  const end = table.indexOf(0, offset);
  return decodeText(table.subarray(offset, end < 0 ? table.length : end));
}
