/**
 * One source file on its way into the image: its sections and symbols, and where the assembler stands in it. Directives
 * and instructions work on this.
 */
import type { Diagnostics } from './diagnostics/diagnostics.ts';
import type { SourceText, Span } from './diagnostics/source.ts';
import { bind, type BindingContext } from './expressions/bind.ts';
import type { Bound } from './expressions/bound.ts';
import { SymbolTable } from './expressions/symbols.ts';
import { Section, type Location, type SectionAttributes } from './layout/section.ts';
import { standardAttributes } from './layout/standard-sections.ts';
import type { LinkInput } from './linking/input.ts';
import type { Expression } from './syntax/ast.ts';

/** How the assembler reaches files: injected, so that tests need none. Paths are as the user wrote them. */
export interface FileAccess {
  /** The file's bytes, or undefined if there is no such file. Other troubles are thrown as Errors. */
  read(path: string): Uint8Array | undefined;
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
  readonly diagnostics: Diagnostics;
  readonly source: SourceText;
  /** The architecture level that .level declares. */
  level: '1.0' | '1.1' = '1.0';
  section: Section;
  previousSection: Section | undefined;
  /** Where the present statement starts: the value of the dot. */
  private dot: Location;

  get name(): string {
    return this.source.name;
  }

  constructor(source: SourceText, diagnostics: Diagnostics) {
    this.source = source;
    this.diagnostics = diagnostics;
    // GNU as starts with these three, in this order.
    this.section = this.enterSection('.text');
    this.enterSection('.data');
    this.enterSection('.bss');
    this.section = this.enterSection('.text');
    this.previousSection = undefined;
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

  /** Goes on in the section of this name, which is made if it is new. */
  enterSection(name: string, attributes?: SectionAttributes): Section {
    let section = this.sections.get(name);
    if (section === undefined) {
      section = new Section(name, attributes ?? standardAttributes(name));
      this.sections.set(name, section);
    }
    this.previousSection = this.section;
    this.section = section;
    this.updateDot();
    return section;
  }

  /** Goes back after a directive has written elsewhere. */
  returnTo(section: Section, previous: Section | undefined): void {
    this.section = section;
    this.previousSection = previous;
    this.updateDot();
  }

  /** Makes room in the present section; false, with a diagnostic given, if that would be too much. */
  checkRoom(count: number, span: Span): boolean {
    if (!this.section.wouldOverflow(count)) return true;
    this.diagnostics.error(span, `section ${this.section.name} becomes too large with ${count} bytes more`);
    return false;
  }

  /** Appends bytes to the present section; sections without contents take zeros alone. */
  emit(bytes: Uint8Array, span: Span): void {
    if (!this.checkRoom(bytes.length, span)) return;
    if (this.section.attributes.nobits && bytes.some((byte) => byte !== 0)) {
      this.diagnostics.error(
        span,
        `section ${this.section.name} holds zeros alone: no instructions, and no data but 0`,
      );
      return;
    }
    this.section.append(bytes);
  }
}
