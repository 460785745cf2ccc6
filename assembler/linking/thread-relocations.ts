/** Fixups of sources about memory that each thread has for itself, as the relocations that an object file has for them. */
import { findRelocation, relocationType } from '../../emulator/elf/relocation-types.ts';
import { constant, type Bound } from '../expressions/bound.ts';
import { reduce } from '../expressions/reduce.ts';
import type { Fixup } from '../layout/fixup.ts';
import { BASES, fieldOf, isThreadBase, partOf } from '../layout/relocation-kinds.ts';

/**
 * A fixup about a thread's own symbol, `x-$tls_leoff$` and its like, as the relocation that an object file has for it;
 * undefined for any other.
 */
export function threadRelocation(fixup: Fixup): Fixup | undefined {
  const { expression, selector, span } = fixup;
  const minus = expression.kind === 'binary' ? threadName(expression) : undefined;
  if (minus === undefined) return undefined;
  const number = findRelocation(BASES[minus], fieldOf(fixup), partOf(selector));
  const type = number === undefined ? undefined : relocationType(number);
  const sum = reduce(expression);
  if (type === undefined || sum.kind === 'error' || sum.plus?.kind !== 'symbol') return undefined;
  const left: Bound = { kind: 'symbol', symbol: sum.plus.symbol, span };
  const moved: Bound = { kind: 'binary', operator: '+', left, right: constant(sum.addend, span), span };
  return { ...fixup, field: { kind: 'relocation', type }, selector: undefined, expression: moved };
}

/** The name for a thread's memory that is subtracted somewhere in a sum. */
function threadName({ operator, left, right }: Extract<Bound, { kind: 'binary' }>): string | undefined {
  const name = operator === '-' && right.kind === 'symbol' ? right.symbol.name : '';
  if (Object.hasOwn(BASES, name) && isThreadBase(BASES[name])) return name;
  return left.kind === 'binary' ? threadName(left) : undefined;
}
