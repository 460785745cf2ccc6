/**
 * Diagnostics as text: position and message, the source line with a caret below, then notes.
 *
 *     bad.s:1:7: error: expected ")" after the base register, found ","
 *         ldw 0(%r1,%r2
 *                  ^
 */
import type { Diagnostic } from './diagnostics.ts';
import type { Span } from './source.ts';

/** Longest list of "in expansion of" notes that helps anybody; the middle of a longer one is left out. */
const NOTES_SHOWN = 8;

/** Renders one diagnostic, newline at its end. */
export function renderDiagnostic(diagnostic: Diagnostic): string {
  const { severity, message, span, notes } = diagnostic;
  if (span === undefined) return `hvasm: ${severity}: ${message}\n`;
  let text = heading(span, severity, message) + excerpt(span);
  for (const note of notes) text += heading(note.span, 'note', note.message) + excerpt(note.span);
  return text + renderOrigins(span);
}

export function renderDiagnostics(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map(renderDiagnostic).join('');
}

function heading(span: Span, kind: string, message: string): string {
  if (isBinary(span)) return `${span.source.name}: ${kind}: ${message}\n`;
  const { line, column } = span.source.locate(span.start);
  return `${span.source.name}:${line}:${column}: ${kind}: ${message}\n`;
}

/** Object files have places, but no text. */
function isBinary({ source }: Span): boolean {
  return source.text === '';
}

/** The line a span starts in, and carets under the part that lies in this line. Tabs stay tabs, so that carets align. */
function excerpt(span: Span): string {
  if (isBinary(span)) return '';
  const { column, text } = span.source.locate(span.start);
  const margin = text.slice(0, column - 1).replace(/[^\t]/g, ' ');
  const available = Math.max(1, text.length - (column - 1));
  const width = Math.min(Math.max(1, span.end - span.start), available);
  return `    ${text}\n    ${margin}${'^'.repeat(width)}\n`;
}

function renderOrigins(span: Span): string {
  const origins = [];
  for (let origin = span.source.origin; origin !== undefined; origin = origin.span.source.origin) origins.push(origin);
  const omitted = origins.length - NOTES_SHOWN;
  let text = '';
  for (const [index, origin] of origins.entries()) {
    if (omitted > 0 && index >= NOTES_SHOWN - 2 && index < origins.length - 2) continue;
    text += heading(origin.span, 'note', origin.note) + excerpt(origin.span);
    if (omitted > 0 && index === NOTES_SHOWN - 3) text += `    (${omitted} more levels)\n`;
  }
  return text;
}
