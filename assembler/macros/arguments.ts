/** Splits the text behind a macro's name into arguments. */
import type { Span } from '../diagnostics/source.ts';

export interface TextArgument {
  /** Without the quotes, if the whole argument was quoted. */
  readonly text: string;
  readonly span: Span;
}

/**
 * Arguments are separated by commas, or by spaces where no expression goes on: between two names, numbers or registers.
 * Parentheses and strings keep together what is inside. A comment ends the list.
 */
export function splitArguments({ source, start, end }: Span): TextArgument[] {
  const list: TextArgument[] = [];
  const { text } = source;
  let from = skipSpaces(text, start, end);
  if (from >= end || text[from] === ';') return list;
  let depth = 0;
  let at = from;
  const finish = (to: number): void => {
    const raw = text.slice(from, to).trimEnd();
    list.push({ text: unquote(raw), span: source.span(from, from + Math.max(1, raw.length)) });
  };
  while (at < end && text[at] !== ';') {
    const character = text[at];
    if (character === '"') {
      at = endOfString(text, at, end);
      continue;
    }
    if (character === '(') depth++;
    if (character === ')') depth--;
    const afterSpaces = skipSpaces(text, at, end);
    const separates = depth <= 0 && (character === ',' || (afterSpaces > at && startsNext(text, at, afterSpaces, end)));
    if (separates) {
      finish(at);
      from = skipSpaces(text, character === ',' ? at + 1 : afterSpaces, end);
      at = from;
      if (at >= end || text[at] === ';') {
        if (character === ',') finish(at);
        return list;
      }
    } else {
      at = Math.max(at + 1, afterSpaces);
    }
  }
  finish(at);
  return list;
}

/** A space separates if an operand stands before it and another one begins behind it. */
function startsNext(text: string, before: number, after: number, end: number): boolean {
  if (after >= end) return false;
  const previous = text[before - 1] ?? '';
  const next = text.slice(after, after + 2);
  return /[\w.$")']/.test(previous) && /^(?:[\w.$"\\]|%[A-Za-z])/.test(next);
}

function skipSpaces(text: string, at: number, end: number): number {
  while (at < end && (text[at] === ' ' || text[at] === '\t' || text[at] === '\r')) at++;
  return at;
}

function endOfString(text: string, at: number, end: number): number {
  for (let i = at + 1; i < end; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return i + 1;
  }
  return end;
}

function unquote(text: string): string {
  const quoted = /^"((?:[^"\\]|\\[^])*)"$/.exec(text);
  return quoted?.[1] ?? text;
}
