/**
 * The whole assembler as a function: source texts to an ELF image and diagnostics. Nothing here touches files or the
 * terminal; the bin (hvasm.ts) and tests do.
 */
import { writeObject } from '../emulator/elf/object-writer.ts';
import { Assembler } from './assembler.ts';
import { Diagnostics, type Diagnostic } from './diagnostics/diagnostics.ts';
import { inSourceOrder } from './diagnostics/order.ts';
import { SourceText } from './diagnostics/source.ts';
import { bind } from './expressions/bind.ts';
import { link } from './layout/link.ts';
import { imageOf } from './output/image.ts';
import { listingOf, objectSymbolValues, symbolValues, type SymbolValue } from './output/listing.ts';
import { objectOf } from './output/object.ts';
import { Unit, type FileAccess } from './unit.ts';

export type { FileAccess } from './unit.ts';

export interface Source {
  /** As diagnostics print it, and where .include begins to look. */
  readonly name: string;
  readonly text: string;
}

export interface AssembleOptions {
  readonly files?: FileAccess;
  readonly includePaths?: readonly string[];
  /** Symbols that every file sees, as -D gives them. */
  readonly defines?: ReadonlyMap<string, bigint>;
  /** Address of .text, a multiple of 4096; 0x10000 if absent. */
  readonly textBase?: number;
  /** The entry symbol; if absent `_start`, or the start of .text. */
  readonly entry?: string;
  /** Errors after which assembling stops; 0, as if absent, is no limit. */
  readonly maxErrors?: number;
  readonly listing?: boolean;
}

export interface AssembleResult {
  /** The ELF file; undefined if there was an error. */
  readonly image: Uint8Array | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly symbols: readonly SymbolValue[];
  /** Empty unless asked for, or after an error. */
  readonly listing: string;
}

export const DEFAULT_TEXT_BASE = 0x10000;

const NO_FILES: FileAccess = { read: () => undefined };

/** Assembles one file into a relocatable object, to be linked later with others. */
export function assembleObject(source: Source, options: AssembleOptions = {}): AssembleResult {
  const diagnostics = new Diagnostics(options.maxErrors ?? 0);
  const unit = read(source, options, diagnostics);
  const object = diagnostics.full ? undefined : objectOf(unit, diagnostics);
  const list = inSourceOrder(diagnostics.list, [unit.source]);
  if (object === undefined || diagnostics.errorCount > 0) {
    return { image: undefined, diagnostics: list, symbols: [], listing: '' };
  }
  const listing = options.listing === true ? listingOf([unit]) : '';
  return { image: writeObject(object), diagnostics: list, symbols: objectSymbolValues(object), listing };
}

/** Assembles files into one image; each file's .globl symbols are visible to the others. */
export function assemble(sources: readonly Source[], options: AssembleOptions = {}): AssembleResult {
  const diagnostics = new Diagnostics(options.maxErrors ?? 0);
  const units = sources.map((source) => read(source, options, diagnostics));
  // Undefined symbols and ranges are found by linking: worth knowing even if something was wrong before.
  const { textBase = DEFAULT_TEXT_BASE, entry } = options;
  const linked = diagnostics.full ? undefined : link(units, { textBase, entry }, diagnostics);
  const list = inSourceOrder(
    diagnostics.list,
    units.map(({ source }) => source),
  );
  if (linked === undefined || diagnostics.errorCount > 0) {
    return { image: undefined, diagnostics: list, symbols: [], listing: '' };
  }
  return {
    image: imageOf(linked, units),
    diagnostics: list,
    symbols: symbolValues(units, linked),
    listing: options.listing === true ? listingOf(units) : '',
  };
}

/** Reads a source file, up to what is found out when addresses are known. */
function read({ name, text }: Source, options: AssembleOptions, diagnostics: Diagnostics): Unit {
  const unit = new Unit(new SourceText(name, text), diagnostics);
  defineSymbols(unit, options.defines ?? new Map());
  new Assembler(unit, {
    files: options.files ?? NO_FILES,
    includePaths: options.includePaths ?? [],
    listing: options.listing ?? false,
  }).run();
  return unit;
}

function defineSymbols(unit: Unit, defines: ReadonlyMap<string, bigint>): void {
  const source = new SourceText('(command line)', '');
  for (const [name, value] of defines) {
    const span = source.span(0, 0);
    const bound = bind({ kind: 'number', value, span }, unit);
    if (bound !== undefined) unit.symbols.assign(name, bound, span);
  }
}
