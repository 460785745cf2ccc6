/** Labels that nothing uses: leftovers, the misspelt other half of an error, or misspelt instructions. */
import type { Span } from './diagnostics/source.ts';
import { nearest } from './diagnostics/suggest.ts';
import { namesWithoutOperands } from './instructions/encode.ts';
import type { Unit } from './unit.ts';

/** Warns about a file's own named labels that no expression mentions, except the one where execution begins. */
export function warnOfUnusedLabels({ symbols, diagnostics }: Unit, entry: string): void {
  const wantsAll = diagnostics.wants('unused-label');
  const wantsMistaken = diagnostics.wants('mistaken-label');
  if (!wantsAll && !wantsMistaken) return;
  for (const { name, definition, global, firstUse } of symbols.all()) {
    if (definition?.kind !== 'label' || global || firstUse !== undefined || name === entry) continue;
    const mayBeMistaken = wantsMistaken && standsAlone(definition.span) && !diagnostics.isInError(definition.span);
    const meant = mayBeMistaken ? instructionLike(name) : undefined;
    if (meant !== undefined) {
      const message = `'${name}' is a label here, and never used; did you mean '${meant}'? A label's colon says that it is one`;
      diagnostics.warning(definition.span, message, 'mistaken-label');
    } else if (wantsAll) diagnostics.warning(definition.span, `label '${name}' is never used`, 'unused-label');
  }
}

/** Whether a label has no colon, and nothing else stands in its statement: it looks like an instruction without operands. */
function standsAlone({ source: { text }, end }: Span): boolean {
  NOTHING_BEHIND.lastIndex = end;
  return NOTHING_BEHIND.test(text);
}

const NOTHING_BEHIND = /[ \t]*(?:[!;\r\n]|$)/y;

/** The instruction without operands that is one typing error away from a name. People get the first letter right. */
function instructionLike(name: string): string | undefined {
  const first = name[0]?.toLowerCase();
  const candidates = namesWithoutOperands().filter((each) => each.startsWith(first));
  return nearest(name, candidates, 1);
}
