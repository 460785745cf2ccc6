/** Writes ELF32 big-endian EM_PARISC executables: segments, sections and a symbol table (System V ABI, chapter 4). */
import { ByteWriter } from './byte-writer.ts';
import {
  CLASS_32,
  DATA_BIG_ENDIAN,
  ELF_MAGIC,
  FLAGS_LEVEL_1_1,
  HEADER,
  IDENT,
  MACHINE_PARISC,
  OSABI_GNU,
  PROGRAM_HEADER,
  PT_LOAD,
  PT_TLS,
  SECTION_FLAGS,
  SECTION_HEADER,
  SECTION_TYPE,
  SEGMENT_FLAGS,
  SHN_ABS,
  SYMBOL,
  SYMBOL_BINDING,
  TYPE,
  VERSION_CURRENT,
} from './format.ts';
import { StringTable } from './string-table.ts';

/** A section of the image; those of one segment follow each other by address, the ones without bytes last. */
export interface ElfSection {
  readonly name: string;
  /** One of SECTION_TYPE, if it isn't what sections with or without bytes usually are. */
  readonly type?: number | undefined;
  /** 0 for a section that has no memory. */
  readonly address: number;
  /** undefined: memory that starts as zero (NOBITS). */
  readonly data: Uint8Array | undefined;
  readonly size: number;
  readonly alignment: number;
  readonly allocated: boolean;
  readonly writable: boolean;
  readonly executable: boolean;
  /** Each thread has its own. */
  readonly threadLocal?: boolean | undefined;
}

/** Sections that are loaded together, with the rights of all. */
export interface ElfSegment {
  readonly sections: readonly ElfSection[];
}

export interface ElfSymbol {
  readonly name: string;
  readonly value: number;
  readonly size: number;
  /** One of SYMBOL_TYPE. */
  readonly type: number;
  /** One of SYMBOL_BINDING. */
  readonly binding: number;
  /** undefined: a number, not a place. */
  readonly section: ElfSection | undefined;
}

export interface ElfImage {
  readonly entry: number;
  /** The first segment begins with the file's header, for which it has room in front of its first section. */
  readonly hasFileHeader?: boolean;
  readonly segments: readonly ElfSegment[];
  /** Sections outside the segments. */
  readonly others: readonly ElfSection[];
  readonly symbols: readonly ElfSymbol[];
}

/** Segments start at the same offset in a page of the file as in memory, so that systems can map them. */
const PAGE_SIZE = 4096;

interface SectionRecord {
  readonly name: string;
  readonly type: number;
  readonly flags: number;
  readonly address: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
  readonly info: number;
  readonly alignment: number;
  readonly entrySize: number;
}

/** The bytes of the executable file. */
export function writeExecutable({ entry, hasFileHeader, segments, others, symbols }: ElfImage): Uint8Array {
  const out = new ByteWriter();
  const threads = segments.flatMap(({ sections }) => sections.filter(({ threadLocal }) => threadLocal === true));
  const headerCount = segments.length + (threads.length > 0 ? 1 : 0);
  out.skipTo(HEADER.SIZE + headerCount * PROGRAM_HEADER.SIZE);
  const records: SectionRecord[] = [];
  const indexes = new Map<ElfSection, number>();
  const programHeaders = segments.map((segment) => {
    const [first] = segment.sections;
    out.skipTo(out.length + ((((first.address - out.length) % PAGE_SIZE) + PAGE_SIZE) % PAGE_SIZE));
    const offset = out.length;
    for (const section of segment.sections) {
      if (section.data !== undefined) out.skipTo(offset + section.address - first.address);
      addSection(section, out, records, indexes);
    }
    return { segment, offset };
  });
  for (const section of others) addSection(section, out, records, indexes);
  const names = addTables(symbols, out, records, indexes);
  out.align(4);
  const sectionHeaders = out.length;
  writeSectionHeaders(records, names, out);
  const file = out.bytes();
  const view = new DataView(file.buffer);
  writeHeader(file, view, { entry, segmentCount: headerCount, sectionHeaders, sectionCount: records.length + 1 });
  for (const [index, { segment, offset }] of programHeaders.entries()) {
    const at = HEADER.SIZE + index * PROGRAM_HEADER.SIZE;
    writeProgramHeader(view, at, PT_LOAD, segment, offset, PAGE_SIZE);
    if (index === 0 && hasFileHeader === true) extendToFileHeader(view, at, offset);
  }
  if (threads.length > 0) {
    const loaded = programHeaders.find(({ segment }) => segment.sections.includes(threads[0]));
    const start = loaded === undefined ? 0 : loaded.offset + threads[0].address - loaded.segment.sections[0].address;
    const alignment = Math.max(...threads.map((section) => section.alignment));
    const at = HEADER.SIZE + segments.length * PROGRAM_HEADER.SIZE;
    writeProgramHeader(view, at, PT_TLS, { sections: threads }, start, alignment);
  }
  return file;
}

