/** Puts numbers, strings, addresses and lengths at the end of a section that the assembler makes itself. */
import { encodeText } from '../../emulator/elf/byte-text.ts';
import type { Span } from '../diagnostics/source.ts';
import { leb128Bytes } from '../layout/leb128.ts';
import { place, type Bound, type AssemblySymbol } from '../expressions/bound.ts';
import type { ComputedPart, Section } from '../layout/section.ts';
import type { Location, PlacedSection } from '../sections/location.ts';
import { storeBytes } from '../layout/store.ts';

export class SectionWriter {
  readonly section: Section;
  private readonly span: Span;

  constructor(section: Section, span: Span) {
    this.section = section;
    this.span = span;
  }

  here(): Location {
    return this.section.here();
  }

  /** A number of so many bytes. */
  number(value: number | bigint, size: number): void {
    storeBytes(this.section.reserve(size), size, BigInt(value));
  }

  bytes(values: Iterable<number>): void {
    this.section.append(Uint8Array.from(values));
  }

  uleb(value: number): void {
    this.section.append(leb128Bytes(BigInt(value), false));
  }

  /** A string with its NUL. Gives the place where it starts. */
  text(text: string): Location {
    return this.section.append(encodeText(`${text}\0`));
  }

  /** A word that holds an address, an offset in a section, or whatever else the linker or the layout finds out. */
  word(value: Bound): void {
    this.datum(value, 4);
  }

  datum(value: Bound, size: number): void {
    const location = this.section.reserve(size);
    this.section.fixups.push({
      location,
      field: { kind: 'data', size },
      selector: undefined,
      expression: value,
      span: this.span,
    });
  }

  /** Bytes that the layout finds out. */
  computed(compute: ComputedPart['compute'], span = this.span): void {
    this.section.appendVariable({ kind: 'computed', bytes: new Uint8Array(0), compute, span });
  }

  /** A word for the length of what follows it, which is filled in where the function that this gives is called. */
  length(): () => void {
    const location = this.section.reserve(4);
    const start = this.here();
    const { span } = this;
    return () => {
      const expression = distance(place(this.here(), span), place(start, span), span);
      this.section.fixups.push({ location, field: { kind: 'data', size: 4 }, selector: undefined, expression, span });
    };
  }
}

export function symbolValue(symbol: AssemblySymbol, span: Span): Bound {
  return { kind: 'symbol', symbol, span };
}

export function sum(left: Bound, right: Bound, span: Span): Bound {
  return { kind: 'binary', operator: '+', left, right, span };
}

export function distance(to: Bound, from: Bound, span: Span): Bound {
  return { kind: 'binary', operator: '-', left: to, right: from, span };
}

/** The first place of a section. */
export function startOf(section: PlacedSection): Location {
  return { section, fragment: section.fragments[0], offset: 0 };
}
