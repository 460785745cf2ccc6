/**
 * What is wrong with a source: values that are collected while assembling goes on, never exceptions that end it.
 * At most one error is kept per source line and macro call, since the second is mostly a consequence of the first.
 */
import { SourceLine, type SourceText, type Span } from './source.ts';
import { nearest } from './suggest.ts';
import { DEFAULT_WARNINGS, type WarningName } from './warnings.ts';

export interface Note {
  readonly message: string;
  readonly span: Span;
}

export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** Of a warning that can be switched off. */
  readonly name?: WarningName;
  readonly message: string;
  /** Absent when nothing in a source is to blame, for example a missing entry symbol. */
  readonly span: Span | undefined;
  readonly notes: readonly Note[];
}

const MAX_SUGGESTIONS = 50;

export class Diagnostics {
  readonly list: Diagnostic[] = [];
  errorCount = 0;
  /** What .print says, line by line. */
  readonly printed: string[] = [];
  /**
   * What is wrong with the present statement can't come from what other statements lack: it is told of sources of which a
   * part is missing, too.
   */
  isCertain = false;
  /** Sources of which a part is missing: what seems to be wrong with them, that part may put right. */
  private readonly incomplete = new Set<SourceText>();
  private lacksFile = false;
  private readonly maxErrors: number;
  /** Numbers of lines, and which of them have an error. */
  private readonly lines = new Map<string, number>();
  private readonly linesInError = new Set<number>();
  /** The line that each macro's or repetition's text was asked for by. */
  private readonly callers = new WeakMap<SourceText, number>();

  /** Those that are given, by name. */
  private readonly warnings: ReadonlySet<WarningName>;
  private readonly warningsAreErrors: boolean;

  /** @param maxErrors assembling stops when so many errors are found; 0 is no limit */
  constructor(maxErrors = 0, warnings: ReadonlySet<WarningName> = DEFAULT_WARNINGS, warningsAreErrors = false) {
    this.maxErrors = maxErrors;
    this.warnings = warnings;
    this.warningsAreErrors = warningsAreErrors;
  }

  /** Whether it is worth looking for what this warning is about. */
  wants(name: WarningName): boolean {
    return this.warnings.has(name);
  }

  /** True when it is of no use to go on. */
  get full(): boolean {
    return this.maxErrors > 0 && this.errorCount >= this.maxErrors;
  }

  /** False when a file or a part of a source is missing, and so perhaps what the others need of it. */
  get complete(): boolean {
    return this.incomplete.size === 0 && !this.lacksFile;
  }

  error(span: Span | undefined, message: string, notes: readonly Note[] = []): void {
    if (this.isCertain || this.lacksNothing(span)) this.add(span, message, notes);
  }

  /** An error that would not be one if a file that can't be had defines a name, or puts something in front of this place. */
  consequence(span: Span | undefined, message: string, notes: readonly Note[] = []): void {
    if (this.lacksNothing(span)) this.add(span, message, notes);
  }

  /** Whether all that a place's source includes could be had, as far as it has been read. */
  lacksNothing(span: Span | undefined): boolean {
    return span === undefined || !this.incomplete.has(outermost(span));
  }

  /**
   * A part of the source can't be had, such as a file that it includes: from here on what this part may put right is not
   * told of this source.
   */
  missing(span: Span, message: string, notes: readonly Note[] = []): void {
    this.add(span, message, notes);
    this.incomplete.add(outermost(span));
  }

  /** A file of the command line is there, but can't be used. */
  unusable(message: string): void {
    this.add(undefined, message, []);
    this.lacksFile = true;
  }

  private add(span: Span | undefined, message: string, notes: readonly Note[]): void {
    if (this.full || (span !== undefined && !this.isFirstOnLine(span, message))) return;
    this.errorCount++;
    this.list.push({ severity: 'error', message, span, notes });
  }

  /**
   * "; did you mean 'x'?" or nothing; nothing either when there are so many errors that something else is wrong, and where
   * an error would not be told.
   */
  didYouMean(span: Span | undefined, name: string, candidates: () => Iterable<string>): string {
    const isTold = !this.full && this.errorCount < MAX_SUGGESTIONS && (span === undefined || !this.isInError(span));
    const found = isTold ? nearest(name, candidates()) : undefined;
    return found === undefined ? '' : `; did you mean '${found}'?`;
  }

  /** @param name what -W calls it; without one it is given whatever -W says */
  warning(span: Span | undefined, message: string, name?: WarningName): void {
    if (name !== undefined && !this.warnings.has(name)) return;
    const suffix = name === undefined ? '' : ` [-W${name}]`;
    if (!this.lacksNothing(span)) return;
    if (this.warningsAreErrors) this.error(span, message + suffix);
    else this.list.push({ severity: 'warning', name, message: message + suffix, span, notes: [] });
  }

  print(line: string): void {
    if (!this.full) this.printed.push(line);
  }

  /** Whether there is an error on this line already. */
  isInError(span: Span): boolean {
    return this.linesInError.has(this.lineOf(span));
  }

  private isFirstOnLine(span: Span, message: string): boolean {
    // What an object uses is no consequence of what else it uses, though one line of a source made both.
    const line = this.lineOf(span, span.source instanceof SourceLine ? message : '');
    if (this.linesInError.has(line)) return false;
    this.linesInError.add(line);
    return true;
  }

  /** A file's line is the same however often the file is included; a macro's line is another one in each call. */
  private lineOf({ source, start }: Span, message = ''): number {
    const own = `${source.name}:${source.locate(start).line}${message}`;
    const { origin } = source;
    const isFile = origin === undefined || origin.kind === 'include';
    const key = isFile ? own : `${own}<${this.callerOf(source, origin.span)}`;
    const known = this.lines.get(key);
    if (known !== undefined) return known;
    this.lines.set(key, this.lines.size);
    return this.lines.size - 1;
  }

  private callerOf(source: SourceText, call: Span): number {
    const line = this.callers.get(source) ?? this.lineOf(call);
    this.callers.set(source, line);
    return line;
  }
}

/** The file on the command line from which a text comes. */
function outermost({ source }: Span): SourceText {
  let at = source;
  while (at.origin !== undefined) at = at.origin.span.source;
  return at;
}
