/**
 * Writes ELF32 big-endian EM_PARISC relocatable files (System V ABI, chapter 4): each section followed by its relocations
 * in the section table, then the symbols and the names.
 */
import { ByteWriter } from './byte-writer.ts';
import {
  CLASS_32,
  DATA_BIG_ENDIAN,
  ELF_MAGIC,
  GROUP_COMDAT,
  HEADER,
  IDENT,
  MACHINE_PARISC,
  OSABI_GNU,
  RELA,
  SECTION_FLAGS,
  SECTION_HEADER,
  SECTION_TYPE,
  SHN_ABS,
  SHN_COMMON,
  SHN_UNDEF,
  SYMBOL,
  SYMBOL_BINDING,
  TYPE,
  VERSION_CURRENT,
} from './format.ts';
import type { ObjectFile, ObjectGroup, ObjectRelocation, ObjectSection, ObjectSymbol } from './object-file.ts';
import { StringTable } from './string-table.ts';

interface HeaderRecord {
  readonly name: string;
  readonly type: number;
  readonly flags: number;
  readonly alignment: number;
  readonly entrySize: number;
  size: number;
  data: Uint8Array | undefined;
  link: number;
  info: number;
}

/** The bytes of the object file. */
export function writeObject(object: ObjectFile): Uint8Array<ArrayBuffer> {
  const locals = object.symbols.filter(({ binding }) => binding === SYMBOL_BINDING.LOCAL);
  const symbols = [...locals, ...object.symbols.filter(({ binding }) => binding !== SYMBOL_BINDING.LOCAL)];
  const symbolIndexes = new Map(symbols.map((symbol, index) => [symbol, index + 1]));
  const { records, indexes, groupRecords } = sectionRecords(object, symbolIndexes);
  const strings = new StringTable();
  const groupIndexes = new Map(object.groups.map(({ signature }, index) => [signature, index + 1]));
  const table = symbolTable(symbols, indexes, groupIndexes, strings);
  const symtab = record('.symtab', SECTION_TYPE.SYMTAB, table, { alignment: 4, entrySize: SYMBOL.SIZE });
  records.push(symtab);
  const symtabIndex = records.length;
  symtab.link = symtabIndex + 1;
  symtab.info = locals.length + 1;
  for (const each of records) if (each.type === SECTION_TYPE.RELA) each.link = symtabIndex;
  for (const each of groupRecords) each.link = symtabIndex;
  records.push(record('.strtab', SECTION_TYPE.STRTAB, strings.bytes(), {}));
  const names = new StringTable();
  const offsets = new Map([...records.map(({ name }) => name), '.shstrtab'].map((name) => [name, names.add(name)]));
  records.push(record('.shstrtab', SECTION_TYPE.STRTAB, names.bytes(), {}));
  return assembleFile(object.flags, records, offsets);
}

function record(name: string, type: number, data: Uint8Array, details: Partial<HeaderRecord>): HeaderRecord {
  return { name, type, flags: 0, alignment: 1, entrySize: 0, size: data.length, data, link: 0, info: 0, ...details };
}

/** A header for each group, for each section and for its relocations, and the sections' numbers. */
function sectionRecords({ sections, groups }: ObjectFile, symbols: ReadonlyMap<ObjectSymbol, number>) {
  const groupRecords = groups.map(({ signature }) => {
    const details = { alignment: 4, entrySize: 4, info: symbols.get(signature) ?? 0 };
    return record('.group', SECTION_TYPE.GROUP, new Uint8Array(0), details);
  });
  const records: HeaderRecord[] = [...groupRecords];
  const indexes = new Map<ObjectSection, number>();
  for (const section of sections) {
    const { name, type, flags, alignment, entrySize, size, data, relocations } = section;
    records.push({ name, type, flags, alignment, entrySize, size, data, link: 0, info: 0 });
    const index = records.length;
    indexes.set(section, index);
    if (relocations.length === 0) continue;
    const flagBits = SECTION_FLAGS.INFO_LINK | (flags & SECTION_FLAGS.GROUP);
    const details = { flags: flagBits, alignment: 4, entrySize: RELA.SIZE, info: index };
    records.push(record(`.rela${name}`, SECTION_TYPE.RELA, relocationTable(relocations, symbols), details));
  }
  for (const section of sections) {
    const own = records[(indexes.get(section) ?? 0) - 1];
    if (section.about !== undefined) own.info = indexes.get(section.about) ?? 0;
    if (section.linkedTo !== undefined) own.link = indexes.get(section.linkedTo) ?? 0;
  }
  for (const [index, group] of groups.entries()) {
    const data = groupList(group, indexes);
    groupRecords[index].data = data;
    groupRecords[index].size = data.length;
  }
  return { records, indexes, groupRecords };
}

