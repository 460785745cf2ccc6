/**
 * The linkage table (.got): a word for each address that position-independent code loads through T% and its relatives.
 * In a static program its words are known, but the code that was compiled to use it, libgcc's for example, still does.
 */
import { relocationNumber, relocationType, type RelocationType } from '../../emulator/elf/relocation-types.ts';
import { constant, type Bound } from '../expressions/bound.ts';
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
  private readonly keys = new Map<unknown, Map<string, object>>();

  constructor() {
    this.section.alignment = WORD_SIZE;
  }

  /** Makes the slot of a fixup that needs one. */
  add(fixup: Fixup, scope: Scope): void {
    if (!usesLinkageTable(fixup)) return;
    const { expression } = fixup;
    const sum = reduce(expression);
    const target: unknown = sum.kind === 'error' || sum.plus === undefined ? expression : slotKey(sum.plus, scope);
    const key = this.keyOf(baseOf(fixup), target);
    const addend = sum.kind === 'error' ? 0n : sum.addend;
    const sameTarget = this.known.get(key) ?? new Map<bigint, number>();
    this.known.set(key, sameTarget);
    let offset = sameTarget.get(addend);
    if (offset === undefined) {
      offset = this.append(fixup);
      sameTarget.set(addend, offset);
    }
    this.slots.set(fixup, offset);
  }

  /** Slots for one target are different ones for what they hold of it; a module has one pair. */
  private keyOf(base: RelocationType['base'], target: unknown): unknown {
    const [of, about] = base === 'thread-module' ? [this, base] : [target, base];
    const known = this.keys.get(of) ?? new Map<string, object>();
    this.keys.set(of, known);
    const key = known.get(about) ?? {};
    known.set(about, key);
    return key;
  }

  /** Writes the slots of a fixup, and gives the offset of the first. */
  private append({ field, expression, span, ...rest }: Fixup): number {
    const base = baseOf({ field, expression, span, ...rest });
    const { offset } = this.section.here();
    const put = (type: RelocationType | undefined, value: Bound): void => {
      const location = this.section.append(new Uint8Array(WORD_SIZE));
      const slotField =
        type === undefined ? ({ kind: 'data', size: WORD_SIZE } as const) : ({ kind: 'relocation', type } as const);
      this.section.fixups.push({ location, field: slotField, selector: undefined, expression: value, span });
    };
    // The program is module 1.
    if (base === 'thread-descriptor' || base === 'thread-module') put(undefined, constant(1n, span));
    if (base === 'thread-module') put(undefined, constant(0n, span));
    else put(SLOT_TYPES[base], expression);
    return offset;
  }

  /** The address of a fixup's slot, once the table is placed; undefined for a fixup without one. */
  slotOf(fixup: Fixup): number | undefined {
    const offset = this.slots.get(fixup);
    return offset === undefined ? undefined : (this.section.address ?? 0) + offset;
  }
}

function usesLinkageTable(fixup: Fixup): boolean {
  return TABLE_BASES.has(baseOf(fixup));
}

function baseOf({ field, selector }: Fixup): RelocationType['base'] {
  if (field.kind === 'relocation') return field.type.base;
  return isLinkageSelector(selector) ? 'linkage-table' : 'none';
}

/** What is relative to a slot of the table. */
export const TABLE_BASES: ReadonlySet<RelocationType['base']> = new Set([
  'linkage-table',
  'thread-table',
  'thread-descriptor',
  'thread-module',
]);

/** What slots hold that don't hold an address. */
const SLOT_TYPES: Readonly<Partial<Record<RelocationType['base'], RelocationType | undefined>>> = {
  'thread-table': relocationType(relocationNumber('TPREL32')),
  'thread-descriptor': relocationType(relocationNumber('TLS_DTPOFF32')),
};

/** Equal for terms with equal addresses: the defining symbol, or the place in a section. */
function slotKey(
  term: { kind: 'symbol'; symbol: AssemblySymbol } | { kind: 'place'; section: PlacedSection },
  scope: Scope,
) {
  return term.kind === 'symbol' ? scope.resolve(term.symbol) : term.section;
}
