/**
 * Puts the sections of all files together into one image: addresses, symbols across files, and the fixups' values.
 */
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import { SourceText } from '../diagnostics/source.ts';
import { evaluate, type Scope } from '../expressions/evaluate.ts';
import { AssemblySymbol } from '../expressions/bound.ts';
import { FILE_HEADER_ROOM, wantsFileHeader } from './file-header.ts';
import type { LinkInput } from './input.ts';
import { LinkageTable } from './linkage-table.ts';
import { LongBranches } from './long-branches.ts';
import { turnOldLists } from './old-lists.ts';
import { outputName, priorityOf } from './output-names.ts';
import { ProvidedSymbols } from './provided-symbols.ts';
import { Resolver, type LinkerSymbols } from './resolver.ts';
import { alignUp, layOut } from '../layout/layout.ts';
import { Section } from '../layout/section.ts';
import type { SectionAttributes } from '../sections/attributes.ts';
import type { OutputSection } from './output-section.ts';
import { BSS, DATA } from '../layout/standard-sections.ts';
import { addressOf } from '../layout/store.ts';
import { trimTables } from './trim-tables.ts';
import { threadRelocation } from './thread-relocations.ts';

/** Granularity of memory protection, and so of segments. */
const PAGE_SIZE = 4096;

/** The data pointer's symbol: `addil L'x-$global$,%dp`. */
const GLOBAL_POINTER = '$global$';

/** What the table for stack unwinding is relative to: the start of the code. */
const SEGMENT_BASE = '$segrel$';

export interface LinkedImage {
  readonly sections: readonly OutputSection[];
  readonly entry: number;
  readonly scope: Scope;
  /** The file's own header is part of the first segment. */
  readonly hasFileHeader: boolean;
}

export interface LinkOptions {
  readonly textBase: number;
  /** undefined: `_start` if there is one, else the start of .text. */
  readonly entry: string | undefined;
}

export function link(given: readonly LinkInput[], options: LinkOptions, diagnostics: Diagnostics): LinkedImage {
  const globals = collectGlobals(given, diagnostics);
  const common = new Section('.bss', BSS);
  reserveCommon(given, globals, common);
  const linkerSymbols = {
    pointer: new AssemblySymbol(GLOBAL_POINTER),
    segment: new AssemblySymbol(SEGMENT_BASE),
    absent: absentSymbol(),
  };
  const provided = new ProvidedSymbols(sectionNames(given));
  const scope = linkScope(given, globals, linkerSymbols, provided);
  for (const { sections } of given) layOut(sections.values(), scope, diagnostics);
  const inputs = trimTables(given, scope);
  const table = new LinkageTable();
  for (const { sections } of inputs) {
    for (const { fixups } of sections.values()) {
      for (const [index, fixup] of fixups.entries()) {
        const relocation = threadRelocation(fixup) ?? fixup;
        fixups[index] = relocation;
        table.add(relocation, scope);
      }
    }
  }
  turnOldLists(inputs);
  const own = { name: '(linker)', symbols: { all: () => [] }, sections: { values: () => [table.section, common] } };
  const all = [...inputs, own];
  const branches = new LongBranches();
  const hasFileHeader = wantsFileHeader(inputs);
  const start = options.textBase + (hasFileHeader ? FILE_HEADER_ROOM : 0);
  let sections: OutputSection[];
  do {
    sections = place(all, branches, start, diagnostics);
    provided.place(sections);
    defineStart(linkerSymbols.pointer, sections, '.data');
    defineStart(linkerSymbols.segment, sections, '.text');
    // A stub moves what is behind it, and other branches become too long.
  } while (branches.extend(inputs, scope));
  const resolver = new Resolver(
    inputs,
    scope,
    table,
    branches,
    linkerSymbols,
    threadMemory(sections),
    globals,
    diagnostics,
  );
  const stubs = { ...own, sections: { values: () => branches.sections } };
  for (const input of [...all, stubs]) resolver.resolve(input);
  const entry = findEntry(sections, globals, inputs, options.entry, scope, diagnostics);
  return { sections, entry, scope, hasFileHeader };
}

