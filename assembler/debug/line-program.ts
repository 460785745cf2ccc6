/**
 * Writes .debug_line: the tables of directories and files, then for each section a program that makes its rows (DWARF 3
 * and 5, 6.2.4 and 6.2.5). Which opcode makes which step is GNU as's choice, measured with version 2.40.
 */
import type { Span } from '../diagnostics/source.ts';
import { leb128Bytes } from '../layout/leb128.ts';
import { evaluate } from '../expressions/evaluate.ts';
import { place } from '../expressions/bound.ts';
import type { Location, PlacedSection } from '../sections/location.ts';
import { NOTE, STRINGS } from '../layout/standard-sections.ts';
import type { Unit } from '../unit.ts';
import { ADDRESS_SIZE, FORM, LNCT, LNE, LNS, STANDARD_OPCODE_ARGUMENTS } from './dwarf.ts';
import { VERSION_5, type LineRow, type LineTable, type SourceFile } from './records/line-table.ts';
import { SectionWriter } from './section-writer.ts';

/** Addresses advance by whole instructions, lines by -5 to 8 in one opcode. */
const MIN_INSTRUCTION_LENGTH = 4;
const LINE_BASE = -5;
const LINE_RANGE = 14;
const OPCODE_BASE = 13;
const MAX_OPCODE = 255;
const MAX_SPECIAL_STEP = Math.floor((MAX_OPCODE - OPCODE_BASE) / LINE_RANGE);
/** The version of the line table when the rest has an older one. */
const OLDEST_VERSION = 3;

/** Writes the table of a unit whose source has been read. */
export function writeLineTable(unit: Unit, sequences: readonly (readonly LineRow[])[], directory: string): void {
  const { lines } = unit;
  const span = unit.source.span(0, 0);
  unit.within(
    '.debug_line',
    (section) => {
      const out = new SectionWriter(section, span);
      const endUnit = out.length();
      const version = Math.max(OLDEST_VERSION, lines.version);
      out.number(version, 2);
      if (version >= VERSION_5) out.bytes([ADDRESS_SIZE, 0]);
      const endHeader = out.length();
      out.bytes([MIN_INSTRUCTION_LENGTH]);
      // Each of our instructions is one operation.
      if (version > OLDEST_VERSION) out.bytes([1]);
      out.bytes([1, LINE_BASE, LINE_RANGE, OPCODE_BASE, ...STANDARD_OPCODE_ARGUMENTS]);
      if (version >= VERSION_5) writeTables(unit, directory, out, span);
      else writeOldTables(lines, out);
      endHeader();
      for (const rows of sequences) new ProgramWriter(out).write(rows);
      endUnit();
    },
    NOTE,
  );
}

/** Names in the table itself; directory 0 is the one where the compiler ran. */
function writeOldTables(lines: LineTable, out: SectionWriter): void {
  for (const directory of lines.directories.slice(1)) out.text(directory ?? '');
  out.bytes([0]);
  for (const { name, directory } of filesInOrder(lines)) {
    out.text(name);
    out.uleb(directory);
    // Neither a time nor a size.
    out.bytes([0, 0]);
  }
  out.bytes([0]);
}

/** Names in .debug_line_str; number 0 is a file, too. */
function writeTables(unit: Unit, directory: string, out: SectionWriter, span: Span): void {
  const { lines } = unit;
  const files = filesInOrder(lines);
  unit.within(
    '.debug_line_str',
    (section) => {
      const strings = new SectionWriter(section, span);
      const known = new Map<SourceFile, Location>();
      out.bytes([1, LNCT.path, FORM.line_strp]);
      out.uleb(lines.directories.length);
      for (const name of lines.directories) out.word(place(strings.text(name ?? directory), span));
      const all = lines.files.has(0) ? files : [files[0], ...files];
      const hasSums = all.some(({ md5 }) => md5 !== undefined);
      out.bytes([hasSums ? 3 : 2, LNCT.path, FORM.line_strp, LNCT.directory_index, FORM.udata]);
      if (hasSums) out.bytes([LNCT.md5, FORM.data16]);
      out.uleb(all.length);
      for (const file of all) {
        const name = known.get(file) ?? strings.text(file.name);
        known.set(file, name);
        out.word(place(name, span));
        out.uleb(file.directory);
        if (hasSums) out.number(file.md5 ?? 0n, 16);
      }
    },
    STRINGS,
  );
}

function filesInOrder({ files }: LineTable): SourceFile[] {
  return [...files].sort(([a], [b]) => a - b).map(([, file]) => file);
}

