/**
 * Reads ELF32 big-endian EM_PARISC relocatable files (System V ABI, chapter 4). Whatever the bytes are, the result is an
 * object or an {@link ElfError}; nothing is read outside the file, and nothing is made larger than it.
 */
import { latin1 } from '../bytes.ts';
import { decodeText } from './byte-text.ts';
import { Unpacker } from './compressed.ts';
import {
  GROUP_COMDAT,
  HEADER,
  RELA,
  SECTION_FLAGS,
  SECTION_HEADER,
  SECTION_TYPE,
  SHN_ABS,
  SHN_COMMON,
  SHN_LORESERVE,
  SHN_UNDEF,
  SYMBOL,
  SYMBOL_BINDING,
  SYMBOL_TYPE,
  TYPE,
} from './format.ts';
import type { ObjectFile, ObjectGroup, ObjectRelocation, ObjectSection, ObjectSymbol } from './object-file.ts';
import { checkIdentity, checkMachine, ElfError } from './reader.ts';
import { relocationType } from './relocation-types.ts';

interface RawHeader {
  readonly name: number;
  readonly type: number;
  readonly flags: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
  readonly info: number;
  readonly alignment: number;
  readonly entrySize: number;
}

/** A section whose relocations are still being read. */
type OpenSection = ObjectSection & { readonly relocations: ObjectRelocation[]; linkedTo?: ObjectSection };

/** The symbol by which GCC says that an object is to be compiled when it is linked. */
export const SLIM_LTO = '__gnu_lto_slim';

const MAX_ALIGNMENT = 2 ** 28;

/** How files of LLVM's intermediate code begin, bare and wrapped. */
const BITCODE: readonly string[] = ['BC\xc0\xde', '\xde\xc0\x17\x0b'];

/** Whether a file is an object at all; a damaged one counts, and one of a compiler's intermediate code. */
export function isObject(file: Uint8Array): boolean {
  return latin1(file.subarray(0, 4)) === '\x7fELF' || isBitcode(file);
}

function isBitcode(file: Uint8Array): boolean {
  return BITCODE.includes(latin1(file.subarray(0, 4)));
}

/** Reads an object file. Throws an {@link ElfError} if it isn't one, or is damaged. */
export function readObject(file: Uint8Array): ObjectFile {
  if (isBitcode(file))
    throw new ElfError("it holds LLVM's intermediate code and no instructions: compile it without -flto");
  checkIdentity(file);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  checkMachine(view);
  const type = view.getUint16(HEADER.TYPE);
  if (type === TYPE.EXECUTABLE) throw new ElfError('it is an executable, not an object file to be linked');
  if (type === TYPE.SHARED) throw new ElfError('it is a shared library, and programs are linked statically here');
  if (type !== TYPE.RELOCATABLE) throw new ElfError(`its ELF type is ${type}, not relocatable (1)`);
  return new ObjectReader(file, view).read();
}

class ObjectReader {
  private readonly file: Uint8Array;
  private readonly view: DataView;
  private headers: readonly RawHeader[] = [];
  private readonly sections = new Map<number, OpenSection>();
  private readonly unpacker = new Unpacker();

  constructor(file: Uint8Array, view: DataView) {
    this.file = file;
    this.view = view;
  }

  read(): ObjectFile {
    this.headers = this.readHeaders();
    const names = this.headers[this.view.getUint16(HEADER.SHSTRNDX)] as RawHeader | undefined;
    for (const [index, header] of this.headers.entries()) {
      if (CONTENT_TYPES.has(header.type)) this.sections.set(index, this.readSection(header, names));
    }
    for (const [index, section] of this.sections) {
      if ((section.flags & SECTION_FLAGS.LINK_ORDER) !== 0) {
        section.linkedTo = this.sections.get(this.headers[index].link);
      }
    }
    const symbols = this.readSymbols();
    if (symbols.some(({ name }) => name === SLIM_LTO)) {
      throw new ElfError(
        "it holds GCC's intermediate code and no instructions: compile it without -flto, or with -ffat-lto-objects",
      );
    }
    for (const header of this.headers) {
      if (header.type === SECTION_TYPE.RELA) this.readRelocations(header, symbols);
      if (header.type === SECTION_TYPE.REL) {
        throw new ElfError('it has relocations without addends, which PA-RISC files do not have');
      }
    }
    const flags = this.view.getUint32(HEADER.FLAGS);
    const groups = this.headers.flatMap((header) =>
      header.type === SECTION_TYPE.GROUP ? [this.readGroup(header, symbols)] : [],
    );
    return { flags, sections: [...this.sections.values()], groups, symbols: symbols.slice(1) };
  }

