/**
 * The grammar of one statement: labels, then an operation with its operands. The tree is built in the actions. What
 * kind of operation a name is, the parser asks its caller, since macros are declared as the source goes.
 */
import { EmbeddedActionsParser, tokenMatcher, type IOrAlt, type IRecognitionException, type IToken } from 'chevrotain';
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
import { characterCode, wordsIn } from './escapes.ts';
import { expressionTree, type OperatorAndTerm } from './expression-tree.ts';
import { found, SyntaxErrorMessages } from './messages.ts';
import * as t from './tokens.ts';

/**
 * What a name in the place of an operation is: an instruction, or what a directive or macro wants.
 */
export type OperationKind = 'instruction' | 'arguments' | 'words' | 'text';

/** Tells operations from labels; undefined for a name that is no operation at all. */
export type Classify = (name: string) => OperationKind | undefined;

export type ParseResult =
  | { readonly statement: Statement; readonly error?: undefined }
  | { readonly statement?: undefined; readonly error: { readonly span: Span; readonly message: string } };

/** Nesting of parentheses and signs that a person would write, far below what the call stack allows. */
const MAX_NESTING = 200;

class StatementParser extends EmbeddedActionsParser {
  private source!: SourceText;
  private classify: Classify = () => undefined;
  private end = 0;

  /** @param skipValidations the grammar's checks take a tenth of the time that hvasm needs to start: a test does them */
  constructor(skipValidations: boolean) {
    super(t.allTokens, {
      recoveryEnabled: false,
      maxLookahead: 1,
      errorMessageProvider: new SyntaxErrorMessages(),
      skipValidations,
    });
    this.performSelfAnalysis();
  }

  parse({ source, tokens, end }: TokenizedStatement, classify: Classify): ParseResult {
    const nested = tooDeep(tokens);
    if (nested !== undefined) {
      return { error: { span: spanOf(source, nested), message: `more than ${MAX_NESTING} levels of nesting` } };
    }
    this.source = source;
    this.end = end;
    this.classify = classify;
    this.input = tokens as IToken[];
    const statement = this.statement();
    const error = this.errors[0];
    if (error === undefined) return { statement };
    // At the end of the statement there is no token to point at: point behind the last one.
    const atEnd = Number.isNaN(error.token.startOffset);
    const last = tokens.at(-1);
    const start = !atEnd ? error.token.startOffset : last === undefined ? end : last.startOffset + last.image.length;
    const span = source.span(start, start + (atEnd ? 1 : error.token.image.length));
    return { error: { span, message: wordsOf(error, tokens) } };
  }

  /** Parses tokens that are known to be one expression. */
  parseExpression({ source, tokens, end }: TokenizedStatement, first: number, last: number): Expression {
    this.source = source;
    this.end = end;
    this.input = tokens.slice(first, last);
    return this.expression();
  }

  private statement = this.RULE('statement', (): Statement => {
    const labels: Label[] = [];
    let operation: Operation | undefined;
    this.MANY({
      GATE: () => this.LA(2).tokenType === t.Colon,
      DEF: () => labels.push(this.SUBRULE(this.label)),
    });
    this.OPTION1({
      GATE: () => labels.length === 0 && this.isBareLabel(),
      DEF: () => {
        const name = this.identifier(this.CONSUME(t.Name));
        labels.push({ kind: 'named', ...name });
      },
    });
    this.OPTION2(() => (operation = this.SUBRULE(this.operation)));
    return { labels, operation };
  });

  private label = this.RULE('label', (): Label => {
    let token!: IToken;
    this.OR([
      { ALT: () => (token = this.CONSUME(t.Name)) },
      { ALT: () => (token = this.CONSUME(t.Decimal)) },
      { ALT: () => (token = this.CONSUME(t.Text)) },
    ]);
    this.CONSUME(t.Colon);
    return { kind: token.tokenType === t.Decimal ? 'numeric' : 'named', ...this.identifier(token) };
  });

  private operation = this.RULE('operation', (): Operation =>
    this.OR([
      { GATE: () => this.isAssignment(), ALT: () => this.SUBRULE(this.assignment) },
      {
        GATE: () => this.kindOfNext() === 'text',
        ALT: () => this.SUBRULE(this.textOperation),
        IGNORE_AMBIGUITIES: true,
      },
      {
        GATE: () => this.kindOfNext() === 'words',
        ALT: () => this.SUBRULE(this.wordsDirective),
        IGNORE_AMBIGUITIES: true,
      },
      {
        GATE: () => this.kindOfNext() === 'arguments',
        ALT: () => this.SUBRULE(this.directive),
        IGNORE_AMBIGUITIES: true,
      },
      { ALT: () => this.SUBRULE(this.instruction), IGNORE_AMBIGUITIES: true },
    ]),
  );

