/**
 * Which source line an address belongs to: the line tables of .debug_line, DWARF 2 to 5 (6.2 of each). What comes in is
 * any bytes: a unit that is damaged is left out, and nothing is believed that could not be read to its end.
 */
import { utf8 } from '../bytes.ts';

/** Where an instruction comes from. */
export interface SourceLine {
  readonly file: string;
  readonly line: number;
}

/** The sections that hold line tables and the names in them. */
export interface LineSections {
  readonly lines: Uint8Array;
  /** .debug_line_str and .debug_str. */
  readonly lineStrings: Uint8Array;
  readonly strings: Uint8Array;
}

/** Addresses from `start` up to `end` belong to a line. */
interface Range extends SourceLine {
  readonly start: number;
  readonly end: number;
}

/** Standard opcodes, then extended ones (behind a 0), content types, and forms. */
const LNS = { copy: 1, advance_pc: 2, advance_line: 3, set_file: 4, const_add_pc: 8, fixed_advance_pc: 9 } as const;
const LNE = { end_sequence: 1, set_address: 2, define_file: 3 } as const;
const LNCT = { path: 1, directory_index: 2 } as const;
const FORM = {
  ...{ block2: 0x03, block4: 0x04, data2: 0x05, data4: 0x06, data8: 0x07, string: 0x08, block: 0x09, block1: 0x0a },
  ...{ data1: 0x0b, strp: 0x0e, udata: 0x0f, data16: 0x1e, line_strp: 0x1f },
} as const;

const DWARF64 = 0xffffffff;
const WORD = 2 ** 32;
/** Bytes of one name, and of all together: damaged tables could repeat one long name without end. */
const MAX_NAME = 4096;
const MAX_NAMES = 2 ** 24;

/** The bytes are no line table; nobody outside this file sees it. */
class Damaged extends Error {}

export class SourceLines {
  readonly #ranges: readonly Range[];

  constructor(sections: LineSections) {
    this.#ranges = readRanges(sections).sort((a, b) => a.start - b.start);
  }

  /** The line of the instruction at `address`, as the image was linked. */
  at(address: number): SourceLine | undefined {
    let [low, high] = [0, this.#ranges.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#ranges[middle].start <= address) low = middle + 1;
      else high = middle;
    }
    const range = this.#ranges.at(low - 1);
    return low > 0 && range !== undefined && address < range.end ? range : undefined;
  }
}

function readRanges(sections: LineSections): Range[] {
  const ranges: Range[] = [];
  const section = new Cursor(sections.lines, { left: MAX_NAMES });
  while (section.left > 0) {
    try {
      const unit = section.unit();
      // Only whole units count.
      for (const range of readUnit(unit.cursor, unit.offsetBytes, sections)) ranges.push(range);
    } catch (error) {
      if (!(error instanceof Damaged)) throw error;
      if (section.isBroken) break;
    }
  }
  return ranges;
}

/** What a unit's header says. */
interface Header {
  readonly instructionBytes: number;
  readonly lineBase: number;
  readonly lineRange: number;
  /** Arguments of the standard opcodes, from 1 on. */
  readonly opcodes: readonly number[];
  readonly files: string[];
  readonly directories: readonly string[];
  /** Number of the first file. */
  readonly firstFile: 0 | 1;
}

function readUnit(unit: Cursor, offsetBytes: 4 | 8, sections: LineSections): Range[] {
  const version = unit.u16();
  if (version < 2 || version > 5) throw new Damaged();
  if (version >= 5) unit.skip(2);
  const program = unit.after(unit.offset(offsetBytes));
  const instructionBytes = unit.u8();
  // Instructions with several operations are not ours; nor is it of interest what begins a statement.
  unit.skip(version >= 4 ? 2 : 1);
  const lineBase = (unit.u8() << 24) >> 24;
  const lineRange = unit.u8();
  const opcodes = Array.from({ length: Math.max(unit.u8() - 1, 0) }, () => unit.u8());
  if (lineRange === 0) throw new Damaged();
  const common = { instructionBytes, lineBase, lineRange, opcodes };
  if (version >= 5) {
    const directories = readEntries(unit, offsetBytes, sections).map(({ path }) => path);
    const files = readEntries(unit, offsetBytes, sections).map((entry) => joined(directories, entry));
    return new Program(program, { ...common, files, directories, firstFile: 0 }).ranges();
  }
  const directories = ['', ...readOldDirectories(unit)];
  const files: string[] = [];
  for (let path = unit.text(); path !== ''; path = unit.text()) files.push(readOldFile(unit, path, directories));
  return new Program(program, { ...common, files, directories, firstFile: 1 }).ranges();
}