  private readHeaders(): RawHeader[] {
    const offset = this.view.getUint32(HEADER.SHOFF);
    const size = this.view.getUint16(HEADER.SHENTSIZE);
    const count = this.view.getUint16(HEADER.SHNUM);
    if (count === 0 && offset > 0) {
      // The first header, which is none, has the number that has no room in the file's.
      const cutOff = offset + SECTION_HEADER.SIZE > this.file.length;
      const sections = cutOff ? 0 : this.view.getUint32(offset + SECTION_HEADER.SECTION_SIZE);
      throw new ElfError(`it has ${sections} sections, and at most ${SHN_LORESERVE - 1} can be read here`);
    }
    if (count > 0 && size < SECTION_HEADER.SIZE) {
      throw new ElfError(`its section headers are ${size} bytes long, not ${SECTION_HEADER.SIZE}`);
    }
    if (offset + count * size > this.file.length)
      throw new ElfError('the file is cut off: section headers are missing');
    return Array.from({ length: count }, (_, index) => {
      const at = offset + index * size;
      const word = (field: number): number => this.view.getUint32(at + field);
      return {
        name: word(SECTION_HEADER.NAME),
        type: word(SECTION_HEADER.TYPE),
        flags: word(SECTION_HEADER.FLAGS),
        offset: word(SECTION_HEADER.OFFSET),
        size: word(SECTION_HEADER.SECTION_SIZE),
        link: word(SECTION_HEADER.LINK),
        info: word(SECTION_HEADER.INFO),
        alignment: word(SECTION_HEADER.ADDRALIGN),
        entrySize: word(SECTION_HEADER.ENTSIZE),
      };
    });
  }

  private readSection(header: RawHeader, names: RawHeader | undefined): OpenSection {
    const { type, entrySize } = header;
    const nameInFile = names === undefined ? '' : this.text(names, header.name);
    const isEmpty = type === SECTION_TYPE.NOBITS;
    const packed = {
      name: nameInFile,
      flags: header.flags,
      alignment: Math.max(1, header.alignment),
      data: isEmpty ? new Uint8Array() : this.bytesOf(header, `section ${nameInFile}`),
    };
    const { name, flags, alignment, data } = this.unpacker.unpack(packed);
    if (!Number.isInteger(Math.log2(alignment)) || alignment > MAX_ALIGNMENT) {
      throw new ElfError(
        `section ${name} has the alignment ${alignment}, which is no power of 2 up to ${MAX_ALIGNMENT}`,
      );
    }
    const size = isEmpty ? header.size : data.length;
    return { name, type, flags, alignment, entrySize, size, data: isEmpty ? undefined : data, relocations: [] };
  }

  private bytesOf({ offset, size }: RawHeader, what: string): Uint8Array {
    if (offset + size > this.file.length) throw new ElfError(`the file is cut off: ${what} is incomplete`);
    return this.file.subarray(offset, offset + size);
  }

  private text(table: RawHeader, at: number): string {
    const bytes = this.bytesOf(table, 'a string table');
    if (at >= bytes.length) {
      if (at === 0) return '';
      throw new ElfError('a name lies outside its string table');
    }
    const end = bytes.indexOf(0, at);
    return decodeText(bytes.subarray(at, end < 0 ? bytes.length : end));
  }

