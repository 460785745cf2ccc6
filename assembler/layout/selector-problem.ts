/**
 * Which field selectors an operand takes. In front of an address those that some relocation puts into its field (PA-RISC
 * supplement to the System V ABI): a left part into LDIL and ADDIL, a right part or the whole into a displacement, the whole
 * into a branch. It is the same whether a source becomes an object file or a program at once. In front of a number, which
 * needs no relocation, any selector is taken that is about numbers, as in GNU as.
 */
import { findRelocation } from '../../emulator/elf/relocation-types.ts';
import { symbolNeeded } from '../diagnostics/wording.ts';
import { isLinkageSelector, isPlabelSelector } from '../expressions/field-selectors.ts';
import type { Fixup } from './fixup.ts';
import { baseOfSelector, fieldOf, isTarget, partOf } from './relocation-kinds.ts';

/** What is wrong with an operand's field selector, or with its lack. `isAddress`: what it selects from is no number. */
export function selectorProblem(fixup: Fixup, isAddress: () => boolean): string | undefined {
  const { field, selector } = fixup;
  if (field.kind !== 'operand') return undefined;
  const place = fieldOf(fixup);
  const part = partOf(selector);
  const needsSymbol = isLinkageSelector(selector) || isPlabelSelector(selector);
  const isWhole = part === 'F' && !needsSymbol;
  // Whether a whole address fits, is seen when it is known.
  const fits = isWhole ? place !== 'im21' : !isTarget(fixup) && hasRelocation(fixup);
  if (fits && !needsSymbol) return undefined;
  if (!isAddress()) return needsSymbol ? symbolNeeded(selector) : undefined;
  if (fits) return undefined;
  const found = selector === undefined ? '' : `, not ${selector}%`;
  if (isTarget(fixup)) return `a branch leads to a whole address: ${selector}% has no meaning here`;
  switch (place) {
    case 'im21':
      return `an address needs the field selector L% here${found}: L%symbol is its left 21 bits`;
    case 'im14':
    case 'w17':
      return `an address needs the field selector R% here${found}: R%symbol is what L%symbol leaves`;
    default:
      return `no relocation puts the field selector ${selector}% into this operand`;
  }
}

function hasRelocation(fixup: Fixup): boolean {
  const part = partOf(fixup.selector);
  return part !== undefined && findRelocation(baseOfSelector(fixup), fieldOf(fixup), part) !== undefined;
}