  private assignment = this.RULE('assignment', (): Operation => {
    let token!: IToken;
    this.OR([{ ALT: () => (token = this.CONSUME(t.Name)) }, { ALT: () => (token = this.CONSUME(t.Text)) }]);
    const name = this.identifier(token);
    let once = false;
    this.OR1([
      { ALT: () => this.CONSUME(t.Equals) },
      {
        ALT: () => {
          this.CONSUME(t.Comparison);
          once = true;
        },
      },
    ]);
    const value = this.SUBRULE(this.expression);
    return { kind: 'assignment', name, value, once, span: this.join(name.span, value.span) };
  });

  private textOperation = this.RULE('textOperation', (): Operation => {
    const name = this.identifier(this.CONSUME(t.Name));
    this.MANY(() => this.CONSUME(t.Any));
    const rest = { source: this.source, start: name.span.end, end: this.end };
    return { kind: 'text', name, rest, span: name.span };
  });

  private instruction = this.RULE('instruction', (): Operation => {
    const mnemonic = this.identifier(this.CONSUME(t.Name));
    const completers: Identifier[] = [];
    this.MANY({
      GATE: () => this.LA(1).startOffset === this.endOfPrevious(),
      DEF: () => completers.push(this.SUBRULE(this.completer)),
    });
    const operands: Operand[] = [];
    this.OPTION({
      DEF: () => {
        operands.push(this.SUBRULE1(this.operand));
        this.MANY1(() => {
          this.CONSUME(t.Comma);
          operands.push(this.SUBRULE2(this.operand));
        });
      },
    });
    const span = this.join(mnemonic.span, operands.at(-1)?.span ?? completers.at(-1)?.span ?? mnemonic.span);
    return { kind: 'instruction', mnemonic, completers, operands, span };
  });

  /** A completer follows without a space: `,n`, `,<<=`, `,ma`. */
  private completer = this.RULE('completer', (): Identifier => {
    let token!: IToken;
    this.OR([
      { ALT: () => (token = this.CONSUME(t.Condition)) },
      {
        ALT: () => {
          this.CONSUME(t.Comma);
          this.OR1([
            { ALT: () => (token = this.CONSUME(t.Name)) },
            { ALT: () => (token = this.CONSUME(t.Decimal)) },
            { ALT: () => (token = this.CONSUME(t.Hexadecimal)) },
          ]);
        },
      },
    ]);
    return { name: token.image.replace(/^,/, ''), span: spanOf(this.source, token) };
  });

  private operand = this.RULE('operand', (): Operand => {
    let selector: IToken | undefined;
    let registers: Extract<Expression, { kind: 'group' }> | undefined;
    this.OPTION1(() => (selector = this.CONSUME(t.Selector)));
    const value = this.SUBRULE(this.expression);
    this.OPTION2(() => (registers = this.SUBRULE(this.group)));
    const first = selector === undefined ? value.span : spanOf(this.source, selector);
    return {
      selector: selectorName(selector),
      value,
      registers,
      span: this.join(first, registers?.span ?? value.span),
    };
  });

  private directive = this.RULE('directive', (): Operation => {
    const name = this.identifier(this.CONSUME(t.Name));
    const args: Argument[] = [];
    this.OPTION(() => {
      args.push(this.SUBRULE1(this.argument));
      this.MANY(() => {
        this.CONSUME(t.Comma);
        args.push(this.SUBRULE2(this.argument));
      });
    });
    // An empty argument is one only when there are others: ".proc" has none.
    const given = args.length === 1 && args[0]?.kind === 'empty' ? [] : args;
    return { kind: 'directive', name, args: given, span: this.join(name.span, given.at(-1)?.span ?? name.span) };
  });

  private wordsDirective = this.RULE('wordsDirective', (): Operation => {
    const name = this.identifier(this.CONSUME(t.Name));
    const args: Argument[] = [];
    this.MANY(() => {
      this.OPTION(() => this.CONSUME(t.Comma));
      args.push(this.SUBRULE(this.word));
    });
    return { kind: 'directive', name, args, span: this.join(name.span, args.at(-1)?.span ?? name.span) };
  });

