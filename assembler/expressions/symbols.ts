/** The symbols of one source file. */
import type { Note } from '../diagnostics/diagnostics.ts';
import type { Span } from '../diagnostics/source.ts';
import type { Location } from '../sections/location.ts';
import { AssemblySymbol, type Bound } from './bound.ts';

export class SymbolTable {
  /** The symbol that was defined as a label last. */
  lastLabel: AssemblySymbol | undefined;
  /** Told of each label that is defined. */
  onLabel: ((symbol: AssemblySymbol) => void) | undefined;
  /** What HP's unwind table is relative to: the start of the segment that holds the code. */
  readonly segmentBase = new AssemblySymbol('$segrel$');
  private readonly byName = new Map<string, AssemblySymbol>();
  /** The latest definition of each numeric label, and the symbol that stands for its next one. */
  private readonly numericBefore = new Map<string, AssemblySymbol>();
  private readonly numericAfter = new Map<string, AssemblySymbol>();
  private readonly occurrences = new Map<string, number>();

  get(name: string): AssemblySymbol | undefined {
    return this.byName.get(name);
  }

  /** The symbol of this name, made on its first mention. */
  mention(name: string, use?: Span): AssemblySymbol {
    let symbol = this.byName.get(name);
    if (symbol === undefined) {
      symbol = new AssemblySymbol(name);
      this.byName.set(name, symbol);
    }
    symbol.firstUse ??= use;
    return symbol;
  }

  /** The name of another source among the symbols. */
  addFile(name: string): void {
    const symbol = new AssemblySymbol(name);
    symbol.type = 'file';
    // No name has a NUL.
    this.byName.set(`\0${this.byName.size}`, symbol);
  }

  /** Makes a label. Gives a note that points at the earlier definition if there is one. */
  defineLabel(name: string, location: Location, span: Span): Note | undefined {
    const found = this.mention(name);
    const before = found.definition?.span ?? found.formula?.span ?? found.common?.span;
    // A name with a value can become a label, once: what used it goes on to mean the value.
    const isOpen = found.definition?.kind === 'value' && !found.isFinal;
    const symbol = isOpen ? this.renew(found) : found;
    if (before !== undefined && !isOpen) return { message: `'${name}' is defined here already`, span: before };
    symbol.definition = { kind: 'label', location, span };
    this.lastLabel = symbol;
    this.onLabel?.(symbol);
    return undefined;
  }

  /** Where a name got its value or place, for the note that it has one already. */
  definitionOf(name: string): Span | undefined {
    const symbol = this.byName.get(name);
    return symbol?.definition?.span ?? symbol?.formula?.span;
  }

  /** Gives a symbol a value that later assignments may replace. Not for labels: see {@link defineLabel}. */
  assign(name: string, value: Bound, span: Span): Note | undefined {
    const symbol = this.mention(name);
    if (symbol.definition?.kind === 'label') {
      return { message: `'${name}' is defined as a label here`, span: symbol.definition.span };
    }
    const final = symbol.formula?.span ?? (symbol.isFinal ? symbol.definition?.span : undefined);
    if (final !== undefined) return { message: `'${name}' is defined here for good`, span: final };
    const assigned = symbol.definition === undefined ? symbol : this.renew(symbol);
    assigned.definition = { kind: 'value', value, span };
    return undefined;
  }

  /** A symbol that takes over the name and all that was said of it; what used the old one goes on to mean its value. */
  private renew(old: AssemblySymbol): AssemblySymbol {
    const symbol = Object.assign(new AssemblySymbol(old.name), old);
    this.byName.set(old.name, symbol);
    old.isReplaced = true;
    old.global = false;
    old.weak = false;
    return symbol;
  }

  defineNumeric(number: string, location: Location, span: Span): void {
    const symbol = this.numericAfter.get(number) ?? new AssemblySymbol(`${number}f`);
    this.numericAfter.delete(number);
    symbol.definition = { kind: 'label', location, span };
    symbol.occurrence = (this.occurrences.get(number) ?? 0) + 1;
    this.occurrences.set(number, symbol.occurrence);
    this.numericBefore.set(number, symbol);
  }

  /** The symbol that 1b or 1f means at this point; undefined for 1b if there is no label 1 yet. */
  numeric(number: string, direction: 'b' | 'f', use: Span): AssemblySymbol | undefined {
    const normalized = number.replace(/^0+(?=\d)/, '');
    if (direction === 'b') return this.numericBefore.get(normalized);
    let symbol = this.numericAfter.get(normalized);
    if (symbol === undefined) {
      symbol = new AssemblySymbol(`${normalized}f`);
      symbol.firstUse = use;
      this.numericAfter.set(normalized, symbol);
    }
    return symbol;
  }

  all(): IterableIterator<AssemblySymbol> {
    return this.byName.values();
  }

  names(): IterableIterator<string> {
    return this.byName.keys();
  }
}
