/**
 * Puts the sections of all files together into one image: addresses, symbols across files, and the fixups' values.
 */
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import { SourceText } from '../diagnostics/source.ts';
import { evaluate, type Evaluation, type Scope, type Value } from '../expressions/evaluate.ts';
import { AssemblySymbol } from '../expressions/symbols.ts';
import type { Unit } from '../unit.ts';
import type { Fixup } from './fixup.ts';
import { layOut } from './layout.ts';
import { Section, type SectionAttributes } from './section.ts';
import { DATA } from './standard-sections.ts';
import { addressOf, store } from './store.ts';

/** Granularity of memory protection, and so of segments. */
export const PAGE_SIZE = 4096;

/** The data pointer's symbol: `addil L'x-$global$,%dp`. */
const GLOBAL_POINTER = '$global$';

/** All files' contributions to the section of one name. */
export interface OutputSection {
  readonly name: string;
  readonly attributes: SectionAttributes;
  readonly address: number;
  readonly size: number;
  readonly alignment: number;
  readonly parts: readonly Section[];
}

export interface LinkedImage {
  readonly sections: readonly OutputSection[];
  readonly entry: number;
  readonly scope: Scope;
}

export interface LinkOptions {
  readonly textBase: number;
  /** undefined: `_start` if there is one, else the start of .text. */
  readonly entry: string | undefined;
}

export function link(units: readonly Unit[], options: LinkOptions, diagnostics: Diagnostics): LinkedImage {
  const globals = collectGlobals(units, diagnostics);
  const globalPointer = new AssemblySymbol(GLOBAL_POINTER);
  const scope = linkScope(units, globals, globalPointer);
  for (const unit of units) layOut(unit.sections.values(), scope, diagnostics);
  const sections = place(units, options.textBase, diagnostics);
  definePointer(globalPointer, sections);
  for (const unit of units) {
    for (const section of unit.sections.values()) {
      for (const fixup of section.fixups) applyFixup(fixup, scope, globals, unit, diagnostics);
    }
  }
  const entry = findEntry(sections, globals, units, options.entry, scope, diagnostics);
  return { sections, entry, scope };
}

/** Global symbols of all files by name; two definitions are an error. */
function collectGlobals(units: readonly Unit[], diagnostics: Diagnostics): Map<string, AssemblySymbol> {
  const globals = new Map<string, AssemblySymbol>();
  for (const unit of units) {
    for (const symbol of unit.symbols.all()) {
      if (!symbol.global || symbol.definition === undefined) continue;
      const other = globals.get(symbol.name);
      if (other?.definition === undefined || other.weak) globals.set(symbol.name, symbol);
      else if (!symbol.weak) {
        const note = { message: `'${symbol.name}' is defined here already`, span: other.definition.span };
        diagnostics.error(symbol.definition.span, `'${symbol.name}' is global and defined twice`, [note]);
      }
    }
  }
  return globals;
}

/** A file's own definition first, then the global one, then the linker's. */
function linkScope(
  units: readonly Unit[],
  globals: ReadonlyMap<string, AssemblySymbol>,
  globalPointer: AssemblySymbol,
): Scope {
  const own = units
    .map(({ symbols }) => symbols.get(GLOBAL_POINTER))
    .find((symbol) => symbol?.definition !== undefined);
  const pointer = own ?? globalPointer;
  return {
    resolve(symbol) {
      if (symbol.definition !== undefined) return symbol;
      const global = globals.get(symbol.name);
      if (global !== undefined) return global;
      return symbol.name === GLOBAL_POINTER ? pointer : symbol;
    },
  };
}

/** Executable, read-only, writable, zero: the order of the segments. */
function rank({ executable, writable, nobits }: SectionAttributes): number {
  if (executable) return writable ? 2 : 0;
  if (!writable) return 1;
  return nobits ? 4 : 3;
}

