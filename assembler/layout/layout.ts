/**
 * Finds the sizes of alignments, .org and .space whose sizes weren't known when they were read, and with them the offset
 * of every fragment: a fixed point, since each may depend on the others.
 */
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import { evaluate, type Evaluation, type Scope } from '../expressions/evaluate.ts';
import { MAX_NOBITS_BYTES, MAX_SECTION_BYTES, type Fragment, type Section, type VariablePart } from './section.ts';

/** A layout that settles does so in about as many rounds as parts depend on each other. */
const MAX_ROUNDS = 100;

/** Lays the sections of one file out, offsets from each section's start. */
export function layOut(sections: Iterable<Section>, scope: Scope, diagnostics: Diagnostics): void {
  const all = [...sections];
  for (const section of all) section.seal();
  const open = all.filter(({ fragments }) => fragments.length > 1);
  // All sizes start as 0, so that every place has an offset to compute with.
  for (const section of open) walk(section, () => 0);
  while (!settles(open, scope)) {
    if (!open.some((section) => stopSwinging(section, scope))) {
      reportUnsettled(open, scope, diagnostics);
      return;
    }
  }
  for (const section of open) report(section, scope, diagnostics);
}

/** Lays out again and again, until nothing moves any more; false if that doesn't come to an end. */
function settles(sections: readonly Section[], scope: Scope): boolean {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    if (!sections.map((section) => walkOnce(section, scope)).includes(true)) return true;
  }
  return false;
}

function walkOnce(section: Section, scope: Scope): boolean {
  return walk(section, (fragment, part) => sizeOf(section, fragment, part, scope));
}

/**
 * A number in LEB128 that spans an alignment can swing: with one byte more the padding is shorter, and then the byte isn't
 * needed. As in GNU as the alignment gets one more unit, once, so that the longer number is needed. False if there is no
 * such pair.
 */
function stopSwinging(section: Section, scope: Scope): boolean {
  const { fragments } = section;
  const before = fragments.map(({ start, variableSize }) => ({ start, variableSize }));
  walkOnce(section, scope);
  const swinging = fragments.map(({ variableSize }, index) => variableSize !== before[index].variableSize);
  for (const [index, state] of before.entries()) Object.assign(fragments[index], state);
  const number = fragments.findIndex(({ variable }, index) => variable?.kind === 'computed' && swinging[index]);
  const alignment = fragments.find(
    ({ variable, additional }, index) =>
      index > number && variable?.kind === 'align' && additional === 0 && swinging[index],
  );
  if (number < 0 || alignment?.variable?.kind !== 'align') return false;
  alignment.additional = alignment.variable.alignment;
  return true;
}

function reportUnsettled(open: readonly Section[], scope: Scope, diagnostics: Diagnostics): void {
  const guilty = open.flatMap((section) => unsettled(section, scope));
  diagnostics.error(guilty.at(0)?.span, 'the layout does not settle: this size depends on itself');
}

/** The parts of a section whose sizes would change once more. */
function unsettled(section: Section, scope: Scope): SizedPart[] {
  return section.fragments.flatMap((fragment) => {
    const { variable, variableSize: size } = fragment;
    return isSized(variable) && sizeOf(section, fragment, variable, scope) !== size ? [variable] : [];
  });
}

/** Gives fragments their offsets, variable parts the size that `size` computes; true if anything moved. */
function walk(section: Section, size: (fragment: Fragment, part: VariablePart) => number): boolean {
  let offset = 0;
  let moved = false;
  for (const fragment of section.fragments) {
    moved ||= fragment.start !== offset;
    fragment.start = offset;
    const before = fragment.variableSize;
    fragment.variableSize = fragment.variable === undefined ? 0 : size(fragment, fragment.variable);
    moved ||= fragment.variableSize !== before;
    offset += fragment.length + fragment.variableSize;
  }
  return moved;
}

function sizeOf(section: Section, fragment: Fragment, part: VariablePart, scope: Scope): number {
  const size = variableSize(section, fragment, part, scope);
  return typeof size === 'number' ? size : 0;
}

type SizedPart = Exclude<VariablePart, { kind: 'align' }>;

function isSized(part: VariablePart | undefined): part is SizedPart {
  return part !== undefined && part.kind !== 'align';
}

/** A size in bytes, or what is wrong. */
function variableSize(section: Section, fragment: Fragment, part: VariablePart, scope: Scope): number | string {
  const offset = (fragment.start ?? 0) + fragment.length;
  if (part.kind === 'align') return alignmentPadding(offset, part.alignment, part.maxSkip) + fragment.additional;
  if (part.kind === 'computed') {
    const bytes = part.compute(scope);
    if (typeof bytes === 'string') return bytes;
    part.bytes = bytes;
    return bytes.length;
  }
  const result = evaluate(part.kind === 'org' ? part.target : part.count, scope);
  if (result.kind !== 'value') return complaint(result);
  const value = result.symbol + result.addend;
  if (part.kind === 'org') {
    if (result.base !== undefined && result.base !== section) return 'the target of .org lies in another section';
    return value < offset ? `.org moves back, from ${offset} to ${value}` : limited(value - BigInt(offset), section);
  }
  if (result.base !== undefined) return 'expected a number of bytes, found an address';
  return value < 0n ? `a number of bytes can't be negative: ${value}` : limited(value * BigInt(part.size), section);
}

/** Why a size or a number can't be found out. */
export function complaint(result: Exclude<Evaluation, { kind: 'value' }>): string {
  if (result.kind === 'undefined') return `undefined symbol '${result.symbol.name}'`;
  return result.kind === 'error' ? result.message : 'this depends on where the sections are laid';
}

function limited(size: bigint, section: Section): number | string {
  const limit = BigInt(section.attributes.nobits ? MAX_NOBITS_BYTES : MAX_SECTION_BYTES);
  return size > limit ? `section ${section.name} becomes too large with ${size} bytes more` : Number(size);
}

function report(section: Section, scope: Scope, diagnostics: Diagnostics): void {
  for (const fragment of section.fragments) {
    if (fragment.variable === undefined) continue;
    if (fragment.variable.kind === 'align') {
      const { fillSize, span } = fragment.variable;
      const padding = fragment.variableSize;
      if (padding % fillSize === 0) continue;
      diagnostics.error(span, `the padding of ${padding} bytes is no multiple of the fill value's ${fillSize}`);
      continue;
    }
    const size = variableSize(section, fragment, fragment.variable, scope);
    if (typeof size === 'string') diagnostics.error(fragment.variable.span, size);
  }
}

/** Bytes up to the next multiple of the alignment; 0 if that would be more than `maxSkip` (0: any number). */
export function alignmentPadding(offset: number, alignment: number, maxSkip: number): number {
  const padding = (alignment - (offset % alignment)) % alignment;
  return maxSkip > 0 && padding > maxSkip ? 0 : padding;
}

/** The next multiple of the alignment. */
export function alignUp(value: number, alignment: number): number {
  return Math.ceil(value / alignment) * alignment;
}
