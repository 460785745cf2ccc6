/** From a parsed expression to a bound one: looks up its names at this point of the source. */
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { Span } from '../diagnostics/source.ts';
import type { Location } from '../sections/location.ts';
import type { BinaryOperator, Expression } from '../syntax/ast.ts';
import { constant, isTooLarge, place, TOO_LARGE, type Bound, type AssemblySymbol } from './bound.ts';
import { evaluate } from './evaluate.ts';
import type { SymbolTable } from './symbols.ts';

export interface BindingContext {
  readonly symbols: SymbolTable;
  readonly diagnostics: Diagnostics;
  here(): Location;
}

/**
 * Binds an expression; what is known already is folded to a constant. Undefined, with a diagnostic given, if it contains
 * something that has no value, such as a register.
 */
export function bind(expression: Expression, context: BindingContext): Bound | undefined {
  return bindWhole(expression, context, isNumber);
}

/**
 * Binds with names that were assigned before standing for their present values, as .if and an assignment need it:
 * `x = x + 4` means the x before it.
 */
export function bindPresent(expression: Expression, context: BindingContext): Bound | undefined {
  return bindWhole(expression, context, () => true);
}

function bindWhole(expression: Expression, context: BindingContext, replaces: Replaces): Bound | undefined {
  const bound = bindTree(expression, { context, replaces, formulas: 0, steps: 0, depth: 0 });
  if (bound === undefined) return undefined;
  if (!isTooLarge(bound)) return fold(bound);
  context.diagnostics.error(expression.span, TOO_LARGE);
  return undefined;
}

/** Whether a name that was assigned a value is replaced by it here. */
type Replaces = (symbol: AssemblySymbol, value: Bound) => boolean;

/**
 * Numbers are known for good. Who uses a name for a place, however, means whatever has this name when the program is
 * linked: another file's definition may take the place of a weak one.
 */
const isNumber: Replaces = (symbol, value) => symbol.isAlias || value.kind === 'constant';

/** One binding. */
interface Run {
  readonly context: BindingContext;
  readonly replaces: Replaces;
  /** How many formulas have been replaced by what they say. */
  formulas: number;
  /** How many parts have been bound, those of formulas among them. */
  steps: number;
  /** How many parts the present one is within. */
  depth: number;
}

/** More formulas, and parts by them, than any expression leads to, unless they double each time. */
const MAX_FORMULAS = 1000;
const MAX_FORMULA_STEPS = 100_000;
/** Parentheses nest 200 deep, but formulas can be in formulas. The call stack takes twice as many. */
const MAX_DEPTH = 1000;

function bindTree(expression: Expression, run: Run): Bound | undefined {
  run.steps++;
  if (run.depth >= MAX_DEPTH) {
    run.context.diagnostics.error(expression.span, TOO_LARGE);
    return undefined;
  }
  run.depth++;
  const bound = bindPart(expression, run);
  run.depth--;
  return bound;
}

function bindPart(expression: Expression, run: Run): Bound | undefined {
  const { span } = expression;
  const { context, replaces } = run;
  switch (expression.kind) {
    case 'number':
      return { kind: 'constant', value: expression.value, span };
    case 'here':
      return hereOf(context.here(), span);
    case 'symbol': {
      const symbol = context.symbols.mention(expression.name, span);
      if (symbol.formula !== undefined) return bindFormula(symbol, span, run);
      if (symbol.definition?.kind === 'value' && replaces(symbol, symbol.definition.value)) {
        return { ...symbol.definition.value, span };
      }
      return { kind: 'symbol', symbol, span };
    }
    case 'local': {
      const symbol = context.symbols.numeric(expression.number, expression.direction, span);
      if (symbol !== undefined) return { kind: 'symbol', symbol, span };
      context.diagnostics.consequence(span, `there is no label ${expression.number}: before this line`);
      return undefined;
    }
    case 'register':
      context.diagnostics.error(span, `expected a value, found the register ${expression.name}`);
      return undefined;
    case 'unary': {
      const operand = bindTree(expression.operand, run);
      if (operand === undefined) return undefined;
      const whole: Bound = { kind: 'unary', operator: expression.operator, operand, span };
      return operand.kind === 'constant' ? fold(whole) : whole;
    }
    case 'binary':
      return bindChain(expression, run);
    case 'group': {
      const [only, second] = expression.items;
      if (second === undefined) return bindTree(only, run);
      context.diagnostics.error(span, 'expected one value in parentheses, found two');
      return undefined;
    }
  }
}

