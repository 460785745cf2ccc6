/**
 * What debuggers need beside the line table, for a source in assembly language: .debug_info with the file and its
 * functions, .debug_abbrev, .debug_aranges, and a list of ranges if the code lies in several sections. The contents are
 * those that GNU as 2.40 writes (DWARF 2 to 5, chapter 3.1, 6.1.2 and 7.5).
 */
import type { Span } from '../diagnostics/source.ts';
import { appendLeb128, leb128Bytes } from '../layout/leb128.ts';
import { constant, place, type AssemblySymbol } from '../expressions/bound.ts';
import type { Location } from '../sections/location.ts';
import { NOTE, STRINGS } from '../layout/standard-sections.ts';
import type { Unit } from '../unit.ts';
import { ADDRESS_SIZE, AT, FORM, LANGUAGE_ASSEMBLER, RLE, TAG, UNIT_COMPILE } from './dwarf.ts';
import { VERSION_5, type LineRow } from './records/line-table.ts';
import { distance, SectionWriter, startOf, sum, symbolValue } from './section-writer.ts';

/** From here on functions have a type, and forms are shorter. */
const VERSION_TYPES = 3;
const VERSION_4 = 4;

/** What the compilation unit says about itself. */
export interface UnitIdentity {
  /** The working directory. */
  readonly directory: string;
  /** The assembler and its version. */
  readonly producer: string;
}

/** Writes the sections; `sequences` are the line table's, one for each section with code. */
export function writeCompileUnit(unit: Unit, sequences: readonly (readonly LineRow[])[], identity: UnitIdentity): void {
  new CompileUnit(unit, sequences, identity).write();
}

class CompileUnit {
  private readonly unit: Unit;
  private readonly identity: UnitIdentity;
  private readonly span: Span;
  private readonly version: number;
  private readonly functions: readonly AssemblySymbol[];
  /** Where each section with code starts and ends. */
  private readonly ranges: readonly { readonly start: Location; readonly end: Location }[];
  private readonly info: SectionWriter;
  private readonly abbreviations: SectionWriter;
  private readonly arangesTable: SectionWriter;
  private readonly strings: SectionWriter;

  constructor(unit: Unit, sequences: readonly (readonly LineRow[])[], identity: UnitIdentity) {
    this.unit = unit;
    this.identity = identity;
    this.span = unit.source.span(0, 0);
    this.version = unit.lines.version;
    this.functions = [...unit.symbols.all()].filter(
      ({ type, definition, size }) => type === 'function' && definition !== undefined && size !== undefined,
    );
    this.ranges = sequences.map(([{ location }]) => {
      return { start: startOf(location.section), end: location.section.here() };
    });
    this.info = this.writer('.debug_info');
    this.abbreviations = this.writer('.debug_abbrev');
    this.arangesTable = this.writer('.debug_aranges');
    this.strings = new SectionWriter(
      unit.within('.debug_str', (section) => section, STRINGS),
      this.span,
    );
  }

  private writer(name: string): SectionWriter {
    return new SectionWriter(
      this.unit.within(name, (section) => section, NOTE),
      this.span,
    );
  }

  write(): void {
    const list = this.ranges.length > 1 ? this.writeRanges() : undefined;
    this.writeAbbreviations(list !== undefined);
    this.writeAranges();
    this.writeInfo(list);
  }

  /** Gives the place of the list. */
  private writeRanges(): Location {
    const { version, span } = this;
    if (version >= VERSION_5) {
      const out = this.writer('.debug_rnglists');
      const end = out.length();
      out.number(version, 2);
      out.bytes([ADDRESS_SIZE, 0, 0, 0, 0, 0]);
      const list = out.here();
      for (const range of this.ranges) {
        out.bytes([RLE.start_length]);
        out.word(place(range.start, span));
        appendLeb128(out.section, this.lengthOf(range), false, span);
      }
      out.bytes([RLE.end_of_list]);
      end();
      return list;
    }
    const out = this.writer('.debug_ranges');
    out.section.alignment = 2 * ADDRESS_SIZE;
    const list = out.here();
    // A base address of 0: the others are whole addresses.
    out.number(0xffffffff, ADDRESS_SIZE);
    out.number(0, ADDRESS_SIZE);
    for (const { start, end } of this.ranges) {
      out.word(place(start, span));
      out.word(place(end, span));
    }
    out.number(0, 2 * ADDRESS_SIZE);
    return list;
  }

  private lengthOf({ start, end }: { readonly start: Location; readonly end: Location }) {
    return distance(place(end, this.span), place(start, this.span), this.span);
  }

