/**
 * Instructions of a shape that was assembled before: the same tokens but for the symbols in their operands, as in
 * `bl first,%r2` and `bl second,%r2`. Row, word and fields are then known, and only the expressions with the symbols are
 * parsed and looked up. Such statements take a third of the time.
 */
import type { IToken } from 'chevrotain';
import type { Instruction } from '../../emulator/isa/instructions.ts';
import type { Span } from '../diagnostics/source.ts';
import type { FieldSelector } from '../expressions/field-selectors.ts';
import type { Expression } from '../syntax/ast.ts';
import type { TokenizedStatement } from '../syntax/lexer.ts';
import { parseExpression, symbolExpression } from '../syntax/parser.ts';
import { LocalReference, Name } from '../syntax/tokens.ts';
import type { Encoded } from './encode.ts';
import type { Binder, OperandField, PendingOperand } from './operands.ts';

/** So many different shapes are remembered at a time. */
const CAPACITY = 2048;

const NONE: readonly PendingOperand[] = [];

interface Shape {
  readonly row: Instruction;
  readonly word: number;
  readonly nullifies: boolean;
  readonly pending: readonly PendingShape[];
}

/**
 * An operand with symbols: where the tokens of its expression are, and those that a diagnostic points at, counted from the
 * mnemonic.
 */
interface PendingShape {
  readonly field: OperandField;
  readonly selector: FieldSelector | undefined;
  readonly expression: TokenRange;
  readonly span: TokenRange;
}

interface TokenRange {
  readonly first: number;
  readonly last: number;
}

export class KnownShapes {
  private readonly shapes = new Map<string, Shape>();

  /**
   * The encoding of the instruction that a statement's tokens from `start` on are; undefined if its shape is not known,
   * or a symbol makes it another one.
   */
  encode(statement: TokenizedStatement, start: number, binder: Binder): Encoded | undefined {
    const shape = this.shapes.get(keyOf(statement, start));
    if (shape === undefined) return undefined;
    const { row, word, nullifies } = shape;
    if (shape.pending.length === 0) return { ok: true, row, word, nullifies, pending: NONE };
    const pending: PendingOperand[] = [];
    for (const { field, selector, expression, span } of shape.pending) {
      const bound = binder(expressionOf(statement, start, expression));
      // A number would be stored at once, and can choose another form of the instruction.
      if (bound === undefined || bound.kind === 'constant') return undefined;
      const same = span.first === expression.first && span.last === expression.last;
      const whole = same ? bound.span : spanOf(statement, start, span);
      pending.push({ field, selector, expression: bound, span: whole });
    }
    return { ok: true, row, word, nullifies, pending };
  }

  /** Remembers the shape of an instruction, if all its symbols are in operands that wait for their values. */
  add(statement: TokenizedStatement, start: number, { row, word, nullifies, pending }: Encoded): void {
    const shapes: PendingShape[] = [];
    for (const { field, selector, expression, span } of pending) {
      const expressionTokens = rangeOf(statement, start, expression.span);
      const spanTokens = rangeOf(statement, start, span);
      if (expressionTokens === undefined || spanTokens === undefined) return;
      shapes.push({ field, selector, expression: expressionTokens, span: spanTokens });
    }
    const inPending = (index: number): boolean =>
      shapes.some(({ expression: { first, last } }) => index >= first && index <= last);
    for (let index = operandsStart(statement.tokens, start); index < statement.tokens.length; index++) {
      if (isSymbol(statement.tokens[index]) && !inPending(index - start)) return;
    }
    if (this.shapes.size >= CAPACITY) this.shapes.clear();
    this.shapes.set(keyOf(statement, start), { row, word, nullifies, pending: shapes });
  }

  /** Forgets all: a new macro can have an instruction's name. */
  clear(): void {
    this.shapes.clear();
  }
}

/** What is written from the mnemonic on, with a sign in the place of each symbol in the operands. */
function keyOf({ source: { text }, tokens }: TokenizedStatement, start: number): string {
  let key = '';
  let from = tokens[start].startOffset;
  for (let index = operandsStart(tokens, start); index < tokens.length; index++) {
    const token = tokens[index];
    if (!isSymbol(token)) continue;
    key += `${text.slice(from, token.startOffset)}\0`;
    from = endOf(token);
  }
  return key + text.slice(from, endOf(tokens[tokens.length - 1]));
}

/** The index of the first token behind a space: up to there stand the mnemonic and its completers. */
export function operandsStart(tokens: readonly IToken[], start: number): number {
  let index = start + 1;
  while (index < tokens.length && tokens[index].startOffset === endOf(tokens[index - 1])) index++;
  return index;
}

function isSymbol({ tokenType }: IToken): boolean {
  return tokenType === Name || tokenType === LocalReference;
}

function endOf({ startOffset, image }: IToken): number {
  return startOffset + image.length;
}

function expressionOf(statement: TokenizedStatement, start: number, { first, last }: TokenRange): Expression {
  return first === last
    ? symbolExpression(statement.source, statement.tokens[start + first])
    : parseExpression(statement, start + first, start + last + 1);
}

function rangeOf({ tokens }: TokenizedStatement, from: number, { start, end }: Span): TokenRange | undefined {
  const first = tokens.findIndex(({ startOffset }) => startOffset === start);
  const last = tokens.findIndex((token) => endOf(token) === end);
  return first < 0 || last < first ? undefined : { first: first - from, last: last - from };
}

function spanOf({ source, tokens }: TokenizedStatement, start: number, { first, last }: TokenRange): Span {
  return source.span(tokens[start + first].startOffset, endOf(tokens[start + last]));
}
