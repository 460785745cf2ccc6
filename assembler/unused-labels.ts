/** Labels that nothing uses: leftovers, or the misspelt other half of an error. */
import type { Unit } from './unit.ts';

/** Warns about a file's own named labels that no expression mentions, except the one where execution begins. */
export function warnOfUnusedLabels({ symbols, diagnostics }: Unit, entry: string): void {
  if (!diagnostics.wants('unused-label')) return;
  for (const { name, definition, global, firstUse } of symbols.all()) {
    if (definition?.kind !== 'label' || global || firstUse !== undefined || name === entry) continue;
    diagnostics.warning(definition.span, `label '${name}' is never used`, 'unused-label');
  }
}
