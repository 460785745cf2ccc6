/**
 * Names that are assigned a symbol, or a symbol and a number, have its type and size, as GNU as gives them: what the symbol
 * has by then if it is defined, else what it has in the end, and then for the symbol alone.
 */
import type { AssemblySymbol, Bound } from './bound.ts';
import { evaluate } from './evaluate.ts';
import { OWN_SCOPE } from './reduce.ts';
import type { SymbolTable } from './symbols.ts';

/** Gives a name that has just been assigned a value the type and size that go with it, or takes note of where they come from. */
export function copyAttributes(symbol: AssemblySymbol): void {
  const value = symbol.definition?.kind === 'value' ? symbol.definition.value : undefined;
  symbol.equated = value?.kind === 'symbol' && value.symbol.definition === undefined ? value.symbol : undefined;
  const source = value === undefined ? undefined : named(value);
  if (source?.definition !== undefined) copy(source, symbol);
}

/** Gives the names of what was defined later their type and size; the source must have been read. */
export function copyLaterAttributes(symbols: SymbolTable): void {
  const done = new Set<AssemblySymbol>();
  for (const symbol of symbols.all()) {
    // Names may lead to other names, even in a circle.
    const chain: AssemblySymbol[] = [];
    for (let at = symbol; at.equated !== undefined && !done.has(at); at = at.equated) {
      done.add(at);
      chain.push(at);
    }
    for (const each of chain.reverse()) {
      if (each.equated?.definition !== undefined) copy(each.equated, each);
    }
  }
}

function copy(source: AssemblySymbol, symbol: AssemblySymbol): void {
  symbol.size ??= source.size;
  if (source.type !== 'notype') symbol.type = source.type;
}

/** The symbol whose place a value is, or is a known distance from. */
function named(value: Bound): AssemblySymbol | undefined {
  if (value.kind === 'symbol') return value.symbol;
  if (value.kind !== 'binary' || (value.operator !== '+' && value.operator !== '-')) return undefined;
  const distance = evaluate(value.right, OWN_SCOPE);
  const isNumber = distance.kind === 'value' && distance.base === undefined;
  return isNumber && value.left.kind === 'symbol' ? value.left.symbol : undefined;
}
