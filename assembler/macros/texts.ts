/**
 * The texts that are being read: the file, what it includes, and what macros and repetitions have produced. The innermost
 * one is read first.
 */
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import { SourceText, type Origin, type Span } from '../diagnostics/source.ts';
import type { Conditionals } from './conditionals.ts';
import { Reader } from './reader.ts';

const MAX_DEPTH = 100;
/** Characters that macros and repetitions may produce: enough for any program, and an end to endless ones. */
const MAX_EXPANSION = 8 * 1024 * 1024;
/** An expansion counts as so many characters more, since an empty one takes time too. */
const EXPANSION_COST = 100;

export class Texts {
  private readonly readers: Reader[] = [];
  private readonly conditionals: Conditionals;
  private readonly diagnostics: Diagnostics;
  private expanded = 0;

  constructor(conditionals: Conditionals, diagnostics: Diagnostics) {
    this.conditionals = conditionals;
    this.diagnostics = diagnostics;
  }

  /** The innermost text; undefined when all is read. */
  get current(): Reader | undefined {
    return this.readers.at(-1);
  }

  /** Goes on in another text, and comes back at its end. */
  include(source: SourceText): Reader {
    const reader = new Reader(source, this.conditionals.depth);
    this.readers.push(reader);
    return reader;
  }

  /** Whether a file is being read already without a condition, a macro or a repetition since that could be an end to it. */
  readsForEver(file: string): boolean {
    for (const { source, conditionalDepth } of this.readers.toReversed()) {
      const kind = source.origin?.kind ?? 'include';
      if (kind !== 'include' || conditionalDepth < this.conditionals.depth) return false;
      if (source.name === file) return true;
    }
    return false;
  }

  /** Goes on in produced text, unless there is too much of it. */
  expand(text: string, name: string, firstLine: number, origin: Origin): Reader | undefined {
    const { diagnostics } = this;
    const { span } = origin;
    this.expanded += text.length + EXPANSION_COST;
    if (span.source.depth >= MAX_DEPTH) {
      diagnostics.error(span, `macros are nested more than ${MAX_DEPTH} deep: does this one call itself?`);
    } else if (this.expanded > MAX_EXPANSION) {
      diagnostics.error(span, `macros and repetitions produce more than ${MAX_EXPANSION} characters`);
    } else {
      return this.include(new SourceText(name, text, origin, firstLine));
    }
    this.stop();
    return undefined;
  }

  /** Whether so many repetitions are few enough; a diagnostic is given if not. */
  hasRoom(count: number | bigint, length: number, span: Span): boolean {
    if (Number(count) * (length + EXPANSION_COST) <= MAX_EXPANSION) return true;
    this.diagnostics.error(span, `${count} repetitions produce more than ${MAX_EXPANSION} characters`);
    return false;
  }

  /** At the end of the innermost text: what it opened it must have closed. */
  leave(): void {
    const reader = this.readers.pop();
    if (reader === undefined) return;
    while (this.conditionals.depth > reader.conditionalDepth) {
      const { innermost, misspeltEnd } = this.conditionals;
      const message = 'this condition has no .endif';
      if (innermost === undefined || misspeltEnd === undefined) this.diagnostics.error(innermost, message);
      // More is left out than was meant.
      else
        this.diagnostics.missing(innermost, message, [{ message: "did you mean '.endif' here?", span: misspeltEnd }]);
      this.conditionals.close();
    }
    reader.atEnd?.();
  }

  /** Leaves out all that is left. */
  stop(): void {
    for (const reader of this.readers) reader.finish();
  }

  /** Ends the innermost macro or repetition, with what it includes; false if there is none. */
  exit(): boolean {
    const index = this.readers.findLastIndex(({ source }) => (source.origin?.kind ?? 'include') !== 'include');
    if (index < 0) return false;
    const { conditionalDepth } = this.readers[index];
    for (const reader of this.readers.slice(index)) reader.finish();
    while (this.conditionals.depth > conditionalDepth) this.conditionals.close();
    return true;
  }
}
