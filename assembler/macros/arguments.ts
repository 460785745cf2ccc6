/** Splits the text behind a macro's name into arguments, as GNU as does (gas/macro.c, "get_any_string"). */
import type { Span } from '../diagnostics/source.ts';
import { endOfString, scrub, type ScrubbedText } from './scrub.ts';

export interface TextArgument {
  /** Without the quotes, if the argument is a string. */
  readonly text: string;
  readonly span: Span;
}

/**
 * Commas separate arguments, and so do spaces outside brackets where no expression goes on: between two names, numbers or
 * registers. Only strings and what stands between two apostrophes keep a comma. A comment is a space. Behind a comma at the
 * end there is no argument more.
 */
export function splitArguments(rest: Span): TextArgument[] {
  const list: TextArgument[] = [];
  const scrubbed = scrub(rest);
  const { text } = scrubbed;
  for (let at = 0; at < text.length;) {
    const end = text[at] === '"' ? endOfString(text, at, text.length) : endOfArgument(text, at);
    list.push(argumentAt(scrubbed, at, end));
    at = skipSpace(text, end);
    if (text[at] === ',') at = skipSpace(text, at + 1);
  }
  return list;
}

function argumentAt(scrubbed: ScrubbedText, start: number, end: number): TextArgument {
  const raw = scrubbed.text.slice(start, end);
  const quoted = /^"((?:[^"\\]|\\[^])*)"$/.exec(raw);
  return { text: quoted?.[1] ?? raw, span: scrubbed.span(start, end) };
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']' };

function endOfArgument(text: string, start: number): number {
  const open: string[] = [];
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (character === ',' || (character === ' ' && open.length === 0)) return at;
    if (character === '"' || character === "'") {
      const close = text.indexOf(character, at + 1);
      if (close < 0) return text.length;
      at = close;
    } else if (Object.hasOwn(CLOSING, character)) open.push(CLOSING[character]);
    else if (character === open.at(-1)) open.pop();
  }
  return text.length;
}

function skipSpace(text: string, at: number): number {
  return text[at] === ' ' ? at + 1 : at;
}
