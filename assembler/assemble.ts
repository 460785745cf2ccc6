/**
 * The whole assembler as a function: source texts to an ELF image and diagnostics. Nothing here touches files or the
 * terminal; the command (main.ts) and tests do.
 */
import { isArchive, readArchive } from '../emulator/elf/archive.ts';
import { isObject, readObject } from '../emulator/elf/object-reader.ts';
import { writeObject } from '../emulator/elf/object-writer.ts';
import { ElfError } from '../emulator/elf/reader.ts';
import { Assembler } from './assembler.ts';
import { writeDebugSections } from './debug/finish.ts';
import { Diagnostics, type Diagnostic } from './diagnostics/diagnostics.ts';
import { inSourceOrder } from './diagnostics/order.ts';
import { SourceText } from './diagnostics/source.ts';
import type { WarningName } from './diagnostics/warnings.ts';
import { bind } from './expressions/bind.ts';
import { checkSymbols } from './check-symbols.ts';
import { copyLaterAttributes } from './expressions/copy-attributes.ts';
import { warnOfUnusedLabels } from './unused-labels.ts';
import { link } from './linking/link.ts';
import { pullMembers, unreadArchives, type NamedArchive } from './linking/archive-search.ts';
import { DEFAULT_ENTRY } from './linking/entry.ts';
import { dropRepeatedGroups } from './linking/groups.ts';
import type { LinkInput } from './linking/input.ts';
import { mergeEntries } from './linking/merge.ts';
import { objectInput } from './linking/object-input.ts';
import { ObjectUses } from './linking/object-uses.ts';
import { warnOfUses } from './linking/symbol-warnings.ts';
import { imageOf } from './output/image.ts';
import { listingOf, objectSymbolValues, symbolValues, type SymbolValue } from './output/listing.ts';
import { mapOf } from './output/map.ts';
import { objectOf } from './output/object.ts';
import { Unit, type FileAccess } from './unit.ts';
import { VERSION } from './version.ts';

export type { FileAccess } from './unit.ts';

export interface Source {
  /** As diagnostics print it, and where .include begins to look. */
  readonly name: string;
  readonly text: string;
}