/** The state of the machine that reads the program, at the start of a section. */
class ProgramWriter {
  private readonly out: SectionWriter;
  private file = 1;
  private line = 1;
  private column = 0;
  private isStatement = true;
  private isa = 0;
  private location: Location | undefined;

  constructor(out: SectionWriter) {
    this.out = out;
  }

  write(rows: readonly LineRow[]): void {
    for (const row of rows) this.writeRow(row);
    const [{ location }] = rows;
    this.step('end', endOf(location.section), rows[rows.length - 1].span);
  }

  private writeRow(row: LineRow): void {
    const { out } = this;
    const { file, line, column, isStatement, isa, discriminator, location, span } = row;
    if (file !== this.file) opcode(out, LNS.set_file, file);
    if (column !== this.column) opcode(out, LNS.set_column, column);
    if (discriminator !== 0) {
      const argument = leb128Bytes(BigInt(discriminator), false);
      out.bytes([0, 1 + argument.length, LNE.set_discriminator, ...argument]);
    }
    if (isa !== this.isa) opcode(out, LNS.set_isa, isa);
    if (isStatement !== this.isStatement) out.bytes([LNS.negate_stmt]);
    if (row.basicBlock) out.bytes([LNS.set_basic_block]);
    if (row.prologueEnd) out.bytes([LNS.set_prologue_end]);
    if (row.epilogueBegin) out.bytes([LNS.set_epilogue_begin]);
    if (this.location === undefined || row.beginsAnew) {
      out.bytes([0, 1 + ADDRESS_SIZE, LNE.set_address]);
      out.word(place(location, span));
      this.location = location;
    }
    this.step(line - this.line, location, span, row);
    Object.assign(this, { file, line, column, isStatement, isa });
  }

  /** Makes the next row, so many lines and instructions further on, or ends the sequence. */
  private step(lines: number | 'end', to: Location, span: Span, row?: LineRow): void {
    const from = this.location ?? to;
    this.location = to;
    const claimed = row?.view?.kind === 'zero' ? row.viewNumber : undefined;
    if (from.fragment === to.fragment && claimed === undefined) {
      this.out.section.append(encodeStep(lines, instructions(to.offset - from.offset)));
      return;
    }
    const start = ({ fragment, offset }: Location): number => (fragment.start ?? 0) + offset;
    this.out.computed((scope) => {
      const view = claimed === undefined ? undefined : evaluate(claimed, scope);
      const number = view?.kind === 'value' ? view.symbol + view.addend : 0n;
      if (number !== 0n) return `this row has the view ${number}, not 0: the address is that of the row before`;
      return encodeStep(lines, instructions(start(to) - start(from)));
    }, span);
  }
}

function instructions(bytes: number): number {
  return Math.floor(bytes / MIN_INSTRUCTION_LENGTH);
}

function opcode(out: SectionWriter, code: number, argument: number): void {
  out.bytes([code]);
  out.uleb(argument);
}

/** The end of a section: behind all that is in it. */
function endOf(section: PlacedSection): Location {
  section.seal();
  return section.here();
}

/** The opcodes for a step of so many lines and instructions, or for the end so many instructions further on. */
export function encodeStep(lines: number | 'end', instructions: number): Uint8Array {
  const advance = (): number[] => [LNS.advance_pc, ...leb128Bytes(BigInt(instructions), false)];
  if (lines === 'end') {
    const end = [0, 1, LNE.end_sequence];
    if (instructions === MAX_SPECIAL_STEP) return Uint8Array.from([LNS.const_add_pc, ...end]);
    return Uint8Array.from(instructions === 0 ? end : [...advance(), ...end]);
  }
  const isSpecial = lines >= LINE_BASE && lines < LINE_BASE + LINE_RANGE;
  const before = isSpecial ? [] : [LNS.advance_line, ...leb128Bytes(BigInt(lines), true)];
  const rest = isSpecial ? lines : 0;
  if (rest === 0 && instructions === 0) return Uint8Array.from([...before, LNS.copy]);
  const base = OPCODE_BASE + rest - LINE_BASE;
  const special = base + instructions * LINE_RANGE;
  if (special <= MAX_OPCODE) return Uint8Array.from([...before, special]);
  const afterMost = special - MAX_SPECIAL_STEP * LINE_RANGE;
  if (afterMost <= MAX_OPCODE) return Uint8Array.from([...before, LNS.const_add_pc, afterMost]);
  return Uint8Array.from([...before, ...advance(), isSpecial ? base : LNS.copy]);
}
