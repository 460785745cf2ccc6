/**
 * Takes from archives the members that define what is still undefined, and what they need in turn. An archive serves the
 * files in front of it too; its place on the command line is where its members stand in the program, and tells which of
 * several archives gives a symbol that they all have.
 */
import type { Archive, ArchiveMember } from '../../emulator/elf/archive.ts';
import { SYMBOL_BINDING, SYMBOL_TYPE } from '../../emulator/elf/format.ts';
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

/**
 * The files with the members that are needed in place of the archives, in the order in which GNU ld finds them: it goes
 * through the index of an archive again and again. The program begins at the symbol `entry`, which is looked for, too, unless
 * a file has it, global or not.
 */
export function pullMembers(
  parts: readonly (LinkInput | NamedArchive)[],
  entry: string,
  diagnostics: Diagnostics,
): LinkInput[] {
  const search = new Search(diagnostics);
  const archives = parts.filter((part) => 'archive' in part);
  const files = parts.filter((part): part is LinkInput => !('archive' in part));
  for (const file of files) search.note(file);
  const hasEntry = files.some(({ symbols }) =>
    [...symbols.all()].some(({ name, definition }) => name === entry && definition !== undefined),
  );
  if (!hasEntry) search.want(entry);
  const pulled = new Map<NamedArchive, LinkInput[]>(archives.map((archive) => [archive, []]));
  for (let more = true; more;) {
    more = false;
    for (const archive of archives) {
      for (let found = search.pull(archive); found.length > 0; found = search.pull(archive)) {
        pulled.get(archive)?.push(...found);
        more = true;
      }
    }
  }
  return parts.flatMap((part) => ('archive' in part ? (pulled.get(part) ?? []) : [part]));
}

class Search {
  private readonly diagnostics: Diagnostics;
  private readonly taken = new Set<unknown>();
  private readonly defined = new Set<string>();
  private readonly missing = new Set<string>();
  /** Names of common memory, for which only a definition is worth fetching. */
  private readonly common = new Set<string>();

  constructor(diagnostics: Diagnostics) {
    this.diagnostics = diagnostics;
  }

  /** Takes down a name that is to be looked for though no file asks for it. */
  want(name: string): void {
    this.missing.add(name);
  }

  /** Takes down what a file defines, and what it needs. */
  note({ symbols }: LinkInput): void {
    for (const { name, global, weak, definition, common, firstUse } of symbols.all()) {
      if (definition !== undefined) {
        if (global) this.defined.add(name);
      } else if (common !== undefined) this.common.add(name);
      else if (!weak && firstUse !== undefined) this.missing.add(name);
    }
  }

  /** The members that are needed, in one walk through the index. */
  pull({ name, archive }: NamedArchive): LinkInput[] {
    const found: LinkInput[] = [];
    for (const [symbol, member] of archive.symbols) {
      if (this.taken.has(member) || this.defined.has(symbol)) continue;
      const isCommon = this.common.has(symbol);
      if (!isCommon && !this.missing.has(symbol)) continue;
      const input = this.read(`${name}(${member.name})`, member, isCommon ? symbol : undefined);
      if (input !== undefined) found.push(input);
    }
    return found;
  }

  /** @param symbol what the member is to define; undefined if it need not be looked for */
  private read(name: string, member: ArchiveMember, symbol: string | undefined): LinkInput | undefined {
    try {
      const object = readObject(member.read());
      if (symbol !== undefined && !defines(object, symbol)) return undefined;
      this.taken.add(member);
      const input = objectInput(name, object, this.diagnostics);
      this.note(input);
      return input;
    } catch (error) {
      if (!(error instanceof ElfError)) throw error;
      this.taken.add(member);
      this.diagnostics.unusable(`can't link ${name}: ${error.message}`);
      return undefined;
    }
  }
}

/** Names of the archives whose members, or some of them, are GCC's intermediate code. */
export function unreadArchives(parts: readonly (LinkInput | NamedArchive)[]): string[] {
  return parts.flatMap((part) =>
    'archive' in part && part.archive.memberOf(SLIM_LTO) !== undefined ? [part.name] : [],
  );
}

/** Whether an object gives a global symbol a place or a value that common memory may have: not a function's. */
function defines({ symbols }: ObjectFile, name: string): boolean {
  return symbols.some(
    (symbol) =>
      symbol.name === name &&
      symbol.binding !== SYMBOL_BINDING.LOCAL &&
      symbol.type !== SYMBOL_TYPE.FUNC &&
      symbol.place !== 'undefined' &&
      symbol.place !== 'common',
  );
}
