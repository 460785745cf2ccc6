/**
 * From a fixup to a relocation, or to a value that is known when the file is assembled, as GNU as decides it (measured with
 * version 2.40).
 */
import { BASES, baseOfSelector, fieldOf, isTarget, isThreadBase, partOf } from '../layout/relocation-kinds.ts';
import { findRelocation, relocationNumber, type RelocationType } from '../../emulator/elf/relocation-types.ts';
import { isLinkageSelector, isPlabelSelector } from '../expressions/field-selectors.ts';
import { offsetOf, reduce, type Reduction, type Term } from '../expressions/reduce.ts';
import type { AssemblySymbol } from '../expressions/bound.ts';
import type { Span } from '../diagnostics/source.ts';
import { symbolNeeded } from '../diagnostics/wording.ts';
import type { Fixup } from '../layout/fixup.ts';
import { selectorProblem } from '../layout/selector-problem.ts';
import type { PlacedSection } from '../sections/location.ts';
import { placeOf, store, storeBytes } from '../layout/store.ts';
import { isExternalBranch, isReplaceable, keepsSymbol } from './kept-symbols.ts';

/** A relocation against a symbol, or against the start of a section of this file. */
export interface DraftRelocation {
  readonly offset: number;
  readonly type: number;
  /** undefined: a relocation of a number. */
  readonly target: AssemblySymbol | PlacedSection | undefined;
  readonly addend: number;
  /** What somebody should know about it, and where it was written. */
  readonly warning?: RelocationProblem;
}

export interface RelocationProblem {
  readonly message: string;
  readonly span: Span;
}

/** What remains for the linker: a relocation, a complaint, or undefined if the value is known and stored. */
export function resolveFixup(fixup: Fixup): DraftRelocation | RelocationProblem | undefined {
  if (fixup.field.kind === 'relocation') return writtenRelocation(fixup, fixup.field.type);
  const sum = reduce(fixup.expression);
  if (sum.kind === 'error') return sum;
  const later = sum.plus === undefined ? numberToCome(fixup) : undefined;
  if (later !== undefined) return later;
  if (sum.plus === undefined && sum.minus === undefined) return storeNumber(fixup, sum.addend);
  if (sum.plus === undefined) {
    const distance = numberLessPlace(fixup, sum);
    if (distance !== undefined) return distance;
    return { message: 'an object file can hold a difference, but no symbol that is only subtracted', span: fixup.span };
  }
  if (isTarget(fixup)) {
    const problem = selectorProblem(fixup, () => true);
    if (problem !== undefined) return { message: problem, span: fixup.span };
  }
  if (isTarget(fixup) && sum.minus === undefined && staysInSection(fixup, sum.plus, sum.addend)) {
    const problem = storeBranch(fixup, sum.plus, sum.addend);
    // Where an indirect function leads is found out later, however near it is.
    const isIndirect = sum.plus.kind === 'symbol' && sum.plus.symbol.type === 'ifunc';
    if (problem !== undefined || !isIndirect) return problem;
  }
  return relocate(fixup, sum, sum.plus);
}

/** A word that is a number less a place in its section: a distance from the word, of nothing. */
function numberLessPlace(fixup: Fixup, { minus, addend }: Reduction): DraftRelocation | undefined {
  const { field, location, selector } = fixup;
  const place = minus === undefined ? undefined : offsetOf(minus);
  if (place?.section !== location.section || field.kind !== 'data' || field.size !== 4 || selector !== undefined) {
    return undefined;
  }
  const offset = placeOf(location);
  const total = addend + BigInt(offset + 8 - place.offset);
  storeBytes(location, field.size, total - BigInt(offset + 8));
  return { offset, type: relocationNumber('PCREL32'), target: undefined, addend: Number(BigInt.asIntN(32, total)) };
}

/** What .reloc says. */
function writtenRelocation(
  { location, expression, span }: Fixup,
  { name }: RelocationType,
): DraftRelocation | RelocationProblem {
  const sum = reduce(expression, () => true);
  if (sum.kind === 'error') return sum;
  const { plus, minus, addend } = sum;
  if (minus !== undefined)
    return { message: 'a relocation is about one symbol, and nothing is subtracted from it', span };
  const place = plus?.kind === 'place' ? plus.offset : 0;
  const target = plus === undefined ? undefined : targetOf(plus);
  const type = relocationNumber(name);
  return { offset: placeOf(location), type, target, addend: Number(BigInt.asIntN(32, addend + BigInt(place))) };
}

/**
 * The relocation against a symbol that is a number, where it is the linker's to say which: another file's definition may
 * take its place, and a branch to another space has always a relocation. GNU as knows, and stores, a number that was
 * defined before its use.
 */
function numberToCome(fixup: Fixup): DraftRelocation | undefined {
  const kept = reduce(fixup.expression, (symbol) => isReplaceable(symbol) || isExternalBranch(fixup));
  if (kept.kind === 'error' || kept.plus === undefined) return undefined;
  const base = kept.minus === undefined ? baseOfSelector(fixup) : baseOf(kept.minus, fixup)?.base;
  if (base === undefined || findRelocation(base, fieldOf(fixup), partOf(fixup.selector)) === undefined)
    return undefined;
  const result = relocate(fixup, kept, kept.plus);
  return 'type' in result ? result : undefined;
}

/** A number as it is; where a branch leads to one, the linker knows how far that is. */
function storeNumber(fixup: Fixup, addend: bigint): DraftRelocation | RelocationProblem | undefined {
  const { selector, location, span } = fixup;
  if (isLinkageSelector(selector) || isPlabelSelector(selector)) {
    return { message: symbolNeeded(selector), span };
  }
  if (isTarget(fixup)) {
    const type = findRelocation('pc-relative', fieldOf(fixup), partOf(selector));
    if (type === undefined) return unrepresentable(fixup);
    return { offset: placeOf(location), type, target: undefined, addend: Number(BigInt.asIntN(32, addend)) };
  }
  return complaint(fixup, store(fixup, { kind: 'value', base: undefined, symbol: 0n, addend }));
}