/** What a formula means here. Within itself its name stands for what it comes to in the end. */
function bindFormula(symbol: AssemblySymbol, span: Span, run: Run): Bound | undefined {
  const { formula } = symbol;
  if (formula === undefined) return undefined;
  if (run.formulas++ > MAX_FORMULAS || run.steps > MAX_FORMULA_STEPS) {
    run.context.diagnostics.error(span, TOO_LARGE);
    return undefined;
  }
  symbol.formula = undefined;
  const bound = bindTree(formula.expression, run);
  symbol.formula = formula;
  return bound === undefined ? undefined : { ...bound, span };
}

/** The dot: a place, or behind .struct a number. */
function hereOf(location: Location, span: Span): Bound {
  const { section, fragment, offset } = location;
  if (!section.isAbsolute || fragment.start === undefined) return place(location, span);
  return constant(BigInt(fragment.start + offset), span);
}

/** A long sum is a tree as deep as it is long: walks down its left side without recursion. */
function bindChain(expression: Extract<Expression, { kind: 'binary' }>, run: Run): Bound | undefined {
  const chain: Extract<Expression, { kind: 'binary' }>[] = [];
  let first: Expression = expression;
  while (first.kind === 'binary') {
    chain.push(first);
    first = first.left;
  }
  let left = bindTree(first, run);
  for (const { operator, right, span } of chain.reverse()) {
    const bound = bindTree(right, run);
    left = left === undefined || bound === undefined ? undefined : joined(operator, left, bound, span);
  }
  return left;
}

/** Two parts with an operator between them. Numbers become one number, however many there are. */
function joined(operator: BinaryOperator, left: Bound, right: Bound, span: Span): Bound {
  if (operator === '+' && left.kind === 'constant' && right.kind !== 'constant') {
    return joined(operator, right, left, span);
  }
  const whole: Bound = { kind: 'binary', operator, left, right, span };
  if (right.kind !== 'constant') return whole;
  if (left.kind === 'constant') return fold(whole);
  // Behind a symbol, too: `x = x + 4` may come again and again.
  const before = isSum(operator) ? addendOf(left) : undefined;
  if (before === undefined) return whole;
  const value = before.addend + (operator === '-' ? -right.value : right.value);
  return { kind: 'binary', operator: '+', left: before.base, right: { ...right, value: wrapped(value) }, span };
}

function addendOf(bound: Bound): { readonly base: Bound; readonly addend: bigint } | undefined {
  if (bound.kind !== 'binary' || bound.right.kind !== 'constant' || !isSum(bound.operator)) return undefined;
  return { base: bound.left, addend: bound.operator === '-' ? -bound.right.value : bound.right.value };
}

function isSum(operator: BinaryOperator): boolean {
  return operator === '+' || operator === '-';
}

function wrapped(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

/** Replaces an expression by a constant if its value is known whatever comes. */
function fold(bound: Bound): Bound {
  // What is no sum is a constant already, or a place or symbol, which no folding makes one.
  if (bound.kind !== 'unary' && bound.kind !== 'binary') return bound;
  const result = evaluate(bound, { resolve: (symbol) => symbol });
  if (result.kind !== 'value' || result.base !== undefined) return bound;
  return { kind: 'constant', value: result.addend, span: bound.span };
}

/**
 * The value of an expression that must be known now, as .if and .rept need it; undefined, with a diagnostic given,
 * otherwise.
 */
export function constantNow(expression: Expression, what: string, context: BindingContext): bigint | undefined {
  const bound = bindPresent(expression, context);
  if (bound === undefined) return undefined;
  if (bound.kind === 'constant') return bound.value;
  const result = evaluate(bound, { resolve: (symbol) => symbol });
  const { span } = expression;
  if (result.kind === 'undefined') {
    const { name } = result.symbol;
    const hint = context.diagnostics.didYouMean(result.span, name, () => definedNames(context.symbols));
    context.diagnostics.consequence(result.span, `${what} must be known here, but '${name}' is not defined yet${hint}`);
  } else if (result.kind === 'error') {
    context.diagnostics.error(result.span, result.message);
  } else {
    context.diagnostics.error(span, `${what} must be known here, but this depends on where the sections are laid`);
  }
  return undefined;
}

function definedNames(symbols: SymbolTable): string[] {
  return [...symbols.all()].filter(({ definition }) => definition !== undefined).map(({ name }) => name);
}
