/**
 * The linkage table (.got): a word for each address that position-independent code loads through T% and its relatives.
 * In a static program its words are known, but the code that was compiled to use it, libgcc's for example, still does.
 */
import type { Scope } from '../expressions/evaluate.ts';
import { isLinkageSelector } from '../expressions/field-selectors.ts';
import { reduce } from '../expressions/reduce.ts';
import type { AssemblySymbol } from '../expressions/bound.ts';
import type { Fixup } from '../layout/fixup.ts';
import { Section } from '../layout/section.ts';
import type { PlacedSection } from '../sections/location.ts';
import { DATA } from '../layout/standard-sections.ts';

const WORD_SIZE = 4;

export class LinkageTable {
  readonly section = new Section('.got', DATA);
  private readonly slots = new Map<Fixup, number>();
  private readonly known = new Map<unknown, Map<bigint, number>>();

  constructor() {
    this.section.alignment = WORD_SIZE;
  }

  /** Makes the slot of a fixup that needs one. */
  add(fixup: Fixup, scope: Scope): void {
    if (!usesLinkageTable(fixup)) return;
    const { expression, span } = fixup;
    const sum = reduce(expression);
    const key: unknown = sum.kind === 'error' || sum.plus === undefined ? expression : slotKey(sum.plus, scope);
    const addend = sum.kind === 'error' ? 0n : sum.addend;
    const sameTarget = this.known.get(key) ?? new Map<bigint, number>();
    this.known.set(key, sameTarget);
    let offset = sameTarget.get(addend);
    if (offset === undefined) {
      const location = this.section.append(new Uint8Array(WORD_SIZE));
      offset = location.offset;
      sameTarget.set(addend, offset);
      const field = { kind: 'data', size: WORD_SIZE } as const;
      this.section.fixups.push({ location, field, selector: undefined, expression, span });
    }
    this.slots.set(fixup, offset);
  }

  /** The address of a fixup's slot, once the table is placed; undefined for a fixup without one. */
  slotOf(fixup: Fixup): number | undefined {
    const offset = this.slots.get(fixup);
    return offset === undefined ? undefined : (this.section.address ?? 0) + offset;
  }
}

function usesLinkageTable({ field, selector }: Fixup): boolean {
  return isLinkageSelector(selector) || (field.kind === 'relocation' && field.type.base === 'linkage-table');
}

/** Equal for terms with equal addresses: the defining symbol, or the place in a section. */
function slotKey(
  term: { kind: 'symbol'; symbol: AssemblySymbol } | { kind: 'place'; section: PlacedSection },
  scope: Scope,
) {
  return term.kind === 'symbol' ? scope.resolve(term.symbol) : term.section;
}
