/**
 * The value of a bound expression: 64-bit arithmetic as in GNU as, on constants and on places. A place keeps its section
 * and its distance from the constant added to it, since L% and R% round the two differently.
 */
import type { Span } from '../diagnostics/source.ts';
import type { PlacedSection } from '../sections/location.ts';
import type { BinaryOperator, UnaryOperator } from '../syntax/ast.ts';
import { MAX_DEFINITIONS, TOO_LARGE, TOO_MANY_DEFINITIONS, type AssemblySymbol, type Bound } from './bound.ts';

export interface Value {
  readonly kind: 'value';
  /** The section whose address is to be added; undefined for an absolute value. */
  readonly base: PlacedSection | undefined;
  /** What comes from labels: an offset in the section, or the distance of two labels. */
  readonly symbol: bigint;
  /** What comes from numbers. */
  readonly addend: bigint;
}

export type Evaluation =
  | Value
  | { readonly kind: 'undefined'; readonly symbol: AssemblySymbol; readonly span: Span }
  /** It depends on sizes or addresses that the layout hasn't found yet. */
  | { readonly kind: 'unknown'; readonly span: Span }
  | { readonly kind: 'error'; readonly message: string; readonly span: Span };

export interface Scope {
  /** The symbol that defines this one: itself, or another file's. */
  resolve(symbol: AssemblySymbol): AssemblySymbol;
}

/**
 * One evaluation: the symbols whose definitions lead to the present one, how many parts the present one is within, and how
 * much work is still allowed.
 */
interface Run {
  readonly scope: Scope;
  readonly visiting: Set<AssemblySymbol>;
  depth: number;
  budget: number;
}

/** More parts than any expression has, unless its definitions double each time. */
const MAX_STEPS = 100_000;

/** How deep parts and definitions may nest together: a sum in each definition, and more; the call stack takes twice as many. */
const MAX_DEPTH = 1100;

/** Evaluates with the places that are known at present: fragments' starts and, when linking, sections' addresses. */
export function evaluate(bound: Bound, scope: Scope): Evaluation {
  return evaluateNode(bound, { scope, visiting: new Set(), depth: 0, budget: MAX_STEPS });
}

function evaluateNode(bound: Bound, run: Run): Evaluation {
  const { span } = bound;
  if (run.budget-- <= 0 || run.depth >= MAX_DEPTH) return { kind: 'error', message: TOO_LARGE, span };
  run.depth++;
  const result = evaluatePart(bound, run);
  run.depth--;
  return result;
}

function evaluatePart(bound: Bound, run: Run): Evaluation {
  const { span } = bound;
  switch (bound.kind) {
    case 'constant':
      return constant(bound.value);
    case 'location':
      return place(bound.location.section, bound.location.fragment.start, bound.location.offset, span);
    case 'symbol':
      return symbolValue(bound.symbol, run, span);
    case 'unary': {
      const wide = wideNumber(bound);
      if (wide !== undefined) return { kind: 'value', base: undefined, symbol: 0n, addend: wide };
      const operand = evaluateNode(bound.operand, run);
      return operand.kind === 'value' ? unary(bound.operator, operand, span) : operand;
    }
    case 'binary':
      return binaryChain(bound, run);
  }
}

/**
 * A sign in front of a number that 64 bits can't hold, as .octa takes them: it belongs to the number as it is written. All
 * else is computed in 64 bits, where `~` of such a number is one, too.
 */
function wideNumber({ operator, operand }: Extract<Bound, { kind: 'unary' }>): bigint | undefined {
  if (operand.kind !== 'constant') return undefined;
  const { value } = operand;
  if (operator === '-') return BigInt.asIntN(64, -value) === -value ? undefined : -value;
  if (!isWide(value)) return undefined;
  return operator === '~' ? ~value : value;
}

/** Whether a number has more than 64 bits, with a sign or without. */
function isWide(value: bigint): boolean {
  return BigInt.asIntN(64, value) !== value && BigInt.asUintN(64, value) !== value;
}