  private word = this.RULE('word', (): Argument =>
    this.OR([
      {
        ALT: (): Argument => {
          const token = this.CONSUME(t.Text);
          const span = spanOf(this.source, token);
          return { kind: 'string', parts: [{ name: token.image.slice(1, -1), span }], span };
        },
        IGNORE_AMBIGUITIES: true,
      },
      {
        ALT: (): Argument => {
          const value = this.symbol(this.CONSUME(t.Name));
          return { kind: 'value', selector: undefined, value, span: value.span };
        },
        IGNORE_AMBIGUITIES: true,
      },
      {
        ALT: (): Argument => {
          const value = this.SUBRULE(this.expression);
          return { kind: 'value', selector: undefined, value, span: value.span };
        },
      },
    ]),
  );

  private argument = this.RULE('argument', (): Argument =>
    this.OR([
      { GATE: () => this.isString(), ALT: () => this.SUBRULE(this.textArgument), IGNORE_AMBIGUITIES: true },
      { ALT: () => this.SUBRULE(this.typeArgument) },
      {
        GATE: () => this.LA(1).tokenType === t.Real || this.LA(2).tokenType === t.Real,
        ALT: () => this.SUBRULE(this.realArgument),
        IGNORE_AMBIGUITIES: true,
      },
      { ALT: () => this.SUBRULE(this.valueArgument), IGNORE_AMBIGUITIES: true },
      { ALT: (): Argument => ({ kind: 'empty', span: this.here() }) },
    ]),
  );

  private textArgument = this.RULE('textArgument', (): Argument => {
    const parts: Identifier[] = [];
    this.AT_LEAST_ONE(() => {
      this.OR([
        {
          ALT: () => {
            const token = this.CONSUME(t.Text);
            parts.push({ name: token.image.slice(1, -1), span: spanOf(this.source, token) });
          },
        },
        { ALT: () => parts.push(this.SUBRULE(this.byteByNumber)) },
      ]);
    });
    const first = parts[0]?.span ?? this.here();
    return { kind: 'string', parts, span: this.join(first, parts.at(-1)?.span ?? first) };
  });

  /** `<13>` in a string: a byte by its number, here as the escape sequence that says the same. */
  private byteByNumber = this.RULE('byteByNumber', (): Identifier => {
    const open = this.CONSUME1(t.Comparison);
    const numeral = this.CONSUME(t.Numeral);
    const close = this.CONSUME2(t.Comparison);
    const span = this.join(spanOf(this.source, open), spanOf(this.source, close));
    return { name: this.ACTION(() => escapeOf(numeral)), span };
  });

  private typeArgument = this.RULE('typeArgument', (): Argument => {
    const at = spanOf(this.source, this.CONSUME(t.At));
    const name = this.identifier(this.CONSUME(t.Name));
    return { kind: 'type', name: name.name, span: this.join(at, name.span) };
  });

  private realArgument = this.RULE('realArgument', (): Argument => {
    let sign: IToken | undefined;
    this.OPTION(() => (sign = this.CONSUME(t.Sign)));
    const token = this.CONSUME(t.Real);
    const span = spanOf(this.source, token);
    if (sign === undefined) return { kind: 'real', text: token.image, span };
    return { kind: 'real', text: sign.image + token.image, span: this.join(spanOf(this.source, sign), span) };
  });

  private valueArgument = this.RULE('valueArgument', (): Argument => {
    let selector: IToken | undefined;
    this.OPTION1(() => (selector = this.CONSUME(t.Selector)));
    const value = this.SUBRULE1(this.expression);
    const first = selector === undefined ? value.span : spanOf(this.source, selector);
    let assigned: Expression | undefined;
    this.OPTION2(() => {
      this.CONSUME(t.Equals);
      assigned = this.SUBRULE2(this.expression);
    });
    if (assigned !== undefined && value.kind === 'symbol') {
      return { kind: 'keyword', name: value, value: assigned, span: this.join(first, assigned.span) };
    }
    return { kind: 'value', selector: selectorName(selector), value, span: this.join(first, value.span) };
  });

  /** Operators of all precedences in one rule: a rule for each would be entered for every operand (expression-tree.ts). */
  private expression = this.RULE('expression', (): Expression => {
    const first = this.SUBRULE1(this.term);
    let rest: OperatorAndTerm[] | undefined;
    this.MANY(() => {
      const operator = this.CONSUME(t.BinaryOperator);
      (rest ??= []).push({ operator: binaryOperator(operator), term: this.SUBRULE2(this.term) });
    });
    return rest === undefined ? first : this.ACTION(() => expressionTree(first, rest ?? []));
  });

