/** .weakref alias, symbol: what uses the symbol by way of the alias alone does without it if nobody defines it. */
import { definedTwice } from '../diagnostics/wording.ts';
import { directive, nameArgument, type Directive } from './directive.ts';

const weakref = directive(2, 2, ({ args }, unit) => {
  const alias = nameArgument(args[0], 'the name of the alias', unit);
  const target = nameArgument(args[1], 'the name of a symbol', unit);
  if (alias === undefined || target === undefined) return;
  const { symbols, diagnostics } = unit;
  const { span } = alias;
  if (alias.name === target.name) {
    diagnostics.error(span, `'${alias.name}' can't be an alias of itself`);
    return;
  }
  const symbol = symbols.mention(target.name);
  const value =
    symbol.definition?.kind === 'value' ? symbol.definition.value : { kind: 'symbol' as const, symbol, span };
  const note = symbols.assign(alias.name, value, span);
  if (note !== undefined) diagnostics.error(span, definedTwice(alias.name), [note]);
  symbols.mention(alias.name).isAlias = true;
  unit.atEnd.push(() => {
    if (symbol.definition !== undefined || symbol.firstUse !== undefined || symbol.isAlias) return;
    symbol.global = true;
    symbol.weak = true;
  });
});

export const weakrefDirectives: Readonly<Record<string, Directive>> = { '.weakref': weakref };
