/**
 * Groups of sections that several files bring, such as a function that each of them has made from the same text: the
 * first is kept, and the others are left out with all that they define (System V ABI, chapter 4, "Section Groups").
 */
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { Bound } from '../expressions/bound.ts';
import type { Section } from '../layout/section.ts';
import type { LinkInput } from './input.ts';
import { leaveOut, leftOutSection } from './left-out.ts';

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
    leaveOut(dropped, input.symbols.all(), true);
    reportUses(kept, diagnostics);
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

/** Code and data that are kept can't do with what is left out; tables about it are trimmed. */
function reportUses(kept: readonly Section[], diagnostics: Diagnostics): void {
  for (const { name, attributes, fixups } of kept) {
    if (!attributes.allocated || ABOUT_CODE.test(name)) continue;
    for (const { expression, span } of fixups) {
      const section = leftOutSection(expression);
      if (section === undefined || isElsewhere(expression)) continue;
      const message = `this needs what is in section ${section.name}, which is left out: an earlier file has its group`;
      diagnostics.error(span, message);
    }
  }
}

/** Tables about code, for unwinders. */
const ABOUT_CODE = /^\.(PARISC\.unwind|eh_frame|gcc_except_table)(\.|$)/;

/** Whether another file may define it: that of the group that is kept does, if the two are alike. */
function isElsewhere(expression: Bound): boolean {
  const named = expression.kind === 'binary' ? expression.left : expression;
  return named.kind === 'symbol' && named.symbol.global;
}
