/** What a program is linked without: sections that another file has already, or that nothing uses. */
import { constant, type AssemblySymbol, type Bound } from '../expressions/bound.ts';
import type { Fixup } from '../layout/fixup.ts';
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

/** Where line tables have code that is nowhere. 0 would be the code of a program that begins there. */
const NOWHERE = 0xffffffffn;

/** What a line table is to have for an address in a section that is left out; undefined for all else, distances too. */
export function lineOfLeftOut({ location, expression, span }: Fixup): Bound | undefined {
  if (location.section.name !== '.debug_line') return undefined;
  const isDistance = expression.kind === 'binary' && expression.operator === '-';
  return isDistance || leftOutSection(expression) === undefined ? undefined : constant(NOWHERE, span);
}
