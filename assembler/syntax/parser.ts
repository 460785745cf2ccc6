/**
 * The grammar of one statement: labels, then an operation with its operands. Recursive descent, one method per rule. What
 * kind of operation a name is, the parser asks its caller, since macros are declared as the source goes.
 */
import type { SourceText, Span } from '../diagnostics/source.ts';
import type {
  Argument,
  BinaryOperator,
  Expression,
  Identifier,
  Label,
  Operand,
  Operation,
  Statement,
  UnaryOperator,
} from './ast.ts';
import type { TokenizedStatement } from './lexer.ts';
import { characterCode } from './escapes.ts';
import { found } from './messages.ts';
import { precedence, type Token, type TokenKind } from './tokens.ts';

/** What a name in the place of an operation is: 'text' takes its arguments as they are written. */
export type OperationKind = 'instruction' | 'directive' | 'text';

/** Tells operations from labels; undefined for a name that is no operation at all. */
export type Classify = (name: string) => OperationKind | undefined;

export type ParseResult =
  | { readonly statement: Statement; readonly error?: undefined }
  | { readonly statement?: undefined; readonly error: { readonly span: Span; readonly message: string } };

type Group = Extract<Expression, { kind: 'group' }>;

/** Nesting of parentheses and signs that a person would write, far below what the call stack allows. */
const MAX_NESTING = 200;

/** Leaves the parser at the first token that doesn't fit. */
class SyntaxProblem extends Error {
  readonly span: Span;

  constructor(span: Span, message: string) {
    super(message);
    this.span = span;
  }
}

/** Parses one statement. The first thing that doesn't fit is the error; nothing is kept of such a statement. */
export function parseStatement(statement: TokenizedStatement, classify: Classify): ParseResult {
  try {
    return { statement: new StatementParser(statement, classify).statement() };
  } catch (problem) {
    if (problem instanceof SyntaxProblem) return { error: problem };
    throw problem;
  }
}

class StatementParser {
  private readonly source: SourceText;
  private readonly tokens: readonly Token[];
  private readonly end: number;
  private readonly classify: Classify;
  /** Stands behind the last token. */
  private readonly endToken: Token;
  private next = 0;
  private token: Token;
  private depth = 0;

  constructor({ source, tokens, end }: TokenizedStatement, classify: Classify) {
    this.source = source;
    this.tokens = tokens;
    this.end = end;
    this.classify = classify;
    const behind = tokens.at(-1)?.end ?? end;
    this.endToken = { kind: 'end', start: behind, end: behind + 1, image: '' };
    this.token = tokens.length === 0 ? this.endToken : tokens[0];
  }

  statement(): Statement {
    const labels: Label[] = [];
    while (this.following().kind === ':' && (this.token.kind === 'name' || this.token.kind === 'decimal')) {
      labels.push(this.label());
    }
    if (labels.length === 0 && this.isBareLabel()) labels.push({ kind: 'named', ...this.identifier(this.advance()) });
    const operation = this.token.kind === 'name' ? this.operation() : undefined;
    if (this.token.kind !== 'end') this.redundant();
    return { labels, operation };
  }

  /** Complains about the first token behind a complete statement. */
  private redundant(): never {
    const before = this.tokens.at(this.next - 1);
    const expected =
      this.next === 0 || before?.kind === ':'
        ? 'a label, an instruction or a directive'
        : '"," or the end of the statement';
    this.fail(expected);
  }

  private label(): Label {
    const token = this.advance();
    this.advance();
    return { kind: token.kind === 'name' ? 'named' : 'numeric', ...this.identifier(token) };
  }

  /** A name in column 1 without a colon is a label, unless it is an operation or is assigned to. */
  private isBareLabel(): boolean {
    const { kind, start, image } = this.token;
    if (kind !== 'name' || (start !== 0 && this.source.text.charCodeAt(start - 1) !== 0x0a)) return false;
    return !isAssignment(this.following()) && this.classify(image) === undefined;
  }

  private operation(): Operation {
    if (isAssignment(this.following())) return this.assignment();
    switch (this.classify(this.token.image)) {
      case 'text':
        return this.textOperation();
      case 'directive':
        return this.directive();
      default:
        return this.instruction();
    }
  }