function addSection(
  section: ElfSection,
  out: ByteWriter,
  records: SectionRecord[],
  indexes: Map<ElfSection, number>,
): void {
  const { name, address, data, size, alignment, allocated, writable, executable, threadLocal } = section;
  const usual = data === undefined ? SECTION_TYPE.NOBITS : SECTION_TYPE.PROGBITS;
  const flags =
    (allocated ? SECTION_FLAGS.ALLOC : 0) |
    (writable ? SECTION_FLAGS.WRITE : 0) |
    (executable ? SECTION_FLAGS.EXECINSTR : 0) |
    (threadLocal === true ? SECTION_FLAGS.TLS : 0);
  if (!allocated) out.align(alignment);
  const offset = out.length;
  if (data !== undefined) out.append(data);
  const { type = usual } = section;
  records.push({ name, type, flags, address, offset, size, link: 0, info: 0, alignment, entrySize: 0 });
  indexes.set(section, records.length);
}

/** Appends .symtab, .strtab and .shstrtab, and gives the offsets of section names in the latter. */
function addTables(
  symbols: readonly ElfSymbol[],
  out: ByteWriter,
  records: SectionRecord[],
  indexes: ReadonlyMap<ElfSection, number>,
): ReadonlyMap<string, number> {
  const strings = new StringTable();
  // Local symbols come first; sh_info says where the others begin.
  const isLocal = ({ binding }: ElfSymbol): boolean => binding === SYMBOL_BINDING.LOCAL;
  const ordered = [...symbols.filter(isLocal), ...symbols.filter((symbol) => !isLocal(symbol))];
  const table = new Uint8Array((ordered.length + 1) * SYMBOL.SIZE);
  const view = new DataView(table.buffer);
  for (const [index, symbol] of ordered.entries()) {
    const at = (index + 1) * SYMBOL.SIZE;
    view.setUint32(at + SYMBOL.NAME, strings.add(symbol.name));
    view.setUint32(at + SYMBOL.VALUE, symbol.value);
    view.setUint32(at + SYMBOL.SYMBOL_SIZE, symbol.size);
    view.setUint8(at + SYMBOL.INFO, (symbol.binding << 4) | symbol.type);
    view.setUint16(
      at + SYMBOL.SHNDX,
      symbol.section === undefined ? SHN_ABS : (indexes.get(symbol.section) ?? SHN_ABS),
    );
  }
  const sectionNames = new StringTable();
  const names = new Map(
    [...records.map(({ name }) => name), '.symtab', '.strtab', '.shstrtab'].map((name) => [
      name,
      sectionNames.add(name),
    ]),
  );
  const locals = symbols.filter(isLocal).length + 1;
  const add = (name: string, type: number, data: Uint8Array, details: Partial<SectionRecord>): void => {
    out.align(4);
    const record = { name, type, flags: 0, address: 0, offset: out.length, size: data.length, link: 0, info: 0 };
    records.push({ ...record, alignment: 1, entrySize: 0, ...details });
    out.append(data);
  };
  const symbolDetails = { link: records.length + 2, info: locals, alignment: 4, entrySize: SYMBOL.SIZE };
  add('.symtab', SECTION_TYPE.SYMTAB, table, symbolDetails);
  add('.strtab', SECTION_TYPE.STRTAB, strings.bytes(), {});
  add('.shstrtab', SECTION_TYPE.STRTAB, sectionNames.bytes(), {});
  return names;
}

