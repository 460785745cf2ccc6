/**
 * Expressions whose names have been looked up: the dot and numeric labels have become places, redefinable symbols their
 * present value. What remains to be found out is where things are laid, and the symbols that come later. A symbol's value
 * is such an expression again, so both are declared here.
 */
import type { BinaryOperator, Expression, UnaryOperator } from '../syntax/ast.ts';
import type { Span } from '../diagnostics/source.ts';
import type { Location, PlacedSection } from '../sections/location.ts';

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

export type Definition =
  | { readonly kind: 'label'; readonly location: Location; readonly span: Span }
  /** Made by =, .equ or .set, and so may be made again. */
  | { readonly kind: 'value'; readonly value: Bound; readonly span: Span };

export type SymbolType = 'notype' | 'object' | 'function' | 'millicode' | 'tls' | 'ifunc' | 'file';

/** Who may see a global symbol once the program is linked, in ELF's words. */
export type Visibility = 'default' | 'internal' | 'hidden' | 'protected';

/** Memory that the linker reserves once, however many files ask for it: the largest size wins. */
export interface CommonBlock {
  readonly size: number;
  readonly alignment: number;
  readonly span: Span;
}

export class AssemblySymbol {
  readonly name: string;
  definition: Definition | undefined;
  /** Visible to the other files. */
  global = false;
  /** Said to be there for other files, or theirs: without a definition and a use, too, it is one that the linker looks for. */
  isWanted = false;
  weak = false;
  /** A program has one of it, whatever it loads. */
  unique = false;
  visibility: Visibility = 'default';
  /** Given by .equiv: its value stays. */
  isFinal = false;
  /** Given by == or .eqv: what the name means is found out anew at each use, and at the end once more for its definition. */
  formula: { readonly expression: Expression; readonly span: Span } | undefined;
  /** Set by .local: .comm then reserves the memory in this file. */
  local = false;
  common: CommonBlock | undefined;
  type: SymbolType = 'notype';
  size: Bound | undefined;
  /** Made by .weakref: it stands for the other symbol everywhere. */
  isAlias = false;
  /** The symbol that it was assigned when that had no definition yet. */
  equated: AssemblySymbol | undefined;
  /** A name of a register, for the source alone. */
  isRegister = false;
  /** A later assignment has taken its name: what used it before still means its value. */
  isReplaced = false;
  /** The section that it stood in, if a linker has left that out of the program. */
  leftOut: PlacedSection | undefined;
  /** The number of a numeric label's definition, 1 for the first one; undefined for symbols with a name. */
  occurrence: number | undefined;
  /** The first use, for the complaint that there is no definition. */
  firstUse: Span | undefined;

  constructor(name: string) {
    this.name = name;
  }
}

/** A number. */
export function constant(value: bigint, span: Span): Bound {
  return { kind: 'constant', value, span };
}

/** The address of a place. */
export function place(location: Location, span: Span): Bound {
  return { kind: 'location', location, span };
}

/** What is said of expressions that nobody writes by hand. */
export const TOO_LARGE = 'this expression is too large';

/** How far definitions may lead to other definitions; far less than the call stack allows. */
export const MAX_DEFINITIONS = 500;

/** What is said where names lead to names that come later, one after another. */
export const TOO_MANY_DEFINITIONS = `the value of this leads through more than ${MAX_DEFINITIONS} names that are defined later; define them in the other order`;

/**
 * Operators in an expression, when numbers have become one number. Relocations take one at most; the call stack takes so
 * many inside each other, and a symbol that is assigned itself and more, line after line, stays cheap.
 */
const MAX_OPERATORS = 1000;

export function isTooLarge(whole: Bound): boolean {
  if (whole.kind !== 'unary' && whole.kind !== 'binary') return false;
  const open: Bound[] = [whole];
  let operators = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.kind === 'unary') open.push(next.operand);
    else if (next.kind === 'binary') open.push(next.left, next.right);
    else continue;
    if (++operators > MAX_OPERATORS) return true;
  }
  return false;
}