/** Global symbols of all files by name; two definitions are an error. */
function collectGlobals(inputs: readonly LinkInput[], diagnostics: Diagnostics): Map<string, AssemblySymbol> {
  const globals = new Map<string, AssemblySymbol>();
  for (const { symbols } of inputs) {
    for (const symbol of symbols.all()) {
      if (!symbol.global || symbol.definition === undefined) continue;
      const other = globals.get(symbol.name);
      // Of weak ones the first counts.
      if (other?.definition === undefined || (other.weak && !symbol.weak)) globals.set(symbol.name, symbol);
      else if (!symbol.weak) {
        const note = { message: `'${symbol.name}' is defined here already`, span: other.definition.span };
        diagnostics.error(symbol.definition.span, `'${symbol.name}' is global and defined twice`, [note]);
      }
    }
  }
  return globals;
}

/** Gives memory to the common symbols that no file defines: as much as the file that wants most. */
function reserveCommon(inputs: readonly LinkInput[], globals: Map<string, AssemblySymbol>, section: Section): void {
  const wanted = new Map<string, { symbol: AssemblySymbol; size: number; alignment: number }>();
  for (const { symbols } of inputs) {
    for (const symbol of symbols.all()) {
      const { name, common } = symbol;
      if (common === undefined || symbol.definition !== undefined || globals.has(name)) continue;
      const before = wanted.get(name) ?? { symbol, size: 0, alignment: 1 };
      before.size = Math.max(before.size, common.size);
      before.alignment = Math.max(before.alignment, common.alignment);
      wanted.set(name, before);
    }
  }
  for (const [name, { symbol, size, alignment }] of wanted) {
    section.alignment = Math.max(section.alignment, alignment);
    section.reserve(alignUp(section.size, alignment) - section.size);
    const span = symbol.common?.span ?? { source: new SourceText('(linker)', ''), start: 0, end: 0 };
    symbol.definition = { kind: 'label', location: section.reserve(size), span };
    symbol.size = { kind: 'constant', value: BigInt(size), span };
    globals.set(name, symbol);
  }
}

/** A file's own definition first, then the global one, then the linker's; a weak symbol that nobody defines is 0. */
function linkScope(
  inputs: readonly LinkInput[],
  globals: ReadonlyMap<string, AssemblySymbol>,
  { pointer: linkerPointer, segment, absent }: LinkerSymbols,
  provided: ProvidedSymbols,
): Scope {
  const pointer = definedPointer(inputs) ?? linkerPointer;
  return {
    resolve(symbol) {
      if (symbol.definition !== undefined && !(symbol.weak && symbol.global)) return symbol;
      const global = globals.get(symbol.name);
      if (global !== undefined) return global;
      if (symbol.definition !== undefined) return symbol;
      if (symbol.name === GLOBAL_POINTER) return pointer;
      if (symbol.name === SEGMENT_BASE) return segment;
      return provided.find(symbol.name) ?? (symbol.weak ? absent : symbol);
    },
  };
}

/** The number 0, for weak symbols that nobody defines. */
function absentSymbol(): AssemblySymbol {
  const absent = new AssemblySymbol('0');
  const span = { source: new SourceText('(linker)', ''), start: 0, end: 0 };
  absent.definition = { kind: 'value', value: { kind: 'constant', value: 0n, span }, span };
  return absent;
}

/** The program's own $global$, if it has one. */
function definedPointer(inputs: readonly LinkInput[]): AssemblySymbol | undefined {
  for (const { symbols } of inputs) {
    for (const symbol of symbols.all()) {
      if (symbol.name === GLOBAL_POINTER && symbol.definition !== undefined) return symbol;
    }
  }
  return undefined;
}

/** Executable, read-only, writable, zero: the order of the segments. */
function rank({ executable, writable, nobits }: SectionAttributes): number {
  if (executable) return writable ? 2 : 0;
  if (!writable) return 1;
  return nobits ? 4 : 3;
}