function readOldDirectories(unit: Cursor): string[] {
  const directories: string[] = [];
  for (let name = unit.text(); name !== ''; name = unit.text()) directories.push(name);
  return directories;
}

function readOldFile(unit: Cursor, path: string, directories: readonly string[]): string {
  const directory = unit.uleb();
  // Time and size.
  unit.uleb();
  unit.uleb();
  return joined(directories, { path, directory });
}

interface Entry {
  readonly path: string;
  readonly directory: number;
}

/** Directory 0 is the one where the compiler ran: names in it stay short. */
function joined(directories: readonly string[], { path, directory }: Entry): string {
  const prefix = directory === 0 || path.startsWith('/') ? '' : (directories[directory] ?? '');
  return prefix === '' ? path : `${prefix}/${path}`;
}

/** The tables of DWARF 5: what each entry holds, then the entries. */
function readEntries(unit: Cursor, offsetBytes: 4 | 8, sections: LineSections): Entry[] {
  const formats = Array.from({ length: unit.u8() }, () => ({ content: unit.uleb(), form: unit.uleb() }));
  const count = unit.uleb();
  // Each entry takes a byte at least, so there can't be more of them.
  if (count > 0 && (formats.length === 0 || count > unit.left)) throw new Damaged();
  return Array.from({ length: count }, () => {
    const entry = { path: '', directory: 0 };
    for (const { content, form } of formats) {
      const value = readForm(unit, form, offsetBytes, sections);
      if (content === LNCT.path && typeof value === 'string') entry.path = value;
      if (content === LNCT.directory_index && typeof value === 'number') entry.directory = value;
    }
    return entry;
  });
}

function readForm(unit: Cursor, form: number, offsetBytes: 4 | 8, sections: LineSections): string | number {
  switch (form) {
    case FORM.string:
      return unit.text();
    case FORM.line_strp:
      return unit.over(sections.lineStrings).after(unit.offset(offsetBytes)).text();
    case FORM.strp:
      return unit.over(sections.strings).after(unit.offset(offsetBytes)).text();
    case FORM.udata:
      return unit.uleb();
    case FORM.data1:
      return unit.u8();
    case FORM.data2:
      return unit.u16();
    case FORM.data4:
      return unit.u32();
    case FORM.data8:
      return unit.skip(8);
    case FORM.data16:
      return unit.skip(16);
    case FORM.block:
      return unit.skip(unit.uleb());
    case FORM.block1:
      return unit.skip(unit.u8());
    case FORM.block2:
      return unit.skip(unit.u16());
    case FORM.block4:
      return unit.skip(unit.u32());
    default:
      throw new Damaged();
  }
}

/** The program that makes a unit's rows; each row's range ends where the next one of its sequence begins. */
class Program {
  readonly #code: Cursor;
  readonly #header: Header;
  readonly #ranges: Range[] = [];
  #address = 0;
  #file = 1;
  #line = 1;
  #row: { readonly start: number; readonly file: number; readonly line: number } | undefined;

  constructor(code: Cursor, header: Header) {
    this.#code = code;
    this.#header = header;
  }

  ranges(): Range[] {
    while (this.#code.left > 0) this.#execute(this.#code.u8());
    return this.#ranges;
  }

  #execute(opcode: number): void {
    const { opcodes, lineBase, lineRange } = this.#header;
    if (opcode === 0) return this.#extended();
    if (opcode > opcodes.length) {
      const adjusted = opcode - opcodes.length - 1;
      this.#advance(Math.floor(adjusted / lineRange));
      this.#line += lineBase + (adjusted % lineRange);
      return this.#addRow();
    }
    switch (opcode) {
      case LNS.copy:
        return this.#addRow();
      case LNS.advance_pc:
        return this.#advance(this.#code.uleb());
      case LNS.advance_line:
        this.#line += this.#code.sleb();
        return;
      case LNS.set_file:
        this.#file = this.#code.uleb();
        return;
      case LNS.const_add_pc:
        return this.#advance(Math.floor((255 - opcodes.length - 1) / lineRange));
      case LNS.fixed_advance_pc:
        this.#address += this.#code.u16();
        return;
      default:
        for (let i = 0; i < opcodes[opcode - 1]; i += 1) this.#code.uleb();
    }
  }

