/** Memory that no file has, but several ask for by a name: common symbols (System V ABI, chapter 4, "Symbol Table"). */
import { SourceText } from '../diagnostics/source.ts';
import type { AssemblySymbol } from '../expressions/bound.ts';
import { alignUp } from '../layout/layout.ts';
import type { Section } from '../layout/section.ts';
import type { LinkInput } from './input.ts';

/**
 * Gives memory to the common symbols that no file defines: as much as the file that wants most.
 * @param used names of those that count; all if absent
 */
export function reserveCommon(
  inputs: readonly LinkInput[],
  globals: Map<string, AssemblySymbol>,
  section: Section,
  used: ReadonlySet<string> | undefined,
): void {
  const wanted = new Map<string, { symbol: AssemblySymbol; size: number; alignment: number }>();
  for (const { symbols } of inputs) {
    for (const symbol of symbols.all()) {
      const { name, common } = symbol;
      const isDefined = symbol.definition !== undefined || globals.get(name)?.definition !== undefined;
      if (common === undefined || isDefined) continue;
      if (used?.has(name) === false) continue;
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