/** Gives addresses from `base` on: a new page wherever the access rights change. */
function place(
  inputs: readonly LinkInput[],
  branches: LongBranches,
  base: number,
  diagnostics: Diagnostics,
): OutputSection[] {
  const byName = new Map<string, Section[]>();
  const placed = inputs.flatMap(({ sections }) => [...sections.values()].filter(isInImage));
  const loaded = new Map<string, SectionAttributes>();
  for (const { name, attributes } of placed) {
    if (attributes.allocated && !loaded.has(outputName(name))) loaded.set(outputName(name), attributes);
  }
  for (const section of placed) {
    const name = outputName(section.name);
    // A part that says nothing of itself is loaded with the others of its name.
    const attributes = section.attributes.allocated ? section.attributes : (loaded.get(name) ?? section.attributes);
    const key = `${segmentKey(attributes)} ${name}`;
    const parts = byName.get(key) ?? [];
    parts.push(section);
    byName.set(key, parts);
  }
  const groups = [...byName.values()]
    .map((parts) => parts.sort((a, b) => priorityOf(a.name) - priorityOf(b.name)))
    .map((parts) => parts.flatMap((part) => [part, branches.behind(part) ?? []].flat()))
    .sort((a, b) => order(a) - order(b));
  const outputs: OutputSection[] = [];
  let address = base;
  let previous: SectionAttributes | undefined;
  for (const parts of groups) {
    const { name: first, attributes } = parts.find((part) => part.attributes.allocated) ?? parts[0];
    const name = outputName(first);
    const alignment = Math.max(...parts.map((part) => part.placedAlignment));
    const newSegment = previous !== undefined && segmentOf(previous) !== segmentOf(attributes);
    let start = attributes.allocated ? alignUp(newSegment ? alignUp(address, PAGE_SIZE) : address, alignment) : 0;
    const begin = start;
    for (const part of parts) {
      start = alignUp(start, part.placedAlignment);
      part.address = start;
      start += part.size;
    }
    outputs.push({ name, attributes, address: begin, size: start - begin, alignment, parts });
    // Memory of threads that starts as zero is nowhere in the image.
    if (!attributes.allocated || (attributes.threadLocal === true && attributes.nobits)) continue;
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

function isInImage({ attributes }: Section): boolean {
  return attributes.excluded !== true;
}

/** .text itself comes first of its kind, sections outside the image come last. */
function order(parts: readonly Section[]): number {
  const { name, attributes } = parts.find((part) => part.attributes.allocated) ?? parts[0];
  if (!attributes.allocated) return 100;
  // The memory of threads comes before all other data, as one piece.
  if (attributes.threadLocal === true)
    return 2 * rank({ ...attributes, nobits: false }) - (attributes.nobits ? 0.2 : 0.5);
  return rank(attributes) * 2 + (['.text', '.rodata', '.data', '.bss'].includes(outputName(name)) ? 0 : 1);
}

/** The segment a section belongs to, as a number to compare. */
export function segmentOf(attributes: SectionAttributes): number {
  return Math.min(rank(attributes), 3);
}

/** Sections of one name go together only if they are of one kind. */
function segmentKey({ allocated, writable, executable, nobits, threadLocal }: SectionAttributes): string {
  return [allocated, writable, executable, nobits, threadLocal === true].map(Number).join('');
}

/** Names of all sections that become part of the program. */
function sectionNames(inputs: readonly LinkInput[]): ReadonlySet<string> {
  return new Set(inputs.flatMap(({ sections }) => [...sections.values()].map(({ name }) => outputName(name))));
}

/**
 * Where the memory of each thread starts in the image, and what the thread pointer is to point at there: two words lie
 * between it and that memory (glibc, TLS_DTV_AT_TP).
 */
function threadMemory(sections: readonly OutputSection[]): { start: number; pointer: number } {
  const parts = sections.filter(({ attributes }) => attributes.threadLocal === true);
  const start = Math.min(...parts.map(({ address }) => address));
  if (parts.length === 0) return { start: 0, pointer: 0 };
  const alignment = Math.max(...parts.map((part) => part.alignment));
  return { start, pointer: start - alignUp(THREAD_HEADER, alignment) };
}

const THREAD_HEADER = 8;

/** Gives a symbol of the linker the address of a section. */
function defineStart(symbol: AssemblySymbol, sections: readonly OutputSection[], name: string): void {
  const output = sections.find((each) => each.name === name);
  const section = output?.parts[0] ?? new Section(name, DATA);
  const [fragment] = section.fragments;
  const span = { source: new SourceText('(linker)', ''), start: 0, end: 0 };
  symbol.definition = { kind: 'label', location: { section, fragment, offset: 0 }, span };
}

function findEntry(
  sections: readonly OutputSection[],
  globals: ReadonlyMap<string, AssemblySymbol>,
  inputs: readonly LinkInput[],
  wanted: string | undefined,
  scope: Scope,
  diagnostics: Diagnostics,
): number {
  const name = wanted ?? '_start';
  const all = inputs.flatMap(({ symbols }) => [...symbols.all()]);
  const local = all.find((each) => each.name === name && each.definition !== undefined);
  const symbol = globals.get(name) ?? local;
  const span = symbol?.definition?.span;
  if (symbol === undefined || span === undefined) {
    if (wanted !== undefined) {
      const known = all.map((each) => each.name);
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