/** An object file or an archive, to be linked. */
export interface BinaryInput {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface AssembleOptions {
  /** What .include and .incbin read; without it they find no files of the user's. */
  readonly files?: FileAccess;
  /** Folders in which .include and .incbin look besides, as -I gives them. */
  readonly includePaths?: readonly string[];
  /** Files that .include finds wherever it stands, by name, if there is none in the other places: their paths. */
  readonly ownIncludes?: ReadonlyMap<string, string>;
  /** Symbols that every file sees, with their values, as -D gives them. */
  readonly defines?: ReadonlyMap<string, bigint>;
  /** Address of .text, a multiple of 4096; 0x10000 if absent. */
  readonly textBase?: number;
  /** The entry symbol; if absent `_start`, or the start of .text. */
  readonly entry?: string;
  /** Leaves out sections that nothing uses. */
  readonly onlyUsed?: boolean;
  /** Errors after which assembling stops; 0, as if absent, is no limit. */
  readonly maxErrors?: number;
  /** Makes a listing: addresses and contents beside the sources' lines. */
  readonly listing?: boolean;
  /** The warnings that are given, by name; the usual ones if absent. */
  readonly warnings?: ReadonlySet<WarningName>;
  readonly warningsAreErrors?: boolean;
  /** Records the sources' lines for debuggers, in this version of DWARF: 2 to 5. */
  readonly debugVersion?: number;
  /** The working directory, as debug information tells it. */
  readonly directory?: string;
  /** The assembler's name, as debug information tells it; hvasm's with its version if absent. */
  readonly producer?: string;
}

export interface AssembleResult {
  /** The ELF file; undefined if there was an error. */
  readonly image: Uint8Array | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** The lines that .print gives. */
  readonly printed: readonly string[];
  /** The files that .include and .incbin read, in order. */
  readonly included: readonly string[];
  /** Where an image's sections lie; empty for an object file, and after an error. */
  readonly map: string;
  readonly symbols: readonly SymbolValue[];
  /** Empty unless asked for, or after an error. */
  readonly listing: string;
}

export const DEFAULT_TEXT_BASE = 0x10000;

/** What debug information calls this assembler. */
const PRODUCER = `hvasm ${VERSION}`;

const NO_FILES: FileAccess = { read: () => undefined };

/** Assembles one file into a relocatable object, to be linked later with others. */
export function assembleObject(source: Source, given: AssembleOptions = {}): AssembleResult {
  const included: string[] = [];
  const options = { ...given, files: recording(given.files ?? NO_FILES, included) };
  const diagnostics = diagnosticsFor(options);
  const { printed } = diagnostics;
  const unit = read(source, options, diagnostics);
  const object = diagnostics.full || !diagnostics.complete ? undefined : objectOf(unit, diagnostics);
  const list = inSourceOrder(diagnostics.list, [unit.source]);
  if (object === undefined || diagnostics.errorCount > 0) {
    return { image: undefined, diagnostics: list, printed, included, map: '', symbols: [], listing: '' };
  }
  const listing = options.listing === true ? listingOf([unit]) : '';
  const symbols = objectSymbolValues(object);
  return { image: writeObject(object), diagnostics: list, printed, included, map: '', symbols, listing };
}

/**
 * Makes one image of sources, object files and archives; each file's global symbols are visible to the others. Of an
 * archive those members are taken that define what is missing.
 */
export function assemble(files: readonly (Source | BinaryInput)[], given: AssembleOptions = {}): AssembleResult {
  const included: string[] = [];
  const options = { ...given, files: recording(given.files ?? NO_FILES, included) };
  const diagnostics = diagnosticsFor(options);
  const { printed } = diagnostics;
  const units: Unit[] = [];
  const parts: (LinkInput | NamedArchive)[] = [];
  for (const file of files) {
    if ('bytes' in file) readBinary(file, options.files, parts, diagnostics);
    else {
      const unit = read(file, options, diagnostics);
      units.push(unit);
      parts.push(unit);
    }
  }
  const { textBase = DEFAULT_TEXT_BASE, entry } = options;
  const inputs = pullMembers(parts, entry ?? DEFAULT_ENTRY, diagnostics);
  // Undefined symbols and ranges are found by linking: worth knowing even if something was wrong before, unless a file is
  // missing that may define them.
  const kept = mergeEntries(dropRepeatedGroups(inputs, diagnostics));
  const { onlyUsed = false } = options;
  const linkOptions = { textBase, entry, onlyUsed, unreadArchives: unreadArchives(parts) };
  const linked = diagnostics.full || !diagnostics.complete ? undefined : link(kept, linkOptions, diagnostics);
  linked?.tellOfObjects(() => new ObjectUses(imageOf(linked)));
  const image = linked === undefined || diagnostics.errorCount > 0 ? undefined : imageOf(linked);
  if (linked !== undefined && image !== undefined) warnOfUses(kept, linked, image, diagnostics);
  const list = inSourceOrder(
    diagnostics.list,
    units.map(({ source }) => source),
  );
  if (linked === undefined || diagnostics.errorCount > 0) {
    return { image: undefined, diagnostics: list, printed, included, map: '', symbols: [], listing: '' };
  }
  const symbols = symbolValues(linked);
  return {
    image,
    diagnostics: list,
    printed,
    included,
    map: mapOf(linked, symbols),
    symbols,
    listing: options.listing === true ? listingOf(units) : '',
  };
}

function readBinary(
  { name, bytes }: BinaryInput,
  files: FileAccess,
  parts: (LinkInput | NamedArchive)[],
  diagnostics: Diagnostics,
): void {
  try {
    if (isArchive(bytes)) parts.push({ name, archive: readArchive(bytes, besides(name, files)) });
    else if (!isObject(bytes)) throw new ElfError('it is neither an object file nor an archive');
    else parts.push(objectInput(name, readObject(bytes), diagnostics));
  } catch (error) {
    if (!(error instanceof ElfError)) throw error;
    diagnostics.unusable(`can't link ${name}: ${error.message}`);
  }
}

/** Reads files by their paths as a thin archive has them: from the archive's folder. */
function besides(archive: string, files: FileAccess): (path: string) => Uint8Array | undefined {
  const folder = archive.slice(0, archive.lastIndexOf('/') + 1);
  return (path) => {
    const whole = path.startsWith('/') ? path : `${folder}${path}`;
    try {
      return files.read(whole);
    } catch (error) {
      throw new ElfError(error instanceof Error ? `${whole}: ${error.message}` : whole);
    }
  };
}

/** Reads a source file, up to what is found out when addresses are known. */
function read({ name, text }: Source, options: AssembleOptions, diagnostics: Diagnostics): Unit {
  const unit = new Unit(new SourceText(name, text), diagnostics);
  if (options.debugVersion !== undefined) unit.lines.generate({ version: options.debugVersion });
  defineSymbols(unit, options.defines ?? new Map());
  new Assembler(unit, {
    files: options.files ?? NO_FILES,
    includePaths: options.includePaths ?? [],
    ownIncludes: options.ownIncludes ?? new Map(),
    listing: options.listing ?? false,
  }).run();
  warnOfUnusedLabels(unit, options.entry ?? '_start');
  unit.updateDot();
  copyLaterAttributes(unit.symbols);
  for (const action of unit.atEnd) action();
  checkSymbols(unit);
  const { directory = '', producer = PRODUCER } = options;
  writeDebugSections(unit, { directory, producer });
  return unit;
}

function diagnosticsFor({ maxErrors, warnings, warningsAreErrors }: AssembleOptions): Diagnostics {
  return new Diagnostics(maxErrors ?? 0, warnings, warningsAreErrors);
}

/** Keeps a list of the files that were there to be read. */
function recording(files: FileAccess, paths: string[]): FileAccess {
  return {
    read(path) {
      const bytes = files.read(path);
      if (bytes !== undefined) paths.push(path);
      return bytes;
    },
  };
}

function defineSymbols(unit: Unit, defines: ReadonlyMap<string, bigint>): void {
  const source = new SourceText('(command line)', '');
  for (const [name, value] of defines) {
    const span = source.span(0, 0);
    const bound = bind({ kind: 'number', value, span }, unit);
    if (bound !== undefined) unit.symbols.assign(name, bound, span);
  }
}
