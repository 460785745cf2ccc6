/**
 * Reduces an expression to what a relocation can say: a number, plus at most one place or symbol, minus at most one. Two
 * places of one section cancel each other, whatever address the section gets.
 */
import type { Span } from '../diagnostics/source.ts';
import type { PlacedSection } from '../sections/location.ts';
import { MAX_DEFINITIONS, TOO_LARGE, TOO_MANY_DEFINITIONS, type AssemblySymbol, type Bound } from './bound.ts';
import { evaluate, type Scope } from './evaluate.ts';

export type Term =
  | { readonly kind: 'symbol'; readonly symbol: AssemblySymbol; readonly span: Span }
  /** What the dot means. */
  | { readonly kind: 'place'; readonly section: PlacedSection; readonly offset: number; readonly span: Span };

export interface Reduction {
  readonly kind: 'reduction';
  readonly plus: Term | undefined;
  readonly minus: Term | undefined;
  readonly addend: bigint;
}

export interface Irreducible {
  readonly kind: 'error';
  readonly message: string;
  readonly span: Span;
}

/** A scope in which every file stands alone. */
export const OWN_SCOPE: Scope = { resolve: (symbol) => symbol };

/** Whether a symbol that is a number stands for itself all the same. */
export type Stays = (symbol: AssemblySymbol) => boolean;

/** The terms collected so far, the symbols whose definitions lead here, and how much work is still allowed. */
interface Sum {
  readonly stays: Stays;
  readonly plus: Term[];
  readonly minus: Term[];
  readonly visiting: Set<AssemblySymbol>;
  addend: bigint;
  budget: number;
}

/** Far more parts than anybody writes. */
const MAX_STEPS = 25_000;
/** Symbols in one expression that can cancel each other. */
const MAX_TERMS = 64;

/** Reduces with the offsets that the layout has found; numbers of symbols that `stays` names are left to their symbols. */
export function reduce(bound: Bound, stays: Stays = () => false): Reduction | Irreducible {
  // Most expressions are a symbol or a symbol and a number: a tenth of the work.
  if (isReduced(bound)) return { kind: 'reduction', plus: bound, minus: undefined, addend: 0n };
  if (bound.kind === 'binary' && bound.operator === '+' && isReduced(bound.left) && bound.right.kind === 'constant') {
    return { kind: 'reduction', plus: bound.left, minus: undefined, addend: bound.right.value };
  }
  const sum: Sum = { stays, plus: [], minus: [], visiting: new Set(), addend: 0n, budget: MAX_STEPS };
  const problem = collect(bound, sum);
  if (problem !== undefined) return problem;
  cancel(sum);
  const { plus, minus } = sum;
  const tooMany = plus.at(1) ?? minus.at(1);
  if (tooMany !== undefined) {
    const message = 'an object file can hold the sum or the difference of two symbols, not more';
    return { kind: 'error', message, span: tooMany.span };
  }
  return { kind: 'reduction', plus: plus.at(0), minus: minus.at(0), addend: BigInt.asIntN(64, sum.addend) };
}

/** A symbol that stands for itself. */
function isReduced(bound: Bound): bound is Extract<Bound, { kind: 'symbol' }> {
  return bound.kind === 'symbol' && bound.symbol.definition?.kind !== 'value';
}

/** Adds the parts of an expression to the sum. */
function collect(whole: Bound, sum: Sum): Irreducible | undefined {
  const open: { bound: Bound; sign: 1n | -1n }[] = [{ bound: whole, sign: 1n }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { bound, sign } = next;
    const { span } = bound;
    if (sum.budget-- <= 0) return { kind: 'error', message: TOO_LARGE, span };
    if (bound.kind === 'unary' && bound.operator !== '~') {
      open.push({ bound: bound.operand, sign: bound.operator === '-' ? negative(sign) : sign });
    } else if (bound.kind === 'binary' && (bound.operator === '+' || bound.operator === '-')) {
      open.push({ bound: bound.right, sign: bound.operator === '-' ? negative(sign) : sign });
      open.push({ bound: bound.left, sign });
    } else {
      const problem = collectLeaf(bound, sign, sum);
      if (problem !== undefined) return problem;
    }
  }
  return undefined;
}

function negative(sign: 1n | -1n): 1n | -1n {
  return sign === 1n ? -1n : 1n;
}

function collectLeaf(bound: Bound, sign: 1n | -1n, sum: Sum): Irreducible | undefined {
  const { span } = bound;
  switch (bound.kind) {
    case 'constant':
      sum.addend += sign * bound.value;
      return undefined;
    case 'location': {
      const { section, fragment, offset } = bound.location;
      add({ kind: 'place', section, offset: (fragment.start ?? 0) + offset, span }, sign, sum);
      return undefined;
    }
    case 'symbol':
      return collectSymbol(bound.symbol, span, sign, sum);
    default:
      return collectNumber(bound, sign, sum);
  }
}

