/**
 * Groups of sections that several files bring, such as a function that each of them has made from the same text: the
 * first is kept, and the others are left out with all that they define (System V ABI, chapter 4, "Section Groups").
 */
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { AssemblySymbol } from '../expressions/bound.ts';
import type { Section } from '../layout/section.ts';
import type { PlacedSection } from '../sections/location.ts';
import type { LinkInput } from './input.ts';

/** Older compilers tell by the name that a section is to be kept once. */
const LINK_ONCE = '.gnu.linkonce.';

/** The inputs without what an earlier one has already. Their symbols lose the definitions that are left out. */
export function dropRepeatedGroups(inputs: readonly LinkInput[], diagnostics: Diagnostics): LinkInput[] {
  const owners = new Map<string, LinkInput>();
  return inputs.map((input) => {
    const sections = [...input.sections.values()];
    const dropped = new Set(sections.filter((section) => isRepeated(section, input, owners)));
    if (dropped.size === 0) return input;
    const kept = sections.filter((section) => !dropped.has(section));
    reportUses(kept, forget(input, dropped), diagnostics);
    const { name, symbols, isObject } = input;
    return { name, symbols, isObject, sections: { values: () => kept } };
  });
}

/** Whether another input has the section's group; if none has, this one keeps it. */
function isRepeated(
  { name, attributes: { group } }: Section,
  input: LinkInput,
  owners: Map<string, LinkInput>,
): boolean {
  const key = group?.comdat === true ? `group ${group.name}` : name.startsWith(LINK_ONCE) ? name : undefined;
  if (key === undefined) return false;
  const owner = owners.get(key) ?? input;
  owners.set(key, owner);
  return owner !== input;
}

/** Takes their definitions from the symbols of sections that are left out. Gives those that no other file defines. */
function forget({ symbols }: LinkInput, dropped: ReadonlySet<PlacedSection>): Map<AssemblySymbol, PlacedSection> {
  const local = new Map<AssemblySymbol, PlacedSection>();
  for (const symbol of symbols.all()) {
    const { definition, global } = symbol;
    if (definition?.kind !== 'label' || !dropped.has(definition.location.section)) continue;
    if (!global) local.set(symbol, definition.location.section);
    // Debug information may still speak of it; what isn't there is at 0.
    const nowhere = { kind: 'constant', value: 0n, span: definition.span } as const;
    symbol.definition = global ? undefined : { kind: 'value', value: nowhere, span: definition.span };
  }
  return local;
}

/** Code and data that are kept can't do with what is left out. */
function reportUses(
  kept: readonly Section[],
  local: ReadonlyMap<AssemblySymbol, PlacedSection>,
  diagnostics: Diagnostics,
): void {
  for (const { attributes, fixups } of kept) {
    if (!attributes.allocated) continue;
    for (const { expression, span } of fixups) {
      const named = expression.kind === 'binary' ? expression.left : expression;
      const section = named.kind === 'symbol' ? local.get(named.symbol) : undefined;
      if (section === undefined) continue;
      const message = `this needs what is in section ${section.name}, which is left out: an earlier file has its group`;
      diagnostics.error(span, message);
    }
  }
}
