/**
 * The text behind a macro's name as GNU as's first pass over a source leaves it (gas/app.c, "do_scrub_chars"): comments are
 * spaces, and a space stays only where it keeps two names or numbers apart.
 */
import type { Span } from '../diagnostics/source.ts';

/** What names, numbers and conditions are made of. */
const COMPONENT = /[\w.$*?<>\u0080-\uffff]/;
/** Behind an operand a space separates from another one, where GNU as would join them to what means nothing. */
const OPERAND_END = /[\w.$"')\u0080-\uffff]/;
const OPERAND = /^(?:[\w.$"\\\u0080-\uffff]|%[A-Za-z])/;

export class ScrubbedText {
  readonly text: string;
  private readonly source: Span['source'];
  /** Where each character stands in the source, and the end. */
  private readonly offsets: readonly number[];

  constructor(text: string, source: Span['source'], offsets: readonly number[]) {
    this.text = text;
    this.source = source;
    this.offsets = offsets;
  }

  /** The place in the source of a part of the text; of one character at least. */
  span(start: number, end: number): Span {
    const first = this.offsets[start];
    return this.source.span(first, Math.max(first + 1, end > start ? this.offsets[end - 1] + 1 : first));
  }
}

/** @param keepsSpaces one space stays wherever there are any, but for those beside commas and at the ends */
export function scrub({ source, start, end }: Span, keepsSpaces = false): ScrubbedText {
  const { text } = source;
  // Joined at the end: a string that grows is copied whenever it is looked at.
  const scrubbed: string[] = [];
  const offsets: number[] = [];
  const put = (character: string, at: number): void => {
    scrubbed.push(character);
    offsets.push(at);
  };
  let space: number | undefined;
  for (let at = start; at < end && text[at] !== ';';) {
    const next = endOfBlank(text, at, end);
    if (next > at) {
      space ??= at;
      at = next;
      continue;
    }
    const previous = scrubbed.at(-1);
    if (space !== undefined && previous !== undefined) {
      const separates = keepsSpaces
        ? previous !== ',' && text[at] !== ','
        : (COMPONENT.test(previous) && COMPONENT.test(text[at])) ||
          (OPERAND_END.test(previous) && OPERAND.test(text.slice(at, at + 2)));
      if (separates) put(' ', space);
    }
    space = undefined;
    const stop = text[at] === '"' ? endOfString(text, at, end) : at + 1;
    for (; at < stop; at++) put(text[at], at);
  }
  offsets.push(end);
  return new ScrubbedText(scrubbed.join(''), source, offsets);
}

/** Behind one space or comment that begins here, if one does. */
function endOfBlank(text: string, at: number, end: number): number {
  if (/[ \t\f\v\r\n]/.test(text[at])) return at + 1;
  if (!text.startsWith('/*', at)) return at;
  const close = text.slice(at + 2, end).indexOf('*/');
  return close < 0 ? end : at + close + 4;
}

/** Behind the string that begins here. */
export function endOfString(text: string, at: number, end: number): number {
  for (let i = at + 1; i < end; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return i + 1;
  }
  return end;
}