/** Gives addresses from the text base on: a new page wherever the access rights change. */
function place(units: readonly Unit[], textBase: number, diagnostics: Diagnostics): OutputSection[] {
  const byName = new Map<string, Section[]>();
  for (const { sections } of units) {
    for (const section of sections.values()) {
      const parts = byName.get(section.name) ?? [];
      parts.push(section);
      byName.set(section.name, parts);
    }
  }
  const groups = [...byName.values()].sort((a, b) => order(a) - order(b));
  const outputs: OutputSection[] = [];
  let address = textBase;
  let previous: SectionAttributes | undefined;
  for (const parts of groups) {
    const [{ name, attributes }] = parts;
    const alignment = Math.max(...parts.map((part) => part.placedAlignment));
    const newSegment = previous !== undefined && segmentOf(previous) !== segmentOf(attributes);
    let start = attributes.allocated ? alignUp(newSegment ? alignUp(address, PAGE_SIZE) : address, alignment) : 0;
    const first = start;
    for (const part of parts) {
      start = alignUp(start, part.placedAlignment);
      part.address = start;
      start += part.size;
    }
    outputs.push({ name, attributes, address: first, size: start - first, alignment, parts });
    if (!attributes.allocated) continue;
    address = start;
    previous = attributes;
    if (address > 2 ** 32) {
      diagnostics.error(
        undefined,
        `section ${name} ends at 0x${address.toString(16)}, beyond the 32-bit address space`,
      );
      break;
    }
  }
  return outputs;
}

/** .text itself comes first of its kind, sections outside the image come last. */
function order([{ name, attributes }]: readonly Section[]): number {
  if (!attributes.allocated) return 100;
  return rank(attributes) * 2 + (['.text', '.rodata', '.data', '.bss'].includes(name) ? 0 : 1);
}

/** The segment a section belongs to, as a number to compare. */
export function segmentOf(attributes: SectionAttributes): number {
  return Math.min(rank(attributes), 3);
}

export function alignUp(value: number, alignment: number): number {
  return Math.ceil(value / alignment) * alignment;
}

function definePointer(pointer: AssemblySymbol, sections: readonly OutputSection[]): void {
  const data = sections.find(({ name }) => name === '.data');
  const section = data?.parts[0] ?? new Section('.data', DATA);
  const [fragment] = section.fragments;
  const span = { source: new SourceText('(linker)', ''), start: 0, end: 0 };
  pointer.definition = { kind: 'label', location: { section, fragment, offset: 0 }, span };
}

function applyFixup(
  fixup: Fixup,
  scope: Scope,
  globals: ReadonlyMap<string, AssemblySymbol>,
  unit: Unit,
  diagnostics: Diagnostics,
): void {
  const result = evaluate(fixup.expression, scope);
  if (result.kind !== 'value') {
    reportUnresolved(result, globals, unit, diagnostics);
    return;
  }
  const problem = store(fixup, result);
  if (problem !== undefined) diagnostics.error(fixup.span, problem);
}

function reportUnresolved(
  result: Exclude<Evaluation, Value>,
  globals: ReadonlyMap<string, AssemblySymbol>,
  unit: Unit,
  diagnostics: Diagnostics,
): void {
  if (result.kind === 'unknown') {
    diagnostics.error(result.span, 'the value of this is not known');
  } else if (result.kind === 'error') {
    diagnostics.error(result.span, result.message);
  } else {
    const known = [...unit.symbols.all()].filter(({ definition }) => definition !== undefined).map(({ name }) => name);
    const { name } = result.symbol;
    const numeric = /^(\d+)f$/.exec(name);
    if (numeric !== null) diagnostics.error(result.span, `there is no label ${numeric[1]}: after this line`);
    else
      diagnostics.error(
        result.span,
        `undefined symbol '${name}'${diagnostics.didYouMean(name, [...known, ...globals.keys()])}`,
      );
  }
}

function findEntry(
  sections: readonly OutputSection[],
  globals: ReadonlyMap<string, AssemblySymbol>,
  units: readonly Unit[],
  wanted: string | undefined,
  scope: Scope,
  diagnostics: Diagnostics,
): number {
  const name = wanted ?? '_start';
  const local = units.map(({ symbols }) => symbols.get(name)).find((symbol) => symbol?.definition !== undefined);
  const symbol = globals.get(name) ?? local;
  const span = symbol?.definition?.span;
  if (symbol === undefined || span === undefined) {
    if (wanted !== undefined) {
      const known = units.flatMap(({ symbols }) => [...symbols.names()]);
      diagnostics.error(
        undefined,
        `the entry symbol '${wanted}' is not defined${diagnostics.didYouMean(wanted, known)}`,
      );
    }
    return sections.find((section) => section.name === '.text')?.address ?? 0;
  }
  const value = evaluate({ kind: 'symbol', symbol, span }, scope);
  const address = value.kind === 'value' ? Number(BigInt.asUintN(32, addressOf(value))) : 0;
  if (address % 4 !== 0) diagnostics.error(span, `the entry point 0x${address.toString(16)} is not a multiple of 4`);
  return address;
}