/** Operators other than plus and minus need numbers. */
function collectNumber(bound: Bound, sign: 1n | -1n, sum: Sum): Irreducible | undefined {
  const { span } = bound;
  const value = evaluate(bound, OWN_SCOPE);
  if (value.kind === 'error') return value;
  if (value.kind !== 'value' || value.base !== undefined) {
    return { kind: 'error', message: 'an object file can hold sums and differences of symbols alone', span };
  }
  sum.addend += sign * (value.symbol + value.addend);
  return undefined;
}

/**
 * A symbol that was assigned a place stands for itself; one that was assigned a number, or another file's symbol, for
 * what it was assigned.
 */
function collectSymbol(symbol: AssemblySymbol, span: Span, sign: 1n | -1n, sum: Sum): Irreducible | undefined {
  const { definition } = symbol;
  if (definition?.kind !== 'value') {
    add({ kind: 'symbol', symbol, span }, sign, sum);
    return undefined;
  }
  if (sum.visiting.has(symbol)) return { kind: 'error', message: `'${symbol.name}' is defined by itself`, span };
  if (sum.visiting.size >= MAX_DEFINITIONS) return { kind: 'error', message: TOO_MANY_DEFINITIONS, span };
  sum.visiting.add(symbol);
  const inner: Sum = { ...sum, plus: [], minus: [], addend: 0n };
  const problem = collect(definition.value, inner);
  sum.visiting.delete(symbol);
  sum.budget = inner.budget;
  if (problem !== undefined) return problem;
  cancel(inner);
  const [only, second] = inner.plus;
  if (only !== undefined && second === undefined && inner.minus.length === 0 && isPlaced(only) && !symbol.isAlias) {
    const itself: Term = { kind: 'symbol', symbol, span };
    const place = symbol.isReplaced ? offsetOf(itself) : undefined;
    add(place === undefined ? itself : { kind: 'place', ...place, span }, sign, sum);
    return undefined;
  }
  const isNumber = only === undefined && inner.minus.length === 0;
  if (isNumber && !symbol.isAlias && !symbol.isReplaced && sum.stays(symbol)) {
    add({ kind: 'symbol', symbol, span }, sign, sum);
    return undefined;
  }
  for (const term of inner.plus) add({ ...term, span }, sign, sum);
  for (const term of inner.minus) add({ ...term, span }, negative(sign), sum);
  sum.addend += sign * inner.addend;
  return undefined;
}

/** Whether a term is a place in this file. */
function isPlaced(term: Term): boolean {
  return term.kind === 'place' || term.symbol.definition !== undefined;
}

function add(term: Term, sign: 1n | -1n, sum: Sum): void {
  if (sign === 1n) sum.plus.push(term);
  else sum.minus.push(term);
}

/** Takes pairs away whose distance is known. */
function cancel(sum: Sum): void {
  const { plus, minus } = sum;
  // So many terms are too many in any case, and would take long to compare with each other.
  if (plus.length + minus.length > MAX_TERMS) return;
  for (let i = plus.length - 1; i >= 0; i--) {
    const at = minus.findIndex((term) => distance(plus[i], term) !== undefined);
    if (at < 0) continue;
    sum.addend += distance(plus[i], minus[at]) ?? 0n;
    plus.splice(i, 1);
    minus.splice(at, 1);
  }
}

function distance(left: Term, right: Term): bigint | undefined {
  if (left.kind === 'symbol' && right.kind === 'symbol' && left.symbol === right.symbol) return 0n;
  const from = offsetOf(right);
  const to = offsetOf(left);
  if (from === undefined || to?.section !== from.section) return undefined;
  return BigInt(to.offset - from.offset);
}

/** Where a term lies in a section of this file; undefined for numbers and for symbols of other files. */
export function offsetOf(term: Term): { readonly section: PlacedSection; readonly offset: number } | undefined {
  if (term.kind === 'place') return term;
  const { symbol, span } = term;
  if (symbol.definition === undefined) return undefined;
  if (symbol.definition.kind === 'label') {
    const { section, fragment, offset } = symbol.definition.location;
    if (fragment.start !== undefined) return { section, offset: fragment.start + offset };
  }
  const value = evaluate({ kind: 'symbol', symbol, span }, OWN_SCOPE);
  if (value.kind !== 'value' || value.base === undefined) return undefined;
  return { section: value.base, offset: Number(value.symbol + value.addend) };
}
