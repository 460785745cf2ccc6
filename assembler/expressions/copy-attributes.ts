/** Names that are assigned a symbol, or a symbol and a number, have its type and size, as GNU as gives them. */
import type { AssemblySymbol, Bound } from './bound.ts';
import type { SymbolTable } from './symbols.ts';

/** Gives all such names their type and size; the source must have been read. */
export function copyAttributes(symbols: SymbolTable): void {
  const done = new Set<AssemblySymbol>();
  for (const symbol of symbols.all()) copyTo(symbol, done);
}

function copyTo(symbol: AssemblySymbol, done: Set<AssemblySymbol>): void {
  // Names may lead to other names, even in a circle.
  const chain: AssemblySymbol[] = [];
  for (let at: AssemblySymbol | undefined = symbol; at !== undefined && !done.has(at); at = sourceOf(at)) {
    done.add(at);
    chain.push(at);
  }
  for (const each of chain.reverse()) {
    const source = sourceOf(each);
    if (source?.definition === undefined) continue;
    each.size ??= source.size;
    if (source.type !== 'notype') each.type = source.type;
  }
}

/** The symbol whose place a name has been given. */
function sourceOf({ definition, isAlias }: AssemblySymbol): AssemblySymbol | undefined {
  return definition?.kind === 'value' && !isAlias ? named(definition.value) : undefined;
}

function named(value: Bound): AssemblySymbol | undefined {
  if (value.kind === 'symbol') return value.symbol;
  if (value.kind !== 'binary' || value.right.kind !== 'constant') return undefined;
  return (value.operator === '+' || value.operator === '-') && value.left.kind === 'symbol'
    ? value.left.symbol
    : undefined;
}
