/** Diagnostics for editors and other programs, as plain data and as JSON: positions counted from 1, ends exclusive. */
import { printableJson } from '../../emulator/report/printable.ts';
import { boundedMessage } from './bounded.ts';
import type { Diagnostic } from './diagnostics.ts';
import type { Origin, Span } from './source.ts';
import type { WarningName } from './warnings.ts';

/** A piece of a file. */
export interface DiagnosticPlace {
  readonly file: string;
  readonly line: number;
  /** In characters. */
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A diagnostic as plain data; without a place when nothing in a source is to blame. */
export interface LocatedDiagnostic extends Partial<DiagnosticPlace> {
  readonly severity: Diagnostic['severity'];
  /** Of a warning that can be switched off. */
  readonly name?: WarningName;
  readonly message: string;
  readonly notes: readonly (DiagnosticPlace & { readonly message: string })[];
  /** From the innermost macro call or .include to the file on the command line. */
  readonly stack: readonly (DiagnosticPlace & { readonly kind: Origin['kind']; readonly message: string })[];
}

/** The diagnostics with files, lines and columns: what `hvasm --diagnostics json` prints. */
export function locateDiagnostics(diagnostics: readonly Diagnostic[]): LocatedDiagnostic[] {
  return diagnostics.map(({ severity, name, message, span, notes }) => ({
    severity,
    ...(name === undefined ? {} : { name }),
    message: boundedMessage(message),
    ...(span === undefined ? {} : placeOf(span)),
    notes: notes.map((note) => ({ message: boundedMessage(note.message), ...placeOf(note.span) })),
    stack: span === undefined ? [] : stackOf(span),
  }));
}

/** The array and a newline. */
export function diagnosticsToJson(diagnostics: readonly Diagnostic[]): string {
  return `${printableJson(locateDiagnostics(diagnostics), 2)}\n`;
}

function placeOf({ source, start, end }: Span): DiagnosticPlace {
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

function stackOf(span: Span): LocatedDiagnostic['stack'] {
  const stack: LocatedDiagnostic['stack'][number][] = [];
  for (let { origin } = span.source; origin !== undefined; { origin } = origin.span.source) {
    stack.push({ kind: origin.kind, message: boundedMessage(origin.note), ...placeOf(origin.span) });
  }
  return stack;
}
