/**
 * Takes from archives the members that define what is still undefined, and what they need in turn. The order of the files
 * on the command line doesn't matter, other than in choosing between archives with the same symbol.
 */
import type { Archive } from '../../emulator/elf/archive.ts';
import { readObject } from '../../emulator/elf/object-reader.ts';
import { ElfError } from '../../emulator/elf/reader.ts';
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { LinkInput } from './input.ts';
import { objectInput } from './object-input.ts';

export interface NamedArchive {
  readonly name: string;
  readonly archive: Archive;
}

/** The members that are needed, in the order in which they were found. `wanted` are further names to look for. */
export function pullMembers(
  inputs: readonly LinkInput[],
  archives: readonly NamedArchive[],
  wanted: readonly string[],
  diagnostics: Diagnostics,
): LinkInput[] {
  const pulled: LinkInput[] = [];
  const taken = new Set<unknown>();
  const defined = new Set<string>();
  const missing = [...wanted];
  const note = (input: LinkInput): void => {
    const { found, needed } = survey(input);
    for (const name of found) defined.add(name);
    missing.push(...needed);
  };
  for (const input of inputs) note(input);
  for (let name = missing.pop(); name !== undefined; name = missing.pop()) {
    if (defined.has(name)) continue;
    const source = archives.find(({ archive }) => archive.memberOf(name) !== undefined);
    const member = source?.archive.memberOf(name);
    if (source === undefined || member === undefined || taken.has(member)) continue;
    taken.add(member);
    try {
      const input = objectInput(`${source.name}(${member.name})`, readObject(member.data), diagnostics);
      pulled.push(input);
      note(input);
    } catch (error) {
      if (!(error instanceof ElfError)) throw error;
      diagnostics.error(undefined, `can't link ${source.name}(${member.name}): ${error.message}`);
    }
  }
  return pulled;
}

/** The global names that an input defines, and those it uses without a definition. Weak uses fetch nothing. */
function survey({ symbols }: LinkInput): { found: string[]; needed: string[] } {
  const found: string[] = [];
  const needed: string[] = [];
  for (const { name, global, weak, definition, common, firstUse } of symbols.all()) {
    if (definition !== undefined || common !== undefined) {
      if (global) found.push(name);
    } else if (!weak && firstUse !== undefined) needed.push(name);
  }
  return { found, needed };
}
