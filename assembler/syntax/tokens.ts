/**
 * The tokens of GNU as's PA-RISC syntax (binutils, "Using as", chapter HPPA Dependent Features). Mnemonics, directives
 * and registers are no keywords: what a name is, the instruction table and the directives decide.
 */
import { createToken, Lexer, type IToken, type TokenType } from 'chevrotain';

/** Everything that can stand within a statement; lets the parser take the text of a macro call whatever it is. */
export const Any = createToken({ name: 'Any', pattern: Lexer.NA });

function token(name: string, pattern: RegExp, label: string, categories: TokenType[] = []): TokenType {
  return createToken({ name, pattern, label, categories: [Any, ...categories] });
}

export const NewLine = createToken({ name: 'NewLine', pattern: /\r?\n/, label: 'end of line', line_breaks: true });
export const Bang = createToken({ name: 'Bang', pattern: /!/, label: '"!"' });

const Blank = createToken({ name: 'Blank', pattern: /[ \t\f\v\r]+/, group: Lexer.SKIPPED });
const Comment = createToken({ name: 'Comment', pattern: /;[^\n]*/, group: Lexer.SKIPPED });
const BlockComment = createToken({
  name: 'BlockComment',
  pattern: { exec: matchBlockComment },
  start_chars_hint: ['/'],
  group: Lexer.SKIPPED,
  line_breaks: true,
});
/** A block comment without its end. */
export const OpenComment = createToken({ name: 'OpenComment', pattern: /\/\*/, label: 'comment' });
/** A number sign makes a comment only where a statement would start. */
const LineComment = createToken({
  name: 'LineComment',
  pattern: { exec: matchLineComment },
  start_chars_hint: ['#'],
  line_breaks: false,
  group: Lexer.SKIPPED,
});

/** Conditions written in signs, with their comma: in an operand no expression starts with these characters. */
export const Condition = token(
  'Condition',
  /,(?:!<=>|!\?>=|!\?<=|!<>|!>=|!<=|!\?=|!\?>|!\?<|!=t|!=|!>|!<|!\?|(?:true|false)\?|\*[a-z]+|[<>=?*]+t?)(?![0-9])/i,
  'completer',
);

export const Text = token('Text', /"(?:[^"\\\n]|\\[^])*"/, 'string');
/** Whatever is written for one integer. */
export const Numeral = createToken({ name: 'Numeral', pattern: Lexer.NA, label: 'number' });

/** A character constant, with the closing quote that newer versions of GNU as allow. */
export const Character = token('Character', /'(?:\\[^\n]|[\ud800-\udbff][\udc00-\udfff]|[^\\\n])'?/, 'character', [
  Numeral,
]);