  private assignment(): Operation {
    const name = this.identifier(this.advance());
    const once = this.advance().image === '==';
    const value = this.expression();
    return { kind: 'assignment', name, value, once, span: this.join(name.span, value.span) };
  }

  private textOperation(): Operation {
    const name = this.identifier(this.advance());
    this.next = this.tokens.length;
    this.token = this.endToken;
    const rest = { source: this.source, start: name.span.end, end: this.end };
    return { kind: 'text', name, rest, span: name.span };
  }

  private instruction(): Operation {
    const mnemonic = this.identifier(this.advance());
    const completers: Identifier[] = [];
    let { end } = mnemonic.span;
    // Completers follow without a space.
    while (this.token.start === end && (this.token.kind === ',' || this.token.kind === 'condition')) {
      const completer = this.completer();
      completers.push(completer);
      ({ end } = completer.span);
    }
    const operands: Operand[] = [];
    if (startsExpression(this.token.kind) || this.token.kind === 'selector') {
      operands.push(this.operand());
      while (this.token.kind === ',') {
        this.advance();
        operands.push(this.operand());
      }
      ({ end } = operands[operands.length - 1].span);
    }
    return { kind: 'instruction', mnemonic, completers, operands, span: this.span(mnemonic.span.start, end) };
  }

  /** `,n`, `,<<=`, `,ma` */
  private completer(): Identifier {
    const token = this.advance();
    if (token.kind === 'condition') return { name: token.image.slice(1), span: this.spanOf(token) };
    const { kind } = this.token;
    if (kind !== 'name' && kind !== 'decimal' && kind !== 'hexadecimal') this.fail('a completer after ","');
    return this.identifier(this.advance());
  }

  private operand(): Operand {
    const { start } = this.token;
    const selector = this.selector();
    const value = this.expression();
    const registers = this.token.kind === '(' ? this.group() : undefined;
    return { selector, value, registers, span: this.span(start, (registers ?? value).span.end) };
  }

  private selector(): string | undefined {
    return this.token.kind === 'selector' ? this.advance().image.slice(0, -1).toUpperCase() : undefined;
  }

  private directive(): Operation {
    const name = this.identifier(this.advance());
    const args = [this.argument()];
    while (this.token.kind === ',') {
      this.advance();
      args.push(this.argument());
    }
    // An empty argument is one only when there are others: ".proc" has none.
    if (args.length === 1 && args[0].kind === 'empty') args.pop();
    return { kind: 'directive', name, args, span: this.join(name.span, args.at(-1)?.span ?? name.span) };
  }

  private argument(): Argument {
    const { token } = this;
    switch (token.kind) {
      case 'text':
        return this.textArgument();
      case '@':
        return this.typeArgument();
      case 'real':
        this.advance();
        return { kind: 'real', text: token.image, span: this.spanOf(token) };
      default:
        if (token.kind === 'sign' && this.following().kind === 'real') return this.signedReal();
        if (startsExpression(token.kind) || token.kind === 'selector') return this.valueArgument();
        return { kind: 'empty', span: this.span(token.start, token.start + 1) };
    }
  }

  private signedReal(): Argument {
    const sign = this.advance();
    const { image, end } = this.advance();
    return { kind: 'real', text: sign.image + image, span: this.span(sign.start, end) };
  }

  private textArgument(): Argument {
    const parts: Identifier[] = [];
    while (this.token.kind === 'text') {
      const token = this.advance();
      parts.push({ name: token.image.slice(1, -1), span: this.spanOf(token) });
    }
    return { kind: 'string', parts, span: this.join(parts[0].span, parts[parts.length - 1].span) };
  }

  private typeArgument(): Argument {
    const { start } = this.advance();
    if (this.token.kind !== 'name') this.fail('a type name after "@"');
    const { image, end } = this.advance();
    return { kind: 'type', name: image, span: this.span(start, end) };
  }

  private valueArgument(): Argument {
    const { start } = this.token;
    const selector = this.selector();
    const value = this.expression();
    if (this.token.kind === '=') {
      this.advance();
      const assigned = this.expression();
      const span = this.span(start, assigned.span.end);
      if (value.kind === 'symbol') return { kind: 'keyword', name: value, value: assigned, span };
    }
    return { kind: 'value', selector, value, span: this.span(start, value.span.end) };
  }

