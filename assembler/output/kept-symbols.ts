/**
 * Which symbols a relocation names, where their section and an offset would do. Which, follows GNU as, measured with version
 * 2.40: field selectors that round need the symbol itself, since its address and the addend are rounded apart.
 */
import { relocationNumber } from '../../emulator/elf/relocation-types.ts';
import type { AssemblySymbol, SymbolType } from '../expressions/bound.ts';
import { isLinkageSelector, isPlabelSelector } from '../expressions/field-selectors.ts';
import { offsetOf, type Term } from '../expressions/reduce.ts';
import type { Fixup } from '../layout/fixup.ts';
import { partOf } from '../layout/relocation-kinds.ts';
import type { PlacedSection } from '../sections/location.ts';

/** Names of labels that leave the object file with the source, unless a relocation needs them. */
export function isLocalName({ name, occurrence }: AssemblySymbol): boolean {
  return occurrence !== undefined || /^(?:\.L|L\$)/.test(name);
}

/** Of sections of this kind a program has one, and it may be another file's. */
function isOnce({ name, attributes }: PlacedSection): boolean {
  return attributes.group?.comdat === true || name.startsWith('.gnu.linkonce');
}

const FUNCTIONS: ReadonlySet<SymbolType> = new Set(['function', 'millicode', 'ifunc'] as const);

const PLABEL32 = relocationNumber('PLABEL32');

/** Whether the relocation names the symbol, where it could name its section. */
export function keepsSymbol(
  term: Term,
  addend: bigint,
  type: number,
  fixup: Fixup,
  fromPlace: boolean,
  difference: boolean,
): boolean {
  const { selector, location } = fixup;
  const place = offsetOf(term);
  if (place === undefined) return true;
  if (term.kind === 'place') return false;
  const { symbol } = term;
  if (isReplaceable(symbol) || FUNCTIONS.has(symbol.type) || isExternalBranch(fixup)) return true;
  if (place.section !== location.section && isOnce(place.section) && !isLocalName(symbol)) return true;
  const { merged, threadLocal } = place.section.attributes;
  if (threadLocal === true || (merged !== undefined && (addend !== 0n || difference))) return true;
  // $PIC_pcrel$0 is no place to be told apart from its section's start.
  if (fromPlace && !difference) return false;
  if (type === PLABEL32 || partOf(selector) !== 'F' || isLinkageSelector(selector) || isPlabelSelector(selector)) {
    return true;
  }
  return difference && location.section.attributes.executable;
}

/** Another file's definition can take its place. */
export function isReplaceable({ global, weak, unique }: AssemblySymbol): boolean {
  return global || weak || unique;
}

/** Whether it is BE's or BLE's displacement, whose relocation GNU as never moves to a section. */
export function isExternalBranch({ field }: Fixup): boolean {
  return field.kind === 'operand' && field.operand.name === 'wd';
}
