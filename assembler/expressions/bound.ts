/**
 * Expressions whose names have been looked up: the dot and numeric labels have become places, redefinable symbols their
 * present value. What remains to be found out is where things are laid, and the symbols that come later.
 */
import type { BinaryOperator, UnaryOperator } from '../syntax/ast.ts';
import type { Span } from '../diagnostics/source.ts';
import type { Location } from '../layout/section.ts';
import type { AssemblySymbol } from './symbols.ts';

export type Bound =
  | { readonly kind: 'constant'; readonly value: bigint; readonly span: Span }
  | { readonly kind: 'location'; readonly location: Location; readonly span: Span }
  | { readonly kind: 'symbol'; readonly symbol: AssemblySymbol; readonly span: Span }
  | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: Bound; readonly span: Span }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Bound;
      readonly right: Bound;
      readonly span: Span;
    };

/** A number. */
export function constant(value: bigint, span: Span): Bound {
  return { kind: 'constant', value, span };
}

/** The address of a place. */
export function place(location: Location, span: Span): Bound {
  return { kind: 'location', location, span };
}
