/**
 * Source texts and positions in them. A text is a file, standard input, or the lines that a macro or a repetition
 * produced; the latter know what they were expanded from, so that a diagnostic can show the whole stack.
 */
import { decodeText } from '../../emulator/elf/byte-text.ts';

/** Why a text is being assembled at all: the statement that included or expanded it. */
export interface Origin {
  readonly kind: 'include' | 'macro' | 'repetition';
  /** Completes the note "note: ...", for example "in expansion of macro 'save'". */
  readonly note: string;
  readonly span: Span;
}

/** A piece of one text, offsets in UTF-16 units, end exclusive. */
export interface Span {
  readonly source: SourceText;
  readonly start: number;
  readonly end: number;
}

/** A file as text. Editors may put a byte order mark before it, which says nothing of UTF-8. */
export function sourceText(bytes: Uint8Array): string {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return decodeText(hasMark ? bytes.subarray(3) : bytes);
}

/** Whether a text is UTF-16, as some editors and shells write it: it has its mark, or NULs for halves of its first letters. */
export function isUtf16(text: string): boolean {
  return /^(?:\udcff\udcfe|\udcfe\udcff|\0[^\0]\0[^\0]|[^\0]\0[^\0]\0)/.test(text);
}

/** From an offset on the lines are those of another file, which a preprocessor has made this one of. */
interface LineMarker {
  readonly offset: number;
  /** Which line of the text stands there, and the number that it has in the other file. */
  readonly index: number;
  readonly line: number;
  readonly file: string;
}

/** `# 6 "file"` as preprocessors write it: what follows is line 6. It counts among what a condition leaves out, too. */
const MARKER = /^#[ \t]*(\d+)[ \t]+"((?:[^"\\\n]|\\.)*)"[^\n]*$/gm;

export class SourceText {
  readonly name: string;
  readonly text: string;
  readonly origin: Origin | undefined;
  /** How many texts this one is nested in; a file named on the command line has 0. */
  readonly depth: number;
  private readonly firstLine: number;
  private lineStarts: number[] | undefined;
  private lineMarkers: LineMarker[] | undefined;
  /** How many characters there are in front of the place that was asked for last, in its line. */
  private counted = { lineStart: 0, offset: 0, characters: 0 };

  /**
   * @param name as diagnostics print it
   * @param firstLine the number of the first line; above 1 for text cut out of a file
   */
  constructor(name: string, text: string, origin?: Origin, firstLine = 1) {
    this.name = name;
    this.text = text;
    this.origin = origin;
    this.firstLine = firstLine;
    this.depth = origin === undefined ? 0 : origin.span.source.depth + 1;
  }

  span(start: number, end: number): Span {
    return { source: this, start, end };
  }

  /**
   * File and line (as the file that this text was made of counts them) and column (in characters, from 1) of an offset,
   * with the whole text of that line and the offset in it.
   */
  locate(offset: number): { file: string; line: number; column: number; text: string; within: number } {
    const starts = this.starts();
    const index = lastUpTo(starts.length, offset, (each) => starts[each]);
    const start = starts[index] ?? 0;
    const end = (starts[index + 1] ?? this.text.length + 1) - 1;
    const text = this.text.slice(start, this.text[end - 1] === '\r' && end > start ? end - 1 : end);
    const markers = this.markers();
    const marker = markers.at(lastUpTo(markers.length, offset, (each) => markers[each].offset));
    const place =
      marker === undefined || marker.offset > offset
        ? { file: this.name, line: this.firstLine + index }
        : { file: marker.file, line: marker.line + index - marker.index };
    return { ...place, column: this.charactersBefore(start, offset) + 1, text, within: offset - start };
  }

  /** The line below the one that holds an offset is line `line` of its file. */
  setNextLine(offset: number, line: number): void {
    const starts = this.starts();
    const index = lastUpTo(starts.length, offset, (each) => starts[each]) + 1;
    if (index >= starts.length) return;
    const markers = this.markers();
    const behind = markers.findIndex((marker) => marker.offset > starts[index]);
    const at = behind < 0 ? markers.length : behind;
    const file = at === 0 ? this.name : markers[at - 1].file;
    markers.splice(at, 0, { offset: starts[index], index, line, file });
  }

  /** Goes on from the last answer: a long line may be asked about again and again. */
  private charactersBefore(lineStart: number, offset: number): number {
    const { counted } = this;
    const goesOn = counted.lineStart === lineStart && counted.offset <= offset;
    const from = goesOn ? counted : { offset: lineStart, characters: 0 };
    const characters = from.characters + countCharacters(this.text.slice(from.offset, offset));
    this.counted = { lineStart, offset, characters };
    return characters;
  }

  private markers(): LineMarker[] {
    this.lineMarkers ??= /^#/m.test(this.text) ? this.findMarkers() : [];
    return this.lineMarkers;
  }

  private findMarkers(): LineMarker[] {
    const markers: LineMarker[] = [];
    const starts = this.starts();
    for (const { 0: whole, 1: line, 2: name, index } of this.text.matchAll(MARKER)) {
      const offset = index + whole.length + 1;
      if (offset >= this.text.length) break;
      const file = name.replace(/\\(.)/g, '$1');
      markers.push({
        offset,
        index: lastUpTo(starts.length, offset, (each) => starts[each]),
        file,
        line: Number(line),
      });
    }
    return markers;
  }

  private starts(): number[] {
    if (this.lineStarts === undefined) {
      this.lineStarts = [0];
      for (let at = this.text.indexOf('\n'); at >= 0; at = this.text.indexOf('\n', at + 1))
        this.lineStarts.push(at + 1);
    }
    return this.lineStarts;
  }
}

/** A line of a file that isn't read: all that debug information says of a place. */
export class SourceLine extends SourceText {
  constructor(file: string, line: number) {
    super(file, '', undefined, line);
  }
}

/** The last of so many rising numbers that is not above a limit; 0 if there is none. */
function lastUpTo(count: number, limit: number, numberAt: (index: number) => number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (numberAt(middle) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Characters as people count them; a byte that is part of none counts as one. */
export function countCharacters(text: string): number {
  return text.replace(/[\ud800-\udbff][\udc00-\udfff]/g, ' ').length;
}
