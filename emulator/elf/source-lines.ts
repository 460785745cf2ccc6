/**
 * Which source line an address belongs to: the line tables of .debug_line, DWARF 2 to 5 (6.2 of each). What comes in is
 * any bytes: a unit that is damaged is left out, and nothing is believed that could not be read to its end.
 */
import { compileFolders } from './compile-folders.ts';
import { Cursor, Damaged, MAX_NAMES } from './dwarf-cursor.ts';
import { readForm, type NameSections } from './dwarf-forms.ts';
import { sourceNames } from './source-names.ts';

/** Where an instruction comes from. */
export interface SourceLine {
  readonly file: string;
  readonly line: number;
}

/** The sections that hold line tables and the names in them. */
export interface LineSections extends NameSections {
  readonly lines: Uint8Array;
  /** .debug_info and .debug_abbrev, of a program whose units were compiled in several folders. */
  readonly info?: Uint8Array;
  readonly abbreviations?: Uint8Array;
}

/** Addresses from `start` up to `end` belong to a line. */
interface Range extends SourceLine {
  readonly start: number;
  readonly end: number;
}

/** Standard opcodes, then extended ones (behind a 0), and content types. */
const LNS = { copy: 1, advance_pc: 2, advance_line: 3, set_file: 4, const_add_pc: 8, fixed_advance_pc: 9 } as const;
const LNE = { end_sequence: 1, set_address: 2, define_file: 3 } as const;
const LNCT = { path: 1, directory_index: 2 } as const;

const WORD = 2 ** 32;
const NOTHING = new Uint8Array(0);

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

/** What a unit's line table says. */
interface UnitLines {
  /** Where it was compiled, if it says so. */
  readonly folder: string | undefined;
  /** One for each piece of code. */
  readonly sequences: readonly (readonly Range[])[];
}

function readRanges(sections: LineSections): Range[] {
  const units = readUnits(sections);
  const isBelieved = believed(units.flatMap(({ sequences }) => sequences));
  const named = units.map(({ folder, sequences }) => {
    const ranges = sequences.filter(isBelieved).flat();
    return { folder, ranges, files: new Set(ranges.map(({ file }) => file)) };
  });
  const nameOf = sourceNames(named);
  if (nameOf === undefined) return named.flatMap(({ ranges }) => ranges);
  return named.flatMap((unit) => unit.ranges.map((range) => ({ ...range, file: nameOf(unit, range.file) })));
}

/**
 * Linkers put code that they leave out at 0, as far as debugging information still speaks of it. If several pieces begin there,
 * one of them may be in the program, and nobody here knows which.
 */
function believed(sequences: readonly (readonly Range[])[]): (sequence: readonly Range[]) => boolean {
  const several = sequences.filter((ranges) => ranges.at(0)?.start === 0).length > 1;
  return (ranges) => !(several && ranges.at(0)?.start === 0);
}

function readUnits(sections: LineSections): UnitLines[] {
  const { info = NOTHING, abbreviations = NOTHING } = sections;
  const folders = compileFolders({ ...sections, info, abbreviations });
  const units: UnitLines[] = [];
  const section = new Cursor(sections.lines, { left: MAX_NAMES });
  while (section.left > 0) {
    const folder = folders.get(section.position);
    try {
      const { cursor, offsetBytes } = section.unit();
      // Only whole units count.
      const unit = readUnit(cursor, offsetBytes, sections);
      if (unit.sequences.length > 0) units.push({ ...unit, folder: unit.folder ?? folder });
    } catch (error) {
      if (!(error instanceof Damaged)) throw error;
      if (section.isBroken) break;
    }
  }
  return units;
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

function readUnit(unit: Cursor, offsetBytes: 4 | 8, sections: LineSections): UnitLines {
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
    const sequences = new Program(program, { ...common, files, directories, firstFile: 0 }).sequences();
    return { folder: directories.at(0), sequences };
  }
  const directories = ['', ...readOldDirectories(unit)];
  const files: string[] = [];
  for (let path = unit.text(); path !== ''; path = unit.text()) files.push(readOldFile(unit, path, directories));
  const sequences = new Program(program, { ...common, files, directories, firstFile: 1 }).sequences();
  return { folder: undefined, sequences };
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

/** The program that makes a unit's rows; each row's range ends where the next one of its sequence begins. */
class Program {
  readonly #code: Cursor;
  readonly #header: Header;
  readonly #sequences: Range[][] = [];
  #ranges: Range[] = [];
  #address = 0;
  #file = 1;
  #line = 1;
  #row: { readonly start: number; readonly file: number; readonly line: number } | undefined;

  constructor(code: Cursor, header: Header) {
    this.#code = code;
    this.#header = header;
  }

  sequences(): Range[][] {
    while (this.#code.left > 0) this.#execute(this.#code.u8());
    this.#endSequence();
    return this.#sequences;
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
        this.#endSequence();
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

  #endSequence(): void {
    if (this.#ranges.length > 0) this.#sequences.push(this.#ranges);
    this.#ranges = [];
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