/** The group's flags and the numbers of its sections, with their relocations. */
function groupList({ comdat, sections }: ObjectGroup, indexes: ReadonlyMap<ObjectSection, number>): Uint8Array {
  const numbers = sections.flatMap((section) => {
    const index = indexes.get(section) ?? 0;
    return section.relocations.length === 0 ? [index] : [index, index + 1];
  });
  const list = new Uint8Array(4 * (1 + numbers.length));
  const words = new DataView(list.buffer);
  words.setUint32(0, comdat ? GROUP_COMDAT : 0);
  for (const [index, number] of numbers.entries()) words.setUint32(4 * (index + 1), number);
  return list;
}

function relocationTable(
  relocations: readonly ObjectRelocation[],
  symbols: ReadonlyMap<ObjectSymbol, number>,
): Uint8Array {
  const table = new Uint8Array(relocations.length * RELA.SIZE);
  const view = new DataView(table.buffer);
  for (const [index, { offset, type, symbol, addend }] of relocations.entries()) {
    const at = index * RELA.SIZE;
    const number = symbol === undefined ? 0 : (symbols.get(symbol) ?? 0);
    view.setUint32(at + RELA.OFFSET, offset);
    view.setUint32(at + RELA.INFO, ((number << 8) | type) >>> 0);
    view.setInt32(at + RELA.ADDEND, addend);
  }
  return table;
}

const SPECIAL_PLACES = { undefined: SHN_UNDEF, absolute: SHN_ABS, common: SHN_COMMON } as const;

function symbolTable(
  symbols: readonly ObjectSymbol[],
  indexes: ReadonlyMap<ObjectSection, number>,
  groups: ReadonlyMap<ObjectSymbol, number>,
  strings: StringTable,
): Uint8Array {
  const table = new Uint8Array((symbols.length + 1) * SYMBOL.SIZE);
  const view = new DataView(table.buffer);
  for (const [index, symbol] of symbols.entries()) {
    const { name, value, size, type, binding, visibility, place } = symbol;
    const at = (index + 1) * SYMBOL.SIZE;
    view.setUint32(at + SYMBOL.NAME, strings.add(name));
    view.setUint32(at + SYMBOL.VALUE, value);
    view.setUint32(at + SYMBOL.SYMBOL_SIZE, size);
    view.setUint8(at + SYMBOL.INFO, (binding << 4) | type);
    view.setUint8(at + SYMBOL.OTHER, visibility);
    const number =
      typeof place !== 'string' ? indexes.get(place) : place === 'group' ? groups.get(symbol) : SPECIAL_PLACES[place];
    view.setUint16(at + SYMBOL.SHNDX, number ?? SHN_UNDEF);
  }
  return table;
}

function assembleFile(
  flags: number,
  records: readonly HeaderRecord[],
  names: ReadonlyMap<string, number>,
): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  out.skipTo(HEADER.SIZE);
  const offsets = records.map(({ data, alignment }) => {
    if (data !== undefined) out.align(alignment);
    const offset = out.length;
    if (data !== undefined) out.append(data);
    return offset;
  });
  out.align(4);
  const sectionHeaders = out.length;
  const table = new Uint8Array((records.length + 1) * SECTION_HEADER.SIZE);
  const view = new DataView(table.buffer);
  for (const [index, { name, type, flags: bits, alignment, entrySize, size, link, info }] of records.entries()) {
    const at = (index + 1) * SECTION_HEADER.SIZE;
    view.setUint32(at + SECTION_HEADER.NAME, names.get(name) ?? 0);
    view.setUint32(at + SECTION_HEADER.TYPE, type);
    view.setUint32(at + SECTION_HEADER.FLAGS, bits);
    view.setUint32(at + SECTION_HEADER.OFFSET, offsets[index]);
    view.setUint32(at + SECTION_HEADER.SECTION_SIZE, size);
    view.setUint32(at + SECTION_HEADER.LINK, link);
    view.setUint32(at + SECTION_HEADER.INFO, info);
    view.setUint32(at + SECTION_HEADER.ADDRALIGN, alignment);
    view.setUint32(at + SECTION_HEADER.ENTSIZE, entrySize);
  }
  out.append(table);
  const file = out.bytes();
  writeHeader(file, flags, sectionHeaders, records.length + 1);
  return file;
}

function writeHeader(file: Uint8Array<ArrayBuffer>, flags: number, sectionHeaders: number, count: number): void {
  const view = new DataView(file.buffer);
  file.set(ELF_MAGIC);
  file[IDENT.CLASS] = CLASS_32;
  file[IDENT.DATA] = DATA_BIG_ENDIAN;
  file[IDENT.VERSION] = VERSION_CURRENT;
  file[IDENT.OSABI] = OSABI_GNU;
  view.setUint16(HEADER.TYPE, TYPE.RELOCATABLE);
  view.setUint16(HEADER.MACHINE, MACHINE_PARISC);
  view.setUint32(HEADER.VERSION, VERSION_CURRENT);
  view.setUint32(HEADER.SHOFF, sectionHeaders);
  view.setUint32(HEADER.FLAGS, flags);
  view.setUint16(HEADER.EHSIZE, HEADER.SIZE);
  view.setUint16(HEADER.SHENTSIZE, SECTION_HEADER.SIZE);
  view.setUint16(HEADER.SHNUM, count);
  view.setUint16(HEADER.SHSTRNDX, count - 1);
}