function symbolValue(mentioned: AssemblySymbol, run: Run, span: Span): Evaluation {
  const symbol = run.scope.resolve(mentioned);
  const { definition } = symbol;
  if (definition === undefined) return { kind: 'undefined', symbol: mentioned, span };
  if (definition.kind === 'label') {
    const { section, fragment, offset } = definition.location;
    return place(section, fragment.start, offset, span);
  }
  if (run.visiting.has(symbol)) return { kind: 'error', message: `'${symbol.name}' is defined by itself`, span };
  if (run.visiting.size >= MAX_DEFINITIONS) return { kind: 'error', message: TOO_MANY_DEFINITIONS, span };
  run.visiting.add(symbol);
  const result = evaluateNode(definition.value, run);
  run.visiting.delete(symbol);
  return result;
}

/** A long sum is a tree as deep as it is long: walks down its left side without recursion. */
function binaryChain(bound: Extract<Bound, { kind: 'binary' }>, run: Run): Evaluation {
  const chain: Extract<Bound, { kind: 'binary' }>[] = [];
  let first: Bound = bound;
  while (first.kind === 'binary') {
    chain.push(first);
    first = first.left;
  }
  let left = evaluateNode(first, run);
  for (const node of chain.reverse()) {
    if (left.kind === 'error' || left.kind === 'undefined') return left;
    const right = evaluateNode(node.right, run);
    if (right.kind === 'error' || right.kind === 'undefined') return right;
    if (left.kind === 'unknown' || right.kind === 'unknown') {
      left = distance(node, run.scope) ?? (left.kind === 'unknown' ? left : right);
    } else {
      left = unusable(node) ?? binary(node.operator, left, right, node.span);
    }
  }
  return left;
}

/** Two labels of one fragment have a known distance wherever the fragment comes to lie. */
function distance(node: Extract<Bound, { kind: 'binary' }>, scope: Scope): Value | undefined {
  if (node.operator !== '-') return undefined;
  const left = locationOf(node.left, scope);
  const right = locationOf(node.right, scope);
  if (left === undefined || right === undefined || left.fragment !== right.fragment) return undefined;
  return constant(BigInt(left.offset - right.offset));
}

function locationOf(bound: Bound, scope: Scope) {
  if (bound.kind === 'location') return bound.location;
  if (bound.kind !== 'symbol') return undefined;
  const { definition } = scope.resolve(bound.symbol);
  return definition?.kind === 'label' ? definition.location : undefined;
}

function constant(value: bigint): Value {
  return { kind: 'value', base: undefined, symbol: 0n, addend: BigInt.asIntN(64, value) };
}

function place(section: PlacedSection, start: number | undefined, offset: number, span: Span): Evaluation {
  if (start === undefined) return { kind: 'unknown', span };
  return { kind: 'value', base: section, symbol: BigInt(start + offset), addend: 0n };
}

function unary(operator: UnaryOperator, operand: Value, span: Span): Evaluation {
  if (operator === '+') return operand;
  if (operand.base !== undefined) return notRelocatable(operator, span);
  const value = operand.symbol + operand.addend;
  return constant(operator === '-' ? -value : ~value);
}

function binary(operator: BinaryOperator, left: Value, right: Value, span: Span): Evaluation {
  if (operator === '+' && (left.base === undefined || right.base === undefined)) {
    const base = left.base ?? right.base;
    return { kind: 'value', base, symbol: left.symbol + right.symbol, addend: left.addend + right.addend };
  }
  if (operator === '-') return subtract(left, right, span);
  let a = left.symbol + left.addend;
  let b = right.symbol + right.addend;
  if (left.base !== undefined || right.base !== undefined) {
    // Places can be compared: within their section, or by address once they have one.
    if (!COMPARISONS.has(operator)) return notRelocatable(operator, span);
    if (left.base !== right.base) {
      if (left.base?.address === undefined || right.base?.address === undefined) return { kind: 'unknown', span };
      a += BigInt(left.base.address);
      b += BigInt(right.base.address);
    }
  }
  return compute(operator, BigInt.asIntN(64, a), BigInt.asIntN(64, b), span);
}

