/**
 * Diagnostics as text: position and message, the source line with a caret below, then notes.
 *
 *     bad.s:1:7: error: expected ")" after the base register, found ","
 *         ldw 0(%r1,%r2
 *                  ^
 */
import { boundedLine, boundedMessage } from './bounded.ts';
import type { Diagnostic } from './diagnostics.ts';
import { countCharacters, SourceLine, type Span } from './source.ts';
import { visible } from './visible.ts';

/** Longest list of "in expansion of" notes that helps anybody; the middle of a longer one is left out. */
const NOTES_SHOWN = 8;

/** Escape sequences of terminals (ECMA-48, select graphic rendition), by what they are for. */
const COLORS = { error: '\x1b[1;31m', warning: '\x1b[1;35m', note: '\x1b[1;36m', caret: '\x1b[1;32m', bold: '\x1b[1m' };
const RESET = '\x1b[0m';

type Paint = (text: string, what: keyof typeof COLORS) => string;

const plain: Paint = (text) => text;
const colored: Paint = (text, what) => `${COLORS[what]}${text}${RESET}`;

/** Renders one diagnostic, newline at its end. */
export function renderDiagnostic(diagnostic: Diagnostic, color = false): string {
  const paint = color ? colored : plain;
  const { severity, message, span, notes } = diagnostic;
  if (span === undefined) return `hvasm: ${paint(`${severity}:`, severity)} ${visible(boundedMessage(message))}\n`;
  let text = heading(span, severity, message, paint) + excerpt(span, paint);
  for (const note of notes) text += heading(note.span, 'note', note.message, paint) + excerpt(note.span, paint);
  return text + renderOrigins(span, paint);
}

export function renderDiagnostics(diagnostics: readonly Diagnostic[], color = false): string {
  return diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, color)).join('');
}

function heading(span: Span, kind: 'error' | 'warning' | 'note', whole: string, paint: Paint): string {
  const message = visible(boundedMessage(whole));
  return `${paint(`${visible(placeOf(span))}:`, 'bold')} ${paint(`${kind}:`, kind)} ${message}\n`;
}

function placeOf(span: Span): string {
  const { source, start } = span;
  const { file, line, column } = source.locate(start);
  if (source instanceof SourceLine) return `${file}:${line}`;
  return isBinary(span) ? file : `${file}:${line}:${column}`;
}

/** Object files have places, but no text. */
function isBinary({ source }: Span): boolean {
  return source.text === '';
}

/** The line a span starts in, and carets under the part that lies in this line. Tabs stay tabs, so that carets align. */
function excerpt(span: Span, paint: Paint): string {
  if (isBinary(span)) return '';
  const whole = span.source.locate(span.start);
  const { text, within } = boundedLine(whole.text, whole.within);
  const margin = text.slice(0, within).replace(/[^\t]/gu, ' ');
  const width = Math.max(1, countCharacters(text.slice(within, within + span.end - span.start)));
  return `    ${visible(text)}\n    ${margin}${paint('^'.repeat(width), 'caret')}\n`;
}

function renderOrigins(span: Span, paint: Paint): string {
  const origins = [];
  for (let origin = span.source.origin; origin !== undefined; origin = origin.span.source.origin) origins.push(origin);
  const omitted = origins.length - NOTES_SHOWN;
  let text = '';
  for (const [index, origin] of origins.entries()) {
    if (omitted > 0 && index >= NOTES_SHOWN - 2 && index < origins.length - 2) continue;
    text += heading(origin.span, 'note', origin.note, paint) + excerpt(origin.span, paint);
    if (omitted > 0 && index === NOTES_SHOWN - 3) text += `    (${omitted} more levels)\n`;
  }
  return text;
}