function storeBranch(fixup: Fixup, target: Term, addend: bigint): RelocationProblem | undefined {
  const place = offsetOf(target);
  const symbol = BigInt(place?.offset ?? 0);
  return complaint(fixup, store(fixup, { kind: 'value', base: place?.section, symbol, addend }));
}

function complaint({ span }: Fixup, message: string | undefined): RelocationProblem | undefined {
  return message === undefined ? undefined : { message, span };
}

/**
 * Whether a branch is settled now: to a place in its own section that no other file can replace, and in reach. The linker
 * has a stub for calls that go too far.
 */
function staysInSection(fixup: Fixup, target: Term, addend: bigint): boolean {
  const place = offsetOf(target);
  if (place === undefined || place.section !== fixup.location.section) return false;
  if (target.kind === 'symbol' && isReplaceable(target.symbol)) return false;
  const { field } = fixup;
  if (field.kind !== 'operand' || field.operand.name !== 'target17') return true;
  const distance = BigInt(place.offset - placeOf(fixup.location) - 8) + addend;
  return distance >= BigInt(field.operand.min) && distance <= BigInt(field.operand.max);
}

function relocate(fixup: Fixup, sum: Reduction, plus: Term): DraftRelocation | RelocationProblem {
  const { selector, field, location, span } = fixup;
  const offset = placeOf(location);
  const from = sum.minus === undefined ? { base: baseOfSelector(fixup) } : baseOf(sum.minus, fixup);
  const { base, place = undefined } = from ?? {};
  const type = base === undefined ? undefined : findRelocation(base, fieldOf(fixup), partOf(selector));
  if (type === undefined) return leftEmpty(fixup, sum, plus) ?? unrepresentable(fixup, sum.minus !== undefined);
  if (isPlabelSelector(selector) && sum.addend !== 0n) {
    return { message: `${selector}% makes a procedure label: it takes a symbol, and nothing added to it`, span };
  }
  // A distance from a place is one from two words behind the field.
  const moved = place === undefined ? 0n : BigInt(offset + 8 - place);
  if (base !== undefined && isThreadBase(base) && plus.kind === 'symbol') plus.symbol.type = 'tls';
  const keeps = keepsSymbol(
    plus,
    sum.addend,
    type,
    fixup,
    base === 'pc-relative' && sum.minus !== undefined,
    place !== undefined,
  );
  const { target, addend } = keeps ? { target: targetOf(plus), addend: 0n } : sectionOf(plus);
  const total = addend + sum.addend + moved;
  if (field.kind === 'data') {
    // The field is replaced when the file is linked; until then GNU as leaves there what it knows.
    storeBytes(location, field.size, place === undefined ? total : total - BigInt(offset + 8));
  }
  return { offset, type, target, addend: Number(BigInt.asIntN(32, total)) };
}

/**
 * Where a symbol never fits, the field of one that this file does not define stays 0, with a relocation that says no more than
 * that there is the symbol. So it is in GNU as, which is silent about it; a program needs a definition all the same.
 */
function leftEmpty(fixup: Fixup, sum: Reduction, plus: Term): DraftRelocation | undefined {
  const { field, location } = fixup;
  if (sum.minus !== undefined || plus.kind !== 'symbol' || isDefined(plus.symbol)) return undefined;
  if (field.kind === 'operand' && field.operand.name !== 'i11') return undefined;
  const { message, span } = unrepresentable(fixup);
  const warning = { message: `'${plus.symbol.name}' is not defined, and counts as 0 here: ${message}`, span };
  if (field.kind === 'data') storeBytes(location, field.size, sum.addend);
  const addend = Number(BigInt.asIntN(32, sum.addend));
  return { offset: placeOf(location), type: relocationNumber('NONE'), target: plus.symbol, addend, warning };
}

function isDefined({ definition, common }: AssemblySymbol): boolean {
  return definition !== undefined || common !== undefined;
}

/** What is subtracted: a name with a meaning, or a place in the section of the field; undefined for anything else. */
function baseOf(minus: Term, { location }: Fixup): { base: RelocationType['base']; place?: number } | undefined {
  if (minus.kind === 'symbol' && Object.hasOwn(BASES, minus.symbol.name)) return { base: BASES[minus.symbol.name] };
  const place = offsetOf(minus);
  return place?.section === location.section ? { base: 'pc-relative', place: place.offset } : undefined;
}

function unrepresentable(fixup: Fixup, isDifference = false): RelocationProblem {
  const { field, selector, span } = fixup;
  if (field.kind === 'data') {
    const message = isDifference
      ? 'an object file can hold differences from a place of the same section, $global$ or $segrel$ alone'
      : `an object file has relocations for words alone, not for ${field.size * 8} bits`;
    return { message, span };
  }
  const misplaced = selectorProblem(fixup, () => true);
  if (misplaced !== undefined) return { message: misplaced, span };
  const written = selector === undefined ? 'an address without a field selector' : `the field selector ${selector}%`;
  return { message: `no relocation puts ${written} into this operand`, span };
}

function targetOf(term: Term): AssemblySymbol | PlacedSection {
  return term.kind === 'symbol' ? term.symbol : term.section;
}

function sectionOf(term: Term): { target: AssemblySymbol | PlacedSection; addend: bigint } {
  const place = offsetOf(term);
  return place === undefined
    ? { target: targetOf(term), addend: 0n }
    : { target: place.section, addend: BigInt(place.offset) };
}