function subtract(left: Value, right: Value, span: Span): Evaluation {
  const symbol = left.symbol - right.symbol;
  const addend = left.addend - right.addend;
  if (right.base === undefined) return { kind: 'value', base: left.base, symbol, addend };
  if (left.base === right.base) return { kind: 'value', base: undefined, symbol: 0n, addend: symbol + addend };
  if (left.base === undefined) {
    if (right.base.address === undefined) return notRelocatable('-', span);
    return { kind: 'value', base: undefined, symbol: symbol - BigInt(right.base.address), addend };
  }
  if (left.base.address === undefined || right.base.address === undefined) return { kind: 'unknown', span };
  const apart = BigInt(left.base.address - right.base.address);
  return { kind: 'value', base: undefined, symbol: symbol + apart, addend };
}

const COMPARISONS: ReadonlySet<string> = new Set<BinaryOperator>(['==', '!=', '<', '<=', '>', '>=']);

function compute(operator: BinaryOperator, a: bigint, b: bigint, span: Span): Evaluation {
  switch (operator) {
    case '+':
      return constant(a + b);
    case '-':
      return constant(a - b);
    case '*':
      return constant(a * b);
    case '/':
      return b === 0n ? { kind: 'error', message: 'division by zero', span } : constant(a / b);
    case '%':
      return b === 0n ? { kind: 'error', message: 'division by zero', span } : constant(a % b);
    case '&':
      return constant(a & b);
    case '|':
      return constant(a | b);
    case '^':
      return constant(a ^ b);
    case '<<':
      return shift(b, span, () => a << b);
    case '>>':
      return shift(b, span, () => BigInt.asUintN(64, a) >> b);
    case '==':
      return truth(a === b);
    case '!=':
      return truth(a !== b);
    case '<':
      return truth(a < b);
    case '<=':
      return truth(a <= b);
    case '>':
      return truth(a > b);
    case '>=':
      return truth(a >= b);
    case '&&':
      return constant(a !== 0n && b !== 0n ? 1n : 0n);
    case '||':
      return constant(a !== 0n || b !== 0n ? 1n : 0n);
  }
}

/** A number that can't be computed with as it is written: only 64 bits of it are. */
function unusable({ operator, left, right, span }: Extract<Bound, { kind: 'binary' }>): Evaluation | undefined {
  if (right.kind === 'constant' && (operator === '<<' || operator === '>>')) {
    const problem = shiftProblem(right.value, span);
    if (problem !== undefined) return problem;
  }
  for (const part of [right, left]) {
    if (part.kind !== 'constant' || !isWide(part.value)) continue;
    if (part === right && (operator === '/' || operator === '%')) {
      return { kind: 'error', message: `a division is by a number of 64 bits, not by ${part.value}`, span };
    }
    const message = `numbers are computed with in 64 bits, and ${part.value} has more`;
    return { kind: 'error', message, span: part.span };
  }
  return undefined;
}

function shiftProblem(count: bigint, span: Span): Evaluation | undefined {
  if (count >= 0n && count <= 63n) return undefined;
  return { kind: 'error', message: `a shift is by 0 to 63 bits, not ${count}`, span };
}

function shift(count: bigint, span: Span, result: () => bigint): Evaluation {
  return shiftProblem(count, span) ?? constant(result());
}

/** A comparison that holds is all ones, as in GNU as. */
function truth(holds: boolean): Value {
  return constant(holds ? -1n : 0n);
}

function notRelocatable(operator: string, span: Span): Evaluation {
  return {
    kind: 'error',
    message: `'${operator}' needs numbers, and an address is known only when the image is laid out`,
    span,
  };
}
