/**
 * Puts the sections of all files together into one image: addresses, symbols across files, and the fixups' values.
 */
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import { SourceText } from '../diagnostics/source.ts';
import type { Scope } from '../expressions/evaluate.ts';
import { AssemblySymbol, constant } from '../expressions/bound.ts';
import { reduce } from '../expressions/reduce.ts';
import { FILE_HEADER_ROOM, wantsFileHeader } from './file-header.ts';
import type { LinkInput } from './input.ts';
import { LinkageTable } from './linkage-table.ts';
import { LongBranches } from './long-branches.ts';
import { turnOldLists } from './old-lists.ts';
import { outputName } from './output-names.ts';
import { entryAddress, entryPlace } from './entry.ts';
import { reserveCommon } from './common-memory.ts';
import { place } from './placement.ts';
import { keepUsed } from './unused-sections.ts';
import { ProvidedSymbols } from './provided-symbols.ts';
import { Resolver, type LinkerSymbols } from './resolver.ts';
import { alignUp, layOut } from '../layout/layout.ts';
import { Section } from '../layout/section.ts';
import type { ObjectUses } from './object-uses.ts';
import type { OutputSection } from './output-section.ts';
import { BSS } from '../layout/standard-sections.ts';
import { trimTables } from './trim-tables.ts';
import { threadRelocation } from './thread-relocations.ts';

/** The data pointer's symbol: `addil L'x-$global$,%dp`. */
const GLOBAL_POINTER = '$global$';

/** What the table for stack unwinding is relative to: the start of the code. */
const SEGMENT_BASE = '$segrel$';

export interface LinkedImage {
  /** What of the files is in it. */
  readonly inputs: readonly LinkInput[];
  readonly sections: readonly OutputSection[];
  readonly entry: number;
  readonly scope: Scope;
  /** The file's own header is part of the first segment. */
  readonly hasFileHeader: boolean;
  /** Tells what is wrong in object files: where that is, the program's debug information knows. */
  readonly tellOfObjects: (uses: () => ObjectUses) => void;
}

export interface LinkOptions {
  readonly textBase: number;
  /** undefined: `_start` if there is one, else the start of .text. */
  readonly entry: string | undefined;
  /** Leaves out what nothing uses. */
  readonly onlyUsed: boolean;
  /** Archives with members in GCC's intermediate code, which may define what is missing. */
  readonly unreadArchives: readonly string[];
}

export function link(given: readonly LinkInput[], options: LinkOptions, diagnostics: Diagnostics): LinkedImage {
  const globals = collectGlobals(given, diagnostics);
  const linkerSymbols = {
    pointer: new AssemblySymbol(GLOBAL_POINTER),
    segment: new AssemblySymbol(SEGMENT_BASE),
    absent: absentSymbol(),
  };
  const provided = new ProvidedSymbols(sectionNames(given));
  const scope = linkScope(given, globals, linkerSymbols, provided);
  for (const { sections } of given) layOut(sections.values(), scope, diagnostics);
  const entry = { wanted: options.entry, inputs: given, globals };
  const used = options.onlyUsed ? keepUsed(given, entryPlace(entry), scope) : undefined;
  const common = new Section('.bss', BSS);
  reserveCommon(given, globals, common, used?.common);
  const inputs = trimTables(used?.inputs ?? given, scope);
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
    if (hasFileHeader) linkerSymbols.segment.definition = provided.find('__ehdr_start')?.definition;
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
    options.unreadArchives,
    diagnostics,
  );
  const stubs = { ...own, sections: { values: () => branches.sections } };
  for (const input of [...all, stubs]) resolver.resolve(input);
  return {
    ...{ inputs, sections, scope, hasFileHeader },
    entry: entryAddress(entry, sections, scope, diagnostics),
    tellOfObjects: (uses) => {
      resolver.tellOfObjects(uses);
    },
  };
}

/**
 * Global symbols of all files by name; two definitions are an error, unless both are the same number. Common memory comes
 * before weak definitions (System V ABI, chapter 4, "Symbol Table", STB_WEAK).
 */
function collectGlobals(inputs: readonly LinkInput[], diagnostics: Diagnostics): Map<string, AssemblySymbol> {
  const globals = new Map<string, AssemblySymbol>();
  const common = new Map<string, AssemblySymbol>();
  for (const { symbols } of inputs) {
    for (const symbol of symbols.all()) {
      if (symbol.common !== undefined && !symbol.weak && !common.has(symbol.name)) common.set(symbol.name, symbol);
      if (!symbol.global || symbol.definition === undefined) continue;
      const other = globals.get(symbol.name);
      // Of weak ones the first counts.
      if (other?.definition === undefined || (other.weak && !symbol.weak)) globals.set(symbol.name, symbol);
      else if (!symbol.weak && !isSameNumber(other, symbol)) {
        const note = { message: `'${symbol.name}' is defined here already`, span: other.definition.span };
        diagnostics.error(symbol.definition.span, `'${symbol.name}' is global and defined twice`, [note]);
      }
    }
  }
  for (const [name, symbol] of common) if (globals.get(name)?.weak === true) globals.set(name, symbol);
  return globals;
}

/** Whether two symbols are one number, as a constant that two files include is. */
function isSameNumber(one: AssemblySymbol, other: AssemblySymbol): boolean {
  const number = numberOf(one);
  return number !== undefined && number === numberOf(other);
}

/** Undefined of a symbol that is a place, or is made of places. */
function numberOf({ definition }: AssemblySymbol): bigint | undefined {
  const sum = definition?.kind === 'value' ? reduce(definition.value) : undefined;
  const isNumber = sum?.kind === 'reduction' && sum.plus === undefined && sum.minus === undefined;
  return isNumber ? sum.addend : undefined;
}

/** What a file keeps to itself first, then the global one, then the linker's; a weak symbol that nobody defines is 0. */
function linkScope(
  inputs: readonly LinkInput[],
  globals: ReadonlyMap<string, AssemblySymbol>,
  { pointer: linkerPointer, segment, absent }: LinkerSymbols,
  provided: ProvidedSymbols,
): Scope {
  const pointer = definedPointer(inputs) ?? linkerPointer;
  return {
    resolve(symbol) {
      if (symbol.definition !== undefined && !symbol.global) return symbol;
      const global = globals.get(symbol.name);
      if (global !== undefined) return global;
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

/** Gives a symbol of the linker the address of a section; if nothing is left of that, of the first one of its kind, or 0. */
function defineStart(symbol: AssemblySymbol, sections: readonly OutputSection[], name: '.data' | '.text'): void {
  const isOfKind = ({ attributes }: OutputSection): boolean =>
    attributes.allocated && (name === '.data' ? attributes.writable : attributes.executable);
  const output = sections.find((each) => each.name === name) ?? sections.find(isOfKind);
  const span = { source: new SourceText('(linker)', ''), start: 0, end: 0 };
  if (output === undefined) {
    symbol.definition = { kind: 'value', value: constant(0n, span), span };
    return;
  }
  const [section] = output.parts;
  const [fragment] = section.fragments;
  symbol.definition = { kind: 'label', location: { section, fragment, offset: 0 }, span };
}
