/** What no symbol table can hold, whether anything uses it or not; found when the whole source is read. */
import type { Unit } from './unit.ts';
import { evaluate } from './expressions/evaluate.ts';
import { OWN_SCOPE, reduce } from './expressions/reduce.ts';
import type { AssemblySymbol } from './expressions/bound.ts';

/** Complains about symbols that are both weak and common, that stand for common ones, or that are defined by themselves. */
export function checkSymbols(unit: Unit): void {
  for (const symbol of unit.symbols.all()) {
    const { name, weak, common, isAlias } = symbol;
    if (weak && common !== undefined) {
      unit.diagnostics.error(common.span, `'${name}' can't be both weak and common`);
    }
    if (symbol.definition?.kind === 'value' && !isAlias) checkValue(symbol, unit);
    if (symbol.size !== undefined) checkSize(symbol, unit);
  }
}

function checkValue({ name, definition }: AssemblySymbol, { diagnostics }: Unit): void {
  if (definition?.kind !== 'value') return;
  const { value, span } = definition;
  if (value.kind === 'symbol' && value.symbol.common !== undefined) {
    const note = { message: `'${value.symbol.name}' is common here`, span: value.symbol.common.span };
    diagnostics.error(span, `'${name}' can't stand for common memory, whose place the linker finds`, [note]);
    return;
  }
  // What a name stands for is wanted, though nothing uses the name.
  const target = value.kind === 'binary' && value.right.kind === 'constant' ? value.left : value;
  if (target.kind === 'symbol' && target.symbol.definition === undefined) target.symbol.isWanted = true;
  const result = evaluate(value, OWN_SCOPE);
  if (result.kind === 'error' && result.message.endsWith('is defined by itself')) {
    diagnostics.error(result.span, result.message);
  }
}

function checkSize({ name, size }: AssemblySymbol, { diagnostics }: Unit): void {
  if (size === undefined || size.kind === 'constant') return;
  const sum = reduce(size);
  if (sum.kind === 'error' || (sum.plus === undefined && sum.minus === undefined)) return;
  const term = sum.plus ?? sum.minus;
  const undefinedTerm = [sum.plus, sum.minus].find(
    (each) => each?.kind === 'symbol' && each.symbol.definition === undefined,
  );
  const why = undefinedTerm?.kind === 'symbol' ? `: '${undefinedTerm.symbol.name}' is not defined` : '';
  diagnostics.error(term?.span, `the size of '${name}' must be a number${why}`);
}