function writeSectionHeaders(
  records: readonly SectionRecord[],
  names: ReadonlyMap<string, number>,
  out: ByteWriter,
): void {
  const table = new Uint8Array((records.length + 1) * SECTION_HEADER.SIZE);
  const view = new DataView(table.buffer);
  for (const [index, record] of records.entries()) {
    const at = (index + 1) * SECTION_HEADER.SIZE;
    view.setUint32(at + SECTION_HEADER.NAME, names.get(record.name) ?? 0);
    view.setUint32(at + SECTION_HEADER.TYPE, record.type);
    view.setUint32(at + SECTION_HEADER.FLAGS, record.flags);
    view.setUint32(at + SECTION_HEADER.ADDR, record.address);
    view.setUint32(at + SECTION_HEADER.OFFSET, record.offset);
    view.setUint32(at + SECTION_HEADER.SECTION_SIZE, record.size);
    view.setUint32(at + SECTION_HEADER.LINK, record.link);
    view.setUint32(at + SECTION_HEADER.INFO, record.info);
    view.setUint32(at + SECTION_HEADER.ADDRALIGN, record.alignment);
    view.setUint32(at + SECTION_HEADER.ENTSIZE, record.entrySize);
  }
  out.append(table);
}

function writeHeader(
  file: Uint8Array,
  view: DataView,
  counts: { entry: number; segmentCount: number; sectionHeaders: number; sectionCount: number },
): void {
  file.set(ELF_MAGIC);
  file[IDENT.CLASS] = CLASS_32;
  file[IDENT.DATA] = DATA_BIG_ENDIAN;
  file[IDENT.VERSION] = VERSION_CURRENT;
  file[IDENT.OSABI] = OSABI_GNU;
  view.setUint16(HEADER.TYPE, TYPE.EXECUTABLE);
  view.setUint16(HEADER.MACHINE, MACHINE_PARISC);
  view.setUint32(HEADER.VERSION, VERSION_CURRENT);
  view.setUint32(HEADER.ENTRY, counts.entry);
  view.setUint32(HEADER.PHOFF, counts.segmentCount === 0 ? 0 : HEADER.SIZE);
  view.setUint32(HEADER.SHOFF, counts.sectionHeaders);
  view.setUint32(HEADER.FLAGS, FLAGS_LEVEL_1_1);
  view.setUint16(HEADER.EHSIZE, HEADER.SIZE);
  view.setUint16(HEADER.PHENTSIZE, PROGRAM_HEADER.SIZE);
  view.setUint16(HEADER.PHNUM, counts.segmentCount);
  view.setUint16(HEADER.SHENTSIZE, SECTION_HEADER.SIZE);
  view.setUint16(HEADER.SHNUM, counts.sectionCount);
  view.setUint16(HEADER.SHSTRNDX, counts.sectionCount - 1);
}

/** Lets a segment begin at the start of the file, `offset` bytes earlier. */
function extendToFileHeader(view: DataView, at: number, offset: number): void {
  view.setUint32(at + PROGRAM_HEADER.OFFSET, 0);
  for (const field of [PROGRAM_HEADER.VADDR, PROGRAM_HEADER.PADDR]) {
    view.setUint32(at + field, view.getUint32(at + field) - offset);
  }
  for (const field of [PROGRAM_HEADER.FILESZ, PROGRAM_HEADER.MEMSZ]) {
    view.setUint32(at + field, view.getUint32(at + field) + offset);
  }
}

function writeProgramHeader(
  view: DataView,
  at: number,
  type: number,
  { sections }: ElfSegment,
  offset: number,
  alignment: number,
): void {
  const start = sections[0].address;
  const end = (list: readonly ElfSection[]): number =>
    list.reduce((last, section) => Math.max(last, section.address + section.size), start);
  const flags =
    SEGMENT_FLAGS.READ |
    (type === PT_LOAD && sections.some(({ writable }) => writable) ? SEGMENT_FLAGS.WRITE : 0) |
    (sections.some(({ executable }) => executable) ? SEGMENT_FLAGS.EXECUTE : 0);
  view.setUint32(at + PROGRAM_HEADER.TYPE, type);
  view.setUint32(at + PROGRAM_HEADER.OFFSET, offset);
  view.setUint32(at + PROGRAM_HEADER.VADDR, start);
  view.setUint32(at + PROGRAM_HEADER.PADDR, start);
  view.setUint32(at + PROGRAM_HEADER.FILESZ, end(sections.filter(({ data }) => data !== undefined)) - start);
  // Memory of threads that starts as zero takes none in the segment where it stands.
  const inMemory =
    type === PT_TLS ? sections : sections.filter(({ threadLocal, data }) => threadLocal !== true || data !== undefined);
  view.setUint32(at + PROGRAM_HEADER.MEMSZ, end(inMemory) - start);
  view.setUint32(at + PROGRAM_HEADER.FLAGS, flags);
  view.setUint32(at + PROGRAM_HEADER.ALIGN, alignment);
}