  private writeAbbreviations(hasRanges: boolean): void {
    const { version } = this;
    const offset = version < VERSION_4 ? FORM.data4 : FORM.sec_offset;
    const end = version < VERSION_4 ? FORM.addr : FORM.udata;
    this.abbreviation(TAG.compile_unit, this.functions.length > 0, [
      [AT.stmt_list, offset],
      ...(hasRanges
        ? ([[AT.ranges, offset]] as const)
        : ([
            [AT.low_pc, FORM.addr],
            [AT.high_pc, end],
          ] as const)),
      [AT.name, FORM.strp],
      [AT.comp_dir, FORM.strp],
      [AT.producer, FORM.strp],
      [AT.language, FORM.data2],
    ]);
    if (this.functions.length > 0) {
      this.abbreviation(TAG.subprogram, false, [
        [AT.name, FORM.strp],
        ...(this.external === undefined ? [] : ([[AT.external, this.external]] as const)),
        ...(version < VERSION_TYPES ? [] : ([[AT.type, FORM.ref_udata]] as const)),
        [AT.low_pc, FORM.addr],
        [AT.high_pc, end],
      ]);
      if (version >= VERSION_TYPES) this.abbreviation(TAG.unspecified_type, false, []);
    }
    this.abbreviations.bytes([0]);
  }

  /** How functions say whether other files see them; undefined if none is seen. */
  private get external(): number | undefined {
    const seen = this.functions.filter((symbol) => symbol.global);
    if (seen.length === 0) return undefined;
    return this.version < VERSION_4 || seen.length < this.functions.length ? FORM.flag : FORM.flag_present;
  }

  private abbreviationCount = 0;

  private abbreviation(tag: number, hasChildren: boolean, attributes: readonly (readonly [number, number])[]): void {
    this.abbreviations.bytes([++this.abbreviationCount, tag, Number(hasChildren), ...attributes.flat(), 0, 0]);
  }

  /** Which addresses the unit is about. */
  private writeAranges(): void {
    const { arangesTable: out, span } = this;
    out.section.alignment = 2 * ADDRESS_SIZE;
    const end = out.length();
    out.number(2, 2);
    out.word(place(startOf(this.info.section), span));
    // Pairs of words follow at a multiple of their size.
    out.bytes([ADDRESS_SIZE, 0, 0, 0, 0, 0]);
    for (const range of this.ranges) {
      out.word(place(range.start, span));
      out.word(this.lengthOf(range));
    }
    out.number(0, 2 * ADDRESS_SIZE);
    end();
  }

  private writeInfo(list: Location | undefined): void {
    const { info: out, version, unit, span, identity } = this;
    const end = out.length();
    const abbreviations = place(startOf(this.abbreviations.section), span);
    out.number(version, 2);
    if (version >= VERSION_5) out.bytes([UNIT_COMPILE, ADDRESS_SIZE]);
    out.word(abbreviations);
    if (version < VERSION_5) out.bytes([ADDRESS_SIZE]);
    out.bytes([1]);
    out.word(place(startOf(unit.within('.debug_line', (section) => section)), span));
    if (list !== undefined) out.word(place(list, span));
    else this.writeExtent();
    const file = unit.lines.files.get(1) ?? unit.lines.files.get(0);
    this.string(file === undefined ? unit.name : unit.lines.pathOf(file));
    this.string(identity.directory);
    this.string(identity.producer);
    out.number(LANGUAGE_ASSEMBLER, 2);
    if (this.functions.length > 0) this.writeFunctions();
    end();
  }

  /** From where to where the only section goes. */
  private writeExtent(): void {
    const { info: out, span } = this;
    const [range] = this.ranges;
    out.word(place(range.start, span));
    if (this.version < VERSION_4) out.word(place(range.end, span));
    else appendLeb128(out.section, this.lengthOf(range), false, span);
  }

  private string(text: string): void {
    this.info.word(place(this.strings.text(text), this.span));
  }

  private writeFunctions(): void {
    const { info: out, version, span } = this;
    for (const symbol of this.functions) {
      out.bytes([2]);
      this.string(symbol.name);
      if (this.external === FORM.flag) out.bytes([Number(symbol.global)]);
      if (version >= VERSION_TYPES) {
        // The type comes behind all functions, as a distance from the unit's start.
        out.computed(() => leb128Bytes(BigInt((typeAt.fragment.start ?? 0) + typeAt.offset), false));
      }
      out.word(symbolValue(symbol, span));
      const size = symbol.size ?? constant(0n, span);
      if (version < VERSION_4) out.word(sum(symbolValue(symbol, span), size, span));
      else appendLeb128(out.section, size, false, span);
    }
    const typeAt = out.here();
    if (version >= VERSION_TYPES) out.bytes([3]);
    out.bytes([0]);
  }
}
