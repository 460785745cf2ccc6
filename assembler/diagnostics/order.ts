/** Diagnostics in the order of the source, though undefined symbols and ranges are found only when all is read. */
import type { Diagnostic } from './diagnostics.ts';
import type { SourceText, Span } from './source.ts';

/**
 * Sorts by the line that the user would look at first: what was included or expanded counts as where that was asked for.
 * Diagnostics of one place keep their order; those without a place come last.
 */
export function inSourceOrder(diagnostics: readonly Diagnostic[], sources: readonly SourceText[]): Diagnostic[] {
  const keyed = diagnostics.map((diagnostic) => ({ diagnostic, path: pathOf(diagnostic.span, sources) }));
  return keyed.sort((a, b) => comparePaths(a.path, b.path)).map(({ diagnostic }) => diagnostic);
}

/** The file's number, then the offsets from the outermost text to the innermost. */
function pathOf(span: Span | undefined, sources: readonly SourceText[]): number[] {
  if (span === undefined) return [Infinity];
  const offsets = [];
  let at = span;
  for (; at.source.origin !== undefined; at = at.source.origin.span) offsets.push(at.start);
  offsets.push(at.start);
  return [sources.indexOf(at.source), ...offsets.reverse()];
}

function comparePaths(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    if (a[i] !== b[i]) return a[i] < b[i] ? -1 : 1;
  }
  return a.length - b.length;
}