/** L%, LR', ...: see expressions/field-selectors.ts for their meaning. */
export const Selector = token(
  'Selector',
  /(?:lt[ps]?|rt[ps]?|l[rsdpt]?|n(?:l[rs]?|r)?|r[rsdpt]?|[ftp])[%'](?=[ \t]*[\w.$(+~"\u0080-\uffff-])/i,
  'field selector',
);

export const Hexadecimal = token('Hexadecimal', /0x[0-9a-f]+(?![\w.$])/i, 'number', [Numeral]);
const Binary = token('Binary', /0b[01]+(?![\w.$])/i, 'number', [Numeral]);
/**
 * 1.5, 2e10, 0f3.25, 0f-1.5, 0d7, and 2.0w, a level of .level. Without a point 0f-1 is a local label and a number, and 0b1
 * binary.
 */
export const Real = token(
  'Real',
  /(?:(?:0[a-z][+-]?)?(?:[0-9]+\.[0-9]*|[0-9]*\.[0-9]+|[0-9]+(?=e))(?:e[+-]?[0-9]+|w)?|0(?:[ac-eg-wyz][+-]?|[bf])(?:[0-9]+|inf(?:inity)?|s?nan))(?![\w.$])/i,
  'number with a point',
);
export const LocalReference = token('LocalReference', /[0-9]+[bf](?![\w.$])/i, 'local label');
/** A number that begins with 0 is octal. A label may be any number. */
export const Decimal = token('Decimal', /(?:[1-9][0-9]*|0[0-7]*)(?![\w$])|[0-9]+(?=[ \t]*:)/, 'number', [Numeral]);

/** The value of a number: decimal, 0x hexadecimal, 0b binary, or octal with a leading 0. */
export function numberValue(image: string): bigint {
  return BigInt(/^0[0-7]+$/.test(image) ? `0o${image.slice(1)}` : image);
}

/** `.startof.(.text)` names a section's start. Letters beyond ASCII belong to names, as do single bytes that are no UTF-8; quotation marks of typographers don't. */
export const Name = token(
  'Name',
  /\.(?:startof|sizeof)\.\([^()\s]+\)|[A-Za-z_.$\u0080-\u2017\u201e-\uffff][\w.$\u0080-\u2017\u201e-\uffff]*/,
  'name',
);
/** A whole text that is a name. */
export const NAME = new RegExp(`^(?:${(Name.PATTERN as RegExp).source})$`);

export const Register = createToken({
  name: 'Register',
  label: 'register',
  pattern: { exec: matchRegister },
  start_chars_hint: ['%'],
  line_breaks: false,
  categories: [Any],
});

export const Comma = token('Comma', /,/, '","');
export const Colon = token('Colon', /::?/, '":"');
export const At = token('At', /@/, '"@"');
export const LeftParenthesis = token('LeftParenthesis', /\(/, '"("');
export const RightParenthesis = token('RightParenthesis', /\)/, '")"');

/** What stands between two terms, whatever its precedence (see expression-tree.ts), and what stands before one. */
export const BinaryOperator = createToken({ name: 'BinaryOperator', pattern: Lexer.NA, label: 'operator' });
export const PrefixOperator = createToken({ name: 'PrefixOperator', pattern: Lexer.NA, label: 'sign' });
const Logical = token('Logical', /&&|\|\|/, 'operator', [BinaryOperator]);
const Shift = token('Shift', /<<|>>/, 'operator', [BinaryOperator]);
export const Comparison = token('Comparison', /==|!=|<>|<=|>=|<|>/, 'operator', [BinaryOperator]);
const ProductOrBits = token('ProductOrBits', /[*/%&|^]/, 'operator', [BinaryOperator]);
export const Sign = token('Sign', /[+-]/, 'sign', [BinaryOperator, PrefixOperator]);
export const Tilde = token('Tilde', /~/, '"~"', [PrefixOperator]);
export const Equals = token('Equals', /=/, '"="');

export const allTokens: TokenType[] = [
  NewLine,
  Blank,
  Comment,
  BlockComment,
  OpenComment,
  LineComment,
  Condition,
  Text,
  Selector,
  Character,
  Hexadecimal,
  Binary,
  Real,
  LocalReference,
  Decimal,
  Name,
  Register,
  Logical,
  Shift,
  Comparison,
  Bang,
  ProductOrBits,
  Sign,
  Tilde,
  Equals,
  Comma,
  Colon,
  At,
  LeftParenthesis,
  RightParenthesis,
  Any,
  Numeral,
  BinaryOperator,
  PrefixOperator,
];

const registerPattern = /%[A-Za-z][A-Za-z0-9]*/y;
const lineCommentPattern = /#[^\n]*/y;

/**
 * A percent sign is a register's when a name follows it, unless it stands right behind an operand: then it is the
 * operator (`x%y`).
 */
function matchRegister(text: string, offset: number, matched: IToken[]): RegExpExecArray | null {
  const last = matched.at(-1);
  if (last !== undefined && endsOperand(last.tokenType) && last.startOffset + last.image.length === offset) return null;
  registerPattern.lastIndex = offset;
  return registerPattern.exec(text);
}

/** Where the text that was read last has comments without an end, and so all that begin behind it. */
let open = { text: '', from: 0 };

function matchBlockComment(text: string, offset: number): [string] | null {
  if (!text.startsWith('/*', offset) || (text === open.text && offset >= open.from)) return null;
  const end = text.indexOf('*/', offset + 2);
  if (end >= 0) return [text.slice(offset, end + 2)];
  open = { text, from: offset };
  return null;
}

function matchLineComment(text: string, offset: number, matched: IToken[]): RegExpExecArray | null {
  const last = matched.at(-1);
  if (last !== undefined && last.tokenType !== NewLine && last.tokenType !== Bang) return null;
  lineCommentPattern.lastIndex = offset;
  return lineCommentPattern.exec(text);
}

function endsOperand(type: TokenType): boolean {
  return type === Name || type === Decimal || type === Hexadecimal || type === Binary || type === RightParenthesis;
}
