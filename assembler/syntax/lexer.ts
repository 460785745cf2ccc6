/**
 * Cuts a text into tokens, one statement at a time; errors stay with their statement until it is assembled. Written by
 * hand, since no table of patterns comes near its speed.
 */
import type { SourceText, Span } from '../diagnostics/source.ts';
import type { Token, TokenKind } from './tokens.ts';

/** One statement's tokens: what stands between two line ends or exclamation marks. */
export interface TokenizedStatement {
  readonly source: SourceText;
  readonly tokens: readonly Token[];
  /** The whole text of the statement: the place for "something is missing here", and what macros take. */
  readonly start: number;
  readonly end: number;
  /** Offset of the first character behind the statement's terminator. */
  readonly next: number;
  readonly error: { readonly span: Span; readonly message: string } | undefined;
}

/** Classes of characters, by code; those above 127 belong to no token outside strings and comments. */
const DIGIT = 1;
const LETTER = 2;
const BLANK = 4;
const CLASSES = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[0-9]/.test(character)) return DIGIT;
  if (/[A-Za-z_.$]/.test(character)) return LETTER;
  return /[ \t\f\v\r]/.test(character) ? BLANK : 0;
});

function classOf(code: number): number {
  return code < 128 ? CLASSES[code] : 0;
}

/** Tokens that one character makes, whatever follows it. */
const SIMPLE: Readonly<Record<string, TokenKind>> = {
  '(': '(',
  ')': ')',
  '@': '@',
  '~': '~',
  '+': 'sign',
  '-': 'sign',
  '*': 'product',
  '/': 'product',
  '%': 'product',
  '^': 'bits',
  '&': 'bits',
  '|': 'bits',
  '=': '=',
  '<': 'comparison',
  '>': 'comparison',
  ',': ',',
  ':': ':',
};

/** Tokens of two characters. */
const DOUBLE: Readonly<Record<string, TokenKind>> = {
  '::': ':',
  '<<': 'product',
  '>>': 'product',
  '==': 'comparison',
  '!=': 'comparison',
  '<>': 'comparison',
  '<=': 'comparison',
  '>=': 'comparison',
  '&&': 'and',
  '||': 'or',
};

const SIMPLE_BY_CODE: readonly (TokenKind | undefined)[] = Array.from(
  { length: 128 },
  (_, code) => SIMPLE[String.fromCharCode(code)] as TokenKind | undefined,
);
const IMAGES: readonly string[] = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));

/** Letters (small) that begin field selectors. */
const SELECTOR_LETTERS = 'lrntfp';
const SELECTOR = /(?:lt[ps]?|rt[ps]?|l[rsdpt]?|n[lr]|nls|r[rsdpt]?|[ftp])[%'](?=[\w.$(+~-])/iy;
const CONDITION = /,(?:!<=>|!\?>=|!\?<=|!<>|!>=|!<=|!\?=|!\?>|!\?<|!=t|!=|!>|!<|!\?|(?:true|false)\?|[<>=?*]+t?)/iy;
const CHARACTER = /'(?:\\[^\n]|[^\\\n])'?/y;
const TEXT = /"(?:[^"\\\n]|\\[^])*"/y;
const REGISTER = /%[A-Za-z][A-Za-z0-9]*/y;

/** Numbers in which something but decimal digits stands. */
const NUMBERS: readonly (readonly [TokenKind, RegExp])[] = [
  ['hexadecimal', /0x[0-9a-f]+(?![\w.$])/iy],
  ['binary', /0b[01]+(?![\w.$])/iy],
  ['local', /[0-9]+[bf](?![\w.$])/iy],
  ['real', /(?:0[a-z])?(?:[0-9]+\.[0-9]*|[0-9]*\.[0-9]+|[0-9]+(?=e))(?:e[+-]?[0-9]+|w)?(?![\w.$])/iy],
  ['decimal', /[0-9]+(?![\w$])/y],
];

const NEW_LINE = 0x0a;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const PERCENT = 0x25;

export class Lexer {
  private readonly source: SourceText;
  private readonly text: string;
  private at = 0;
  private tokens: Token[] = [];

  constructor(source: SourceText) {
    this.source = source;
    this.text = source.text;
  }

  /** Goes to the end of the text. */
  finish(): void {
    this.at = this.text.length + 1;
  }

  /** The next statement that has tokens or an error; undefined at the end of the text. */
  next(): TokenizedStatement | undefined {
    const { text, source } = this;
    while (this.at <= text.length) {
      const start = this.at;
      this.tokens = [];
      const badAt = this.scan();
      const end = this.at;
      if (text.charCodeAt(this.at) === 0x0d) this.at++;
      const next = ++this.at;
      if (this.tokens.length === 0 && badAt < 0) continue;
      const error = badAt < 0 ? undefined : describe(source, badAt);
      return { source, tokens: this.tokens, start, end, next, error };
    }
    return undefined;
  }

