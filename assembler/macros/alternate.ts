/**
 * Macros after .altmacro (GNU as manual, ".altmacro"): parameters are replaced without a backslash, `LOCAL` makes names of
 * its own for each call, an argument `%expression` is its number, and `<...>` keeps commas and spaces together.
 */
import type { Span } from '../diagnostics/source.ts';
import type { TextArgument } from './arguments.ts';
import { scrub } from './scrub.ts';

/** What an argument in a call says: text, or an expression whose value is meant. */
export type AlternateArgument = TextArgument & { readonly expression: Span | undefined };

/** Splits the text behind a macro's name. An exclamation mark takes the next character as it is, in `<...>` and strings. */
export function splitAlternate(rest: Span): AlternateArgument[] {
  const list: AlternateArgument[] = [];
  const scrubbed = scrub(rest, true);
  const { text } = scrubbed;
  const end = text.length;
  let at = 0;
  while (at < end) {
    const from = at;
    const keyword = /^[A-Za-z_.$][\w.$]* ?=(?!=) ?/.exec(text.slice(at, end))?.[0] ?? '';
    at += keyword.length;
    if (text[at] === '%') {
      const stop = endOfPlain(text, at, end);
      const expression = scrubbed.span(at + 1, stop);
      list.push({ text: keyword, span: scrubbed.span(from, stop), expression });
      at = stop;
    } else {
      const piece = readPiece(text, at, end);
      list.push({ text: keyword + piece.text, span: scrubbed.span(from, piece.end), expression: undefined });
      at = piece.end;
    }
    if (text[at] === ' ') at++;
    if (text[at] === ',') at++;
  }
  return list;
}

/** One argument: `<...>` without its brackets, or text up to a comma or a space. */
function readPiece(text: string, start: number, end: number): { text: string; end: number } {
  if (text[start] !== '<') {
    const stop = endOfPlain(text, start, end);
    return { text: text.slice(start, stop).trimEnd(), end: stop };
  }
  let depth = 0;
  let result = '';
  for (let at = start; at < end; at++) {
    const character = text[at];
    if (character === '!' && at + 1 < end) result += text[++at];
    else if (character === '<' && depth++ === 0) continue;
    else if (character === '>' && --depth === 0) return { text: result, end: at + 1 };
    else result += character;
  }
  return { text: result, end };
}

/** Up to the next comma outside strings and parentheses, or a space outside them that ends the argument. */
function endOfPlain(text: string, start: number, end: number): number {
  let depth = 0;
  let quoted = false;
  for (let at = start; at < end; at++) {
    const character = text[at];
    if (character === '"') quoted = !quoted;
    else if (quoted) {
      if (character === '\\') at++;
    } else if (character === '(') depth++;
    else if (character === ')') depth--;
    else if (depth <= 0 && (character === ',' || character === ';' || character === ' ' || character === '\t'))
      return at;
  }
  return end;
}

const LOCAL = /^[ \t]*local[ \t]+([^\n;]*)(?:;[^\n]*)?$/gim;
const NAME = /[A-Za-z_.$][\w.$]*/g;

/** Takes the LOCAL lines out of a body, leaving empty ones. Gives the names in them. */
export function takeLocals(body: string): { body: string; names: string[] } {
  const names: string[] = [];
  const rest = body.replace(LOCAL, (_, list: string) => {
    names.push(...(list.match(NAME) ?? []));
    return '';
  });
  return { body: rest, names };
}

const PLACES = /\\(?:@|\(\))|[\\&]?([A-Za-z_.$][\w.$]*)(&?)/g;

/**
 * Puts arguments into a body, wherever their names stand: `name`, `&name` or `\name`. An ampersand behind a name joins it
 * to what follows.
 */
export function substituteAlternate(body: string, values: ReadonlyMap<string, string>, callNumber: number): string {
  return body.replace(PLACES, (whole, name: string | undefined) => {
    if (whole === '\\@') return String(callNumber);
    if (name === undefined) return '';
    const value = values.get(name);
    if (value !== undefined) return value;
    return whole.startsWith('&') ? whole : whole.replace(/&$/, '');
  });
}