  #extended(): void {
    const length = this.#code.uleb();
    if (length === 0) return;
    const rest = this.#code.part(length);
    switch (rest.u8()) {
      case LNE.end_sequence:
        this.#endRow();
        [this.#address, this.#file, this.#line] = [0, 1, 1];
        return;
      case LNE.set_address:
        this.#address = rest.u32();
        return;
      case LNE.define_file:
        this.#header.files.push(readOldFile(rest, rest.text(), this.#header.directories));
        return;
    }
  }

  #advance(operations: number): void {
    this.#address += operations * this.#header.instructionBytes;
  }

  #addRow(): void {
    this.#endRow();
    this.#row = { start: this.#address, file: this.#file, line: this.#line };
  }

  #endRow(): void {
    const row = this.#row;
    this.#row = undefined;
    const file = row && this.#header.files[row.file - this.#header.firstFile];
    if (!file || row.line < 1 || row.start >= this.#address || this.#address > WORD) return;
    this.#ranges.push({ start: row.start, end: this.#address, file, line: row.line });
  }
}

/** Reads big-endian numbers, and never behind the end. */
class Cursor {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /** Bytes of names that may still be read, here and wherever else this table leads. */
  readonly #names: { left: number };
  #at = 0;
  /** The bytes don't even tell where the next unit begins. */
  isBroken = false;

  constructor(bytes: Uint8Array, names: { left: number }) {
    this.#bytes = bytes;
    this.#names = names;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2));
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4));
  }

  /** An offset of 32 or 64 bits. */
  offset(bytes: 4 | 8): number {
    const high = bytes === 8 ? this.u32() : 0;
    if (high !== 0) throw new Damaged();
    return this.u32();
  }

  uleb(): number {
    let value = 0;
    for (let scale = 1; scale < 2 ** 49; scale *= 128) {
      const byte = this.u8();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    throw new Damaged();
  }

  sleb(): number {
    let value = 0;
    for (let scale = 1; scale < 2 ** 49; scale *= 128) {
      const byte = this.u8();
      value += (byte & 127) * scale;
      if (byte < 128) return (byte & 64) === 0 ? value : value - scale * 128;
    }
    throw new Damaged();
  }

  /** Bytes up to a 0, which is passed over. */
  text(): string {
    const name = this.#bytes.subarray(this.#at, this.#at + MAX_NAME);
    const length = name.indexOf(0);
    if (length < 0 || length > this.#names.left) throw new Damaged();
    this.#names.left -= length;
    this.#at += length + 1;
    return utf8(name.subarray(0, length));
  }

  /** Passes over bytes; returns nothing of interest. */
  skip(bytes: number): number {
    return this.#take(bytes);
  }

  /** A cursor over the next bytes, which are passed over. */
  part(bytes: number): Cursor {
    const at = this.#take(bytes);
    return new Cursor(this.#bytes.subarray(at, at + bytes), this.#names);
  }

  /** A cursor that begins so many bytes further on. */
  after(bytes: number): Cursor {
    if (bytes > this.left) throw new Damaged();
    return new Cursor(this.#bytes.subarray(this.#at + bytes), this.#names);
  }

  /** A cursor over other bytes. */
  over(bytes: Uint8Array): Cursor {
    return new Cursor(bytes, this.#names);
  }

  /** The next unit, which is passed over. */
  unit(): { cursor: Cursor; offsetBytes: 4 | 8 } {
    try {
      const length = this.u32();
      const offsetBytes = length === DWARF64 ? 8 : 4;
      return { cursor: this.part(length === DWARF64 ? this.offset(8) : length), offsetBytes };
    } catch (error) {
      this.isBroken = true;
      throw error;
    }
  }

  #take(bytes: number): number {
    if (bytes > this.left) throw new Damaged();
    const at = this.#at;
    this.#at += bytes;
    return at;
  }
}
