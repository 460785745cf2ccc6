/**
 * Takes from archives the members that define what is still undefined, and what they need in turn. An archive serves the
 * files in front of it too; its place on the command line is where its members stand in the program, and tells which of
 * several archives gives a symbol that they all have.
 */
import type { Archive } from '../../emulator/elf/archive.ts';
import { SYMBOL_BINDING } from '../../emulator/elf/format.ts';
import type { ObjectFile } from '../../emulator/elf/object-file.ts';
import { readObject, SLIM_LTO } from '../../emulator/elf/object-reader.ts';
import { ElfError } from '../../emulator/elf/reader.ts';
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { LinkInput } from './input.ts';
import { objectInput } from './object-input.ts';

export interface NamedArchive {
  readonly name: string;
  readonly archive: Archive;
}

/** A name to look for. */
interface Wanted {
  readonly name: string;
  /** Some file has common memory of this name, for which only a definition is worth fetching. */
  readonly isCommon: boolean;
}

/** The files with the members that are needed in place of the archives. `wanted` are further names to look for. */
export function pullMembers(
  parts: readonly (LinkInput | NamedArchive)[],
  wanted: readonly string[],
  diagnostics: Diagnostics,
): LinkInput[] {
  const archives = parts.filter((part) => 'archive' in part);
  const pulled = new Map<NamedArchive, LinkInput[]>(archives.map((archive) => [archive, []]));
  const taken = new Set<unknown>();
  const defined = new Set<string>();
  const common = new Set<string>();
  const missing = wanted.map((name): Wanted => ({ name, isCommon: false }));
  const note = ({ symbols }: LinkInput): void => {
    for (const symbol of symbols.all()) {
      const { name, global, weak, definition, firstUse } = symbol;
      if (definition !== undefined) {
        if (global) defined.add(name);
      } else if (symbol.common !== undefined) {
        common.add(name);
        missing.push({ name, isCommon: true });
      } else if (!weak && firstUse !== undefined) missing.push({ name, isCommon: false });
    }
  };
  for (const part of parts) if (!('archive' in part)) note(part);
  for (let next = missing.pop(); next !== undefined; next = missing.pop()) {
    const { name, isCommon } = next;
    if (defined.has(name) || (common.has(name) && !isCommon)) continue;
    const source = archives.find(({ archive }) => archive.memberOf(name) !== undefined);
    const member = source?.archive.memberOf(name);
    if (source === undefined || member === undefined || taken.has(member)) continue;
    try {
      const object = readObject(member.read());
      if (isCommon && !defines(object, name)) continue;
      taken.add(member);
      const input = objectInput(`${source.name}(${member.name})`, object, diagnostics);
      pulled.get(source)?.push(input);
      note(input);
    } catch (error) {
      if (!(error instanceof ElfError)) throw error;
      taken.add(member);
      diagnostics.unusable(`can't link ${source.name}(${member.name}): ${error.message}`);
    }
  }
  return parts.flatMap((part) => ('archive' in part ? (pulled.get(part) ?? []) : [part]));
}

/** Names of the archives whose members, or some of them, are GCC's intermediate code. */
export function unreadArchives(parts: readonly (LinkInput | NamedArchive)[]): string[] {
  return parts.flatMap((part) =>
    'archive' in part && part.archive.memberOf(SLIM_LTO) !== undefined ? [part.name] : [],
  );
}

/** Whether an object gives a global symbol a place or a value, and not common memory alone. */
function defines({ symbols }: ObjectFile, name: string): boolean {
  return symbols.some(
    (symbol) =>
      symbol.name === name &&
      symbol.binding !== SYMBOL_BINDING.LOCAL &&
      symbol.place !== 'undefined' &&
      symbol.place !== 'common',
  );
}