  /** The symbol table by number, the empty first one included. */
  private readSymbols(): ObjectSymbol[] {
    const header = this.headers.find(({ type }) => type === SECTION_TYPE.SYMTAB);
    if (header === undefined) return [];
    const strings = this.headers[header.link] as RawHeader | undefined;
    if (strings?.type !== SECTION_TYPE.STRTAB) throw new ElfError('its symbol table has no string table');
    const bytes = this.bytesOf(header, 'the symbol table');
    const count = Math.floor(bytes.length / SYMBOL.SIZE);
    return Array.from({ length: count }, (_, index) => this.readSymbol(header.offset + index * SYMBOL.SIZE, strings));
  }

  private readSymbol(at: number, strings: RawHeader): ObjectSymbol {
    const { view } = this;
    const info = view.getUint8(at + SYMBOL.INFO);
    const name = this.text(strings, view.getUint32(at + SYMBOL.NAME));
    const type = info & 15;
    const binding = info >> 4;
    if (!BINDINGS.has(binding)) {
      throw new ElfError(`symbol '${name}' has the unknown binding ${binding}`);
    }
    return {
      name: type === SYMBOL_TYPE.SECTION ? '' : name,
      value: view.getUint32(at + SYMBOL.VALUE),
      size: view.getUint32(at + SYMBOL.SYMBOL_SIZE),
      type,
      binding,
      visibility: view.getUint8(at + SYMBOL.OTHER) & 3,
      place: this.placeOf(view.getUint16(at + SYMBOL.SHNDX), name),
    };
  }

  private placeOf(number: number, name: string): ObjectSymbol['place'] {
    if (number === SHN_UNDEF) return 'undefined';
    if (number === SHN_ABS) return 'absolute';
    if (number === SHN_COMMON) return 'common';
    if (number >= SHN_LORESERVE) throw new ElfError(`symbol '${name}' lies in the unknown section number ${number}`);
    if (this.headers.at(number)?.type === SECTION_TYPE.GROUP) return 'group';
    // Symbols of sections that hold no program matter to nobody.
    return this.sections.get(number) ?? 'absolute';
  }

  private readGroup(header: RawHeader, symbols: readonly ObjectSymbol[]): ObjectGroup {
    const signature = symbols.at(header.info);
    if (header.info === 0 || signature === undefined)
      throw new ElfError('a group of sections has no symbol to name it');
    const { length } = this.bytesOf(header, 'the list of a group');
    const words = Array.from({ length: Math.floor(length / 4) }, (_, i) => this.view.getUint32(header.offset + 4 * i));
    const [kind = 0, ...numbers] = words;
    const sections = numbers.map((number) => this.sections.get(number)).filter((section) => section !== undefined);
    return { signature, comdat: (kind & GROUP_COMDAT) !== 0, sections };
  }

  private readRelocations(header: RawHeader, symbols: readonly ObjectSymbol[]): void {
    const section = this.sections.get(header.info);
    if (section === undefined) return;
    const { length } = this.bytesOf(header, `the relocations of ${section.name}`);
    for (let at = header.offset; at + RELA.SIZE <= header.offset + length; at += RELA.SIZE) {
      const offset = this.view.getUint32(at + RELA.OFFSET);
      const info = this.view.getUint32(at + RELA.INFO);
      const number = info >>> 8;
      const type = info & 255;
      // One that changes nothing, as .reloc makes them to name a symbol, can stand at the end.
      const end = offset + (relocationType(type)?.field === 'none' ? 0 : 1);
      if (end > section.size) throw new ElfError(`a relocation lies outside its section ${section.name}`);
      if (number >= symbols.length && number > 0) {
        throw new ElfError(`a relocation of ${section.name} names symbol ${number}, and there is none`);
      }
      const symbol = number === 0 ? undefined : symbols[number];
      section.relocations.push({ offset, type, symbol, addend: this.view.getInt32(at + RELA.ADDEND) });
    }
  }
}

const BINDINGS: ReadonlySet<number> = new Set(Object.values(SYMBOL_BINDING));

/** Sections with a part of the program in them. */
const CONTENT_TYPES: ReadonlySet<number> = new Set([
  SECTION_TYPE.PROGBITS,
  SECTION_TYPE.NOBITS,
  SECTION_TYPE.NOTE,
  SECTION_TYPE.INIT_ARRAY,
  SECTION_TYPE.FINI_ARRAY,
  SECTION_TYPE.PREINIT_ARRAY,
]);