  /** Scans up to the terminator; the offset of the first character that fits nothing, or -1. */
  private scan(): number {
    const { text } = this;
    const { length } = text;
    let badAt = -1;
    while (this.at < length) {
      const code = text.charCodeAt(this.at);
      const kind = classOf(code);
      if (kind === BLANK) {
        if (code === 0x0d && text.charCodeAt(this.at + 1) === NEW_LINE) return badAt;
        this.at++;
      } else if (kind === LETTER) this.name();
      else if (code === NEW_LINE) return badAt;
      else if (kind === DIGIT ? !this.number() : !this.punctuation(code)) {
        if (code === 0x21) return badAt;
        if (badAt < 0) badAt = this.at;
        this.at++;
      }
    }
    return badAt;
  }

  private push(kind: TokenKind, end: number): true {
    this.tokens.push({ kind, start: this.at, end, image: this.text.slice(this.at, end) });
    this.at = end;
    return true;
  }

  /** Pushes what the sticky pattern matches here; false if it doesn't. */
  private match(kind: TokenKind, pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    return pattern.test(this.text) && this.push(kind, pattern.lastIndex);
  }

  /** A name, or a field selector. */
  private name(): void {
    const { text } = this;
    let end = this.at + 1;
    while ((classOf(text.charCodeAt(end)) & (LETTER | DIGIT)) !== 0) end++;
    const after = text.charCodeAt(end);
    if ((after === PERCENT || after === APOSTROPHE) && SELECTOR_LETTERS.includes(text[this.at].toLowerCase())) {
      if (this.match('selector', SELECTOR)) return;
    }
    this.push('name', end);
  }

  private number(): boolean {
    const { text } = this;
    let end = this.at + 1;
    while (classOf(text.charCodeAt(end)) === DIGIT) end++;
    if (classOf(text.charCodeAt(end)) !== LETTER) return this.push('decimal', end);
    return NUMBERS.some(([kind, pattern]) => this.match(kind, pattern));
  }

  /** Anything that begins with neither a letter nor a digit: strings, registers, operators, comments. */
  private punctuation(code: number): boolean {
    const { text } = this;
    switch (code) {
      case 0x3b: // ;
        return this.skipLine();
      case 0x23: // # makes a comment only where a statement would start
        return this.tokens.length === 0 && this.skipLine();
      case QUOTE:
        return this.match('text', TEXT);
      case APOSTROPHE:
        return this.match('character', CHARACTER);
      case PERCENT:
        if (!this.isBehindOperand() && this.match('register', REGISTER)) return true;
        break;
      case 0x2c: // ,
        if (mayBeCondition(text.charCodeAt(this.at + 1)) && this.match('condition', CONDITION)) return true;
        break;
      case 0x2f: // /
        if (text.charCodeAt(this.at + 1) === 0x2a) return this.blockComment();
        break;
    }
    return this.operator(code, text.charCodeAt(this.at + 1));
  }

  private operator(code: number, following: number): boolean {
    if (following < 128 && (SIMPLE_BY_CODE[following] !== undefined || code === 0x21)) {
      const kind = DOUBLE[this.text.slice(this.at, this.at + 2)] as TokenKind | undefined;
      if (kind !== undefined) return this.push(kind, this.at + 2);
    }
    const kind = code < 128 ? SIMPLE_BY_CODE[code] : undefined;
    if (kind === undefined) return false;
    this.tokens.push({ kind, start: this.at, end: this.at + 1, image: IMAGES[code] });
    this.at++;
    return true;
  }

  private skipLine(): true {
    const end = this.text.indexOf('\n', this.at);
    this.at = end < 0 ? this.text.length : end;
    return true;
  }

  private blockComment(): true {
    const end = this.text.indexOf('*/', this.at + 2);
    if (end < 0) return this.push('open comment', this.at + 2);
    this.at = end + 2;
    return true;
  }

  /** A percent sign right behind an operand is an operator (`x%y`), even if what follows could be a register. */
  private isBehindOperand(): boolean {
    const last = this.tokens.at(-1);
    if (last?.end !== this.at) return false;
    const { kind } = last;
    return kind === 'name' || kind === 'decimal' || kind === 'hexadecimal' || kind === 'binary' || kind === ')';
  }
}

/** The signs that conditions are made of, and the first letters of `true?` and `false?`. */
function mayBeCondition(code: number): boolean {
  return '!<>=?*tTfF'.includes(String.fromCharCode(code));
}

/** Says what the characters that no token takes are likely to be. */
function describe(source: SourceText, offset: number): TokenizedStatement['error'] {
  const { text } = source;
  const first = String.fromCodePoint(text.codePointAt(offset) ?? 0);
  if (first === '"') {
    return { span: source.span(offset, offset + 1), message: 'this string has no closing quote on its line' };
  }
  if (/^[0-9]/.test(first)) {
    const number = /^[\w.$]+/.exec(text.slice(offset, offset + 80))?.[0] ?? first;
    const message = `'${number}' is neither a number nor a name: numbers are 10, 0x1f, 0b101 or 017, and names don't start with a digit`;
    return { span: source.span(offset, offset + number.length), message };
  }
  if (first === '\\') {
    return {
      span: source.span(offset, offset + 1),
      message: "'\\' names a macro's argument and means nothing outside one",
    };
  }
  return { span: source.span(offset, offset + first.length), message: `unexpected character '${printable(first)}'` };
}

function printable(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x20 || (code >= 0x7f && code < 0xa0) ? `\\x${code.toString(16).padStart(2, '0')}` : character;
}