  /** Binary operators from `level` upwards, each level associating to the left. */
  private expression(level = 1): Expression {
    let left = this.unary();
    for (;;) {
      const { kind, image } = this.token;
      const binding = precedence(kind);
      if (binding < level) return left;
      this.advance();
      const right = this.expression(binding + 1);
      const operator = (image === '<>' ? '!=' : image) as BinaryOperator;
      left = { kind: 'binary', operator, left, right, span: this.join(left.span, right.span) };
    }
  }

  private unary(): Expression {
    const { token } = this;
    if (token.kind !== 'sign' && token.kind !== '~') return this.primary();
    this.deeper();
    this.advance();
    const operand = this.unary();
    this.depth--;
    const span = this.span(token.start, operand.span.end);
    return { kind: 'unary', operator: token.image as UnaryOperator, operand, span };
  }

  private primary(): Expression {
    const { token } = this;
    const { kind, image } = token;
    if (kind === '(') return this.group();
    if (!startsExpression(kind)) this.fail('a register, number, symbol or "("');
    this.advance();
    const span = this.spanOf(token);
    switch (kind) {
      case 'register':
        return { kind: 'register', name: image, span };
      case 'name':
        return image === '.' ? { kind: 'here', span } : { kind: 'symbol', name: image, span };
      case 'character':
        return { kind: 'number', value: BigInt(characterCode(image)), span };
      case 'local': {
        const direction = image.slice(-1).toLowerCase() === 'b' ? 'b' : 'f';
        return { kind: 'local', number: image.slice(0, -1), direction, span };
      }
      default:
        return { kind: 'number', value: numberValue(image), span };
    }
  }

  private group(): Group {
    this.deeper();
    const { start } = this.advance();
    const items = [this.expression()];
    if (this.token.kind === ',') {
      this.advance();
      items.push(this.expression());
    }
    if (this.token.kind !== ')') this.fail('")" to close the parenthesis');
    const { end } = this.advance();
    this.depth--;
    return { kind: 'group', items, span: this.span(start, end) };
  }

  private deeper(): void {
    if (++this.depth > MAX_NESTING) {
      throw new SyntaxProblem(this.spanOf(this.token), `more than ${MAX_NESTING} levels of nesting`);
    }
  }

  /** Goes to the next token, and gives the one that was the present one. */
  private advance(): Token {
    const { token } = this;
    if (this.next < this.tokens.length) this.next++;
    this.token = this.next < this.tokens.length ? this.tokens[this.next] : this.endToken;
    return token;
  }

  private following(): Token {
    return this.next + 1 < this.tokens.length ? this.tokens[this.next + 1] : this.endToken;
  }

  /** What was expected, and what stands there; at the end of the statement it points behind the last token. */
  private fail(expected: string): never {
    throw new SyntaxProblem(this.spanOf(this.token), `expected ${expected}, found ${found(this.token)}`);
  }

  private identifier(token: Token): Identifier {
    return { name: token.image, span: this.spanOf(token) };
  }

  private spanOf({ start, end }: Token): Span {
    return { source: this.source, start, end };
  }

  private span(start: number, end: number): Span {
    return { source: this.source, start, end };
  }

  private join(first: Span, last: Span): Span {
    return { source: this.source, start: first.start, end: last.end };
  }
}

/** = or == */
function isAssignment({ kind, image }: Token): boolean {
  return kind === '=' || image === '==';
}

function startsExpression(kind: TokenKind): boolean {
  switch (kind) {
    case 'name':
    case 'decimal':
    case 'hexadecimal':
    case 'binary':
    case 'local':
    case 'character':
    case 'register':
    case 'sign':
    case '~':
    case '(':
      return true;
    default:
      return false;
  }
}

/** Digits of which a number, as JavaScript has it, keeps every one. */
const SAFE_DIGITS = 15;

/** Decimal, 0x hexadecimal, 0b binary, or octal with a leading 0; 8 and 9 in the latter make it decimal. */
function numberValue(image: string): bigint {
  if (/^0[0-7]+$/.test(image)) return BigInt(`0o${image.slice(1)}`);
  return image.length <= SAFE_DIGITS ? BigInt(Number(image)) : BigInt(image);
}
