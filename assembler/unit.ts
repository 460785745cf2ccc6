/**
 * One source file on its way into the image: its sections and symbols, and where the assembler stands in it. Directives
 * and instructions work on this.
 */
import type { Diagnostics } from './diagnostics/diagnostics.ts';
import type { SourceText, Span } from './diagnostics/source.ts';
import { zerosAlone } from './diagnostics/wording.ts';
import { Frames } from './debug/records/frames.ts';
import { LineTable } from './debug/records/line-table.ts';
import { bind, type BindingContext } from './expressions/bind.ts';
import type { Bound } from './expressions/bound.ts';
import { SymbolTable } from './expressions/symbols.ts';
import { Section } from './layout/section.ts';
import type { Location } from './sections/location.ts';
import type { SectionAttributes } from './sections/attributes.ts';
import { standardAttributes } from './layout/standard-sections.ts';
import type { LinkInput } from './linking/input.ts';
import type { Expression } from './syntax/ast.ts';

/** How the assembler reaches files: injected, so that tests need none. Paths are as the user wrote them. */
export interface FileAccess {
  /** The file's bytes, or undefined if there is no such file. Other troubles are thrown as Errors. */
  read(path: string): Uint8Array | undefined;
}

/** Where statements go. */
export interface SectionPlace {
  readonly section: Section;
  readonly subsection: number;
}

/** A statement's place in the section, for the listing. */
export interface ListingEntry {
  readonly span: Span;
  readonly start: Location;
  readonly end: Location;
}

export class Unit implements BindingContext, LinkInput {
  readonly symbols = new SymbolTable();
  readonly sections = new Map<string, Section>();
  readonly listing: ListingEntry[] = [];
  /** Which lines instructions come from. */
  readonly lines = new LineTable();
  /** Call frame information, as .cfi_ directives give it. */
  readonly frames = new Frames();
  /** Registers that .reg has given names to. */
  readonly registers = new Map<string, string>();
  /** What can be done only when the whole source has been read. */
  readonly atEnd: (() => void)[] = [];
  /** What the first .file says: the name of the source that this one was made of. */
  sourceName: string | undefined;
  readonly diagnostics: Diagnostics;
  readonly source: SourceText;
  /** The architecture level that .level declares. */
  level: '1.0' | '1.1' = '1.0';
  section: Section;
  /** Where .previous goes. */
  previous: SectionPlace | undefined;
  /** Where the present statement starts: the value of the dot. */
  private dot: Location;

  get name(): string {
    return this.source.name;
  }

  constructor(source: SourceText, diagnostics: Diagnostics) {
    this.source = source;
    this.diagnostics = diagnostics;
    // GNU as starts with these three, in this order.
    this.section = this.findOrMake('.text', standardAttributes('.text'));
    for (const name of ['.data', '.bss']) this.findOrMake(name, standardAttributes(name));
    this.dot = this.section.here();
  }

  here(): Location {
    return this.dot;
  }

  /** Moves the dot to the end of the section: between statements, and between the data of one directive. */
  updateDot(): void {
    this.dot = this.section.here();
  }

  bind(expression: Expression): Bound | undefined {
    return bind(expression, this);
  }

  /** The section of this name that these attributes mean; undefined if there is none yet. */
  findSection(name: string, attributes?: SectionAttributes): Section | undefined {
    return this.sections.get(sectionKey(name, attributes));
  }

  /** Goes on in the section of this name (and group), which is made if it is new. */
  enterSection(name: string, attributes?: SectionAttributes, subsection = 0): Section {
    const section = this.findOrMake(name, attributes ?? standardAttributes(name));
    this.goTo({ section, subsection });
    return section;
  }

  private findOrMake(name: string, attributes: SectionAttributes): Section {
    const key = sectionKey(name, attributes);
    const section = this.sections.get(key) ?? new Section(name, attributes);
    this.sections.set(key, section);
    return section;
  }

  /** Where the assembler stands, to come back to. */
  get place(): SectionPlace {
    return { section: this.section, subsection: this.section.subsection };
  }

  /** Goes on at the end of another section or subsection. */
  goTo({ section, subsection }: SectionPlace): void {
    this.previous = this.place;
    this.section = section;
    section.enterSubsection(subsection);
    this.updateDot();
  }

  /** Lets a directive write elsewhere, and comes back. */
  within<T>(name: string, write: (section: Section) => T, attributes?: SectionAttributes): T {
    const { place, previous } = this;
    const existing = this.findSection(name);
    const before = existing?.subsection ?? 0;
    const section = this.enterSection(name, existing?.attributes ?? attributes);
    const result = write(section);
    section.enterSubsection(before);
    this.goTo(place);
    this.previous = previous;
    return result;
  }

  /** Makes room in the present section; false, with a diagnostic given, if that would be too much. */
  checkRoom(count: number | bigint, span: Span): boolean {
    if (!this.section.wouldOverflow(Number(count))) return true;
    this.diagnostics.error(span, `section ${this.section.name} becomes too large with ${count} bytes more`);
    return false;
  }

  /** Appends bytes to the present section; sections without contents take zeros alone. */
  emit(bytes: Uint8Array, span: Span): void {
    if (!this.checkRoom(bytes.length, span)) return;
    if (this.section.attributes.nobits && bytes.some((byte) => byte !== 0)) {
      this.diagnostics.consequence(span, zerosAlone(this.section.name));
      return;
    }
    this.section.append(bytes);
  }
}

/** What makes sections of one name different ones: their group, an own number, the section they follow, to be retained. */
function sectionKey(name: string, attributes: Partial<SectionAttributes> = {}): string {
  const { group, retained, unique, linkedTo } = attributes;
  const isPlain = group === undefined && retained !== true && unique === undefined && linkedTo === undefined;
  return isPlain ? name : [name, group?.name, retained, unique, linkedTo].join('\0');
}