  private term = this.RULE('term', (): Expression => {
    let signs: IToken[] | undefined;
    this.MANY(() => {
      const sign = this.CONSUME(t.PrefixOperator);
      (signs ??= []).push(sign);
    });
    const operand = this.OR(this.operands);
    return signs === undefined ? operand : this.signed(signs, operand);
  });

  /** Made once: they have nothing of a single term in them. */
  private readonly operands: IOrAlt<Expression>[] = [
    { ALT: () => this.register(this.CONSUME(t.Register)) },
    { ALT: () => this.number(this.CONSUME(t.Numeral)) },
    { ALT: () => this.symbol(this.CONSUME(t.Name)) },
    { ALT: () => this.symbol(this.CONSUME(t.LocalReference)) },
    { ALT: () => this.symbol(this.CONSUME(t.Text)) },
    { ALT: () => this.SUBRULE(this.group) },
  ];

  private group = this.RULE('group', (): Extract<Expression, { kind: 'group' }> => {
    const open = spanOf(this.source, this.CONSUME(t.LeftParenthesis));
    const items = [this.SUBRULE1(this.expression)];
    this.OPTION(() => {
      this.CONSUME(t.Comma);
      items.push(this.SUBRULE2(this.expression));
    });
    const close = spanOf(this.source, this.CONSUME(t.RightParenthesis));
    return { kind: 'group', items, span: this.join(open, close) };
  });

  /** A string, or a byte by its number; a name in quotes is part of an expression. */
  private isString(): boolean {
    const { tokenType } = this.LA(1);
    if (tokenType === t.Comparison) return this.isByte(1);
    return tokenType === t.Text && (this.isByte(2) || !tokenMatcher(this.LA(2), t.BinaryOperator));
  }

  private isByte(at: number): boolean {
    return this.LA(at).image === '<' && tokenMatcher(this.LA(at + 1), t.Numeral) && this.LA(at + 2).image === '>';
  }

  /** A name in column 1 without a colon is a label, unless it is an operation or is assigned to. */
  private isBareLabel(): boolean {
    const token = this.LA(1);
    if (token.tokenType !== t.Name || this.isAssignment()) return false;
    const before = this.source.text[token.startOffset - 1];
    return (before === undefined || before === '\n') && this.classify(token.image) === undefined;
  }

  /** A name before = or ==. */
  private isAssignment(): boolean {
    const { tokenType, image } = this.LA(2);
    return tokenType === t.Equals || image === '==';
  }

  private kindOfNext(): OperationKind | undefined {
    return this.LA(1).tokenType === t.Name ? this.classify(this.LA(1).image) : undefined;
  }

  private endOfPrevious(): number {
    const previous = this.LA(0);
    return previous.startOffset + previous.image.length;
  }

  private here(): Span {
    const next = this.LA(1).startOffset;
    const at = Number.isNaN(next) ? this.end : next;
    return this.join({ source: this.source, start: at, end: at }, { source: this.source, start: at, end: at + 1 });
  }

  private identifier(token: IToken): Identifier {
    return { name: nameIn(token), span: spanOf(this.source, token) };
  }

  private join(first: Span, last: Span): Span {
    return this.ACTION(() => ({ source: first.source, start: first.start, end: last.end }));
  }

  private symbol(token: IToken): Expression {
    return symbolExpression(this.source, token);
  }

  private register(token: IToken): Expression {
    return { kind: 'register', name: token.image, span: spanOf(this.source, token) };
  }

  private number(token: IToken): Expression {
    return { kind: 'number', value: this.ACTION(() => numeralValue(token)), span: spanOf(this.source, token) };
  }

  private signed(signs: readonly IToken[], operand: Expression): Expression {
    return signs.reduceRight<Expression>((inner, sign) => {
      const span = this.join(spanOf(this.source, sign), inner.span);
      return { kind: 'unary', operator: sign.image as UnaryOperator, operand: inner, span };
    }, operand);
  }
}

const parser = new StatementParser(true);

/** Throws an Error if the grammar is ambiguous or otherwise wrong. */
export function checkGrammar(): void {
  new StatementParser(false);
}

/** Parses one statement. The first thing that doesn't fit is the error; nothing is kept of such a statement. */
export function parseStatement(statement: TokenizedStatement, classify: Classify): ParseResult {
  return parser.parse(statement, classify);
}

