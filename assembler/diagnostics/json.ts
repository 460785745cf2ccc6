/** Diagnostics as JSON, for editors and other programs: one array, positions counted from 1, ends exclusive. */
import { boundedMessage } from './bounded.ts';
import type { Diagnostic } from './diagnostics.ts';
import type { Span } from './source.ts';

interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** The array and a newline. `stack` leads from the innermost macro call or .include to the file on the command line. */
export function diagnosticsToJson(diagnostics: readonly Diagnostic[]): string {
  const list = diagnostics.map(({ severity, name, message, span, notes }) => ({
    severity,
    ...(name === undefined ? {} : { name }),
    message: boundedMessage(message),
    ...(span === undefined ? {} : placeOf(span)),
    notes: notes.map((note) => ({ message: boundedMessage(note.message), ...placeOf(note.span) })),
    stack: span === undefined ? [] : stackOf(span),
  }));
  return `${JSON.stringify(list, undefined, 2)}\n`;
}

function placeOf({ source, start, end }: Span): Place {
  const first = source.locate(start);
  // The last character's place and one more: a span that ends with its line stays in it.
  const last = source.locate(Math.max(start, end - 1));
  return {
    file: first.file,
    line: first.line,
    column: first.column,
    endLine: last.line,
    endColumn: last.column + (end > start ? 1 : 0),
  };
}

function stackOf(span: Span): object[] {
  const stack = [];
  for (let { origin } = span.source; origin !== undefined; { origin } = origin.span.source) {
    stack.push({ kind: origin.kind, message: boundedMessage(origin.note), ...placeOf(origin.span) });
  }
  return stack;
}
