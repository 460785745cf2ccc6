/** What a program is linked without: sections that another file has already, or that nothing uses. */
import type { AssemblySymbol, Bound } from '../expressions/bound.ts';
import type { Section } from '../layout/section.ts';

/**
 * Marks sections as left out, and takes from `symbols` the definitions that stand in them. A global symbol may have another
 * file's definition then, if `elsewhere` says so; debug information may still speak of all others, which are at 0.
 */
export function leaveOut(sections: Iterable<Section>, symbols: Iterable<AssemblySymbol>, elsewhere: boolean): void {
  for (const section of sections) section.isLeftOut = true;
  for (const symbol of symbols) {
    const { definition, global } = symbol;
    if (definition?.kind !== 'label' || !definition.location.section.isLeftOut) continue;
    const { span } = definition;
    const nowhere = { kind: 'constant', value: 0n, span } as const;
    symbol.leftOut = definition.location.section;
    symbol.definition = global && elsewhere ? undefined : { kind: 'value', value: nowhere, span };
  }
}

/** The section that is left out and that an expression is about, if so: `f`, `f+4`, `1b-$segrel$`. */
export function leftOutSection(expression: Bound): AssemblySymbol['leftOut'] {
  let first = expression;
  while (first.kind === 'binary') first = first.left;
  if (first.kind === 'symbol') return first.symbol.leftOut;
  return first.kind === 'location' && first.location.section.isLeftOut ? first.location.section : undefined;
}