/** Parses the tokens from `first` to before `last`, of which it is known that they are one expression. */
export function parseExpression(statement: TokenizedStatement, first: number, last: number): Expression {
  return parser.parseExpression(statement, first, last);
}

/** The expression that a name, a dot or a local label is. */
export function symbolExpression(source: SourceText, token: IToken): Expression {
  const { tokenType, image } = token;
  const span = spanOf(source, token);
  if (tokenType === t.LocalReference) {
    const direction = image.slice(-1).toLowerCase() === 'b' ? 'b' : 'f';
    return { kind: 'local', number: image.slice(0, -1), direction, span };
  }
  return image === '.' ? { kind: 'here', span } : { kind: 'symbol', name: nameIn(token), span };
}

/** The name that a token is: one in quotes can have any characters, and `.startof.(.text)` is `.startof..text`. */
export function nameIn({ tokenType, image }: IToken): string {
  if (tokenType === t.Text) return wordsIn(image.slice(1, -1));
  return image.endsWith(')') ? image.replace(/[()]/g, '') : image;
}

/** Says it better where the grammar alone doesn't know what is meant. */
function wordsOf({ name, token, message }: IRecognitionException, tokens: readonly IToken[]): string {
  const index = tokens.indexOf(token);
  const before = index > 0 ? tokens[index - 1] : undefined;
  const atStart = token === tokens[0] || before?.tokenType === t.Colon;
  const behind = tokens.at(index + 1);
  if (token.image === '/' && (before?.image === '/' || behind?.image === '/')) {
    return "a comment starts with ';', not with '//'";
  }
  const isNumbered = behind?.tokenType === t.Decimal && behind.startOffset === token.startOffset + 1;
  if (token.image === '%' && isNumbered && !tokens.some(({ image }) => image.startsWith('.'))) {
    return `registers are written %r${behind.image}, not %${behind.image}`;
  }
  if (before?.tokenType === t.Character && token.startOffset === before.startOffset + before.image.length) {
    return "a character constant has one character, and is written 'c'";
  }
  if (token.tokenType === t.Real && !atStart) {
    return `expected a whole number, such as 10, 0x1f, 0b101 or 017, found '${token.image}'`;
  }
  if (name !== 'NotAllInputParsedException') return message;
  if (atStart) return `expected a label, an instruction or a directive, found ${found(token)}`;
  // Behind a lone name, which must be the mnemonic, there are no operands yet to be separated.
  const isFirst = index === 1 || tokens[index - 2].tokenType === t.Colon;
  if (!isFirst) return message;
  if (token.tokenType !== t.Comma && token.tokenType !== t.Condition) return message;
  if (before?.image.startsWith('.') === true) return "expected an argument in front of ','";
  return token.tokenType === t.Comma && behind?.tokenType !== t.Name
    ? "expected an operand in front of ','"
    : `a completer stands right behind its mnemonic: a space before '${token.image}' ends the mnemonic`;
}

function spanOf(source: SourceText, token: IToken): Span {
  return { source, start: token.startOffset, end: token.startOffset + token.image.length };
}

function selectorName(token: IToken | undefined): string | undefined {
  return token?.image.slice(0, -1).toUpperCase();
}

function binaryOperator({ image }: IToken): BinaryOperator {
  return image === '<>' ? '!=' : (image as BinaryOperator);
}

/** A number's value, or a character's code. */
function numeralValue({ tokenType, image }: IToken): bigint {
  return tokenType === t.Character ? BigInt(characterCode(image)) : t.numberValue(image);
}

/** A byte's number as an escape sequence. */
function escapeOf(numeral: IToken): string {
  const code = Number(BigInt.asUintN(8, numeralValue(numeral)));
  return `\\${code.toString(8).padStart(3, '0')}`;
}

/** The first token that nests deeper than the parser's call stack should have to follow. */
function tooDeep(tokens: readonly IToken[]): IToken | undefined {
  if (tokens.length <= MAX_NESTING) return undefined;
  let parentheses = 0;
  let signs = 0;
  for (const token of tokens) {
    if (token.tokenType === t.LeftParenthesis) parentheses++;
    if (token.tokenType === t.RightParenthesis) parentheses--;
    signs = token.tokenType === t.Sign || token.tokenType === t.Tilde ? signs + 1 : 0;
    if (parentheses + signs > MAX_NESTING) return token;
  }
  return undefined;
}
