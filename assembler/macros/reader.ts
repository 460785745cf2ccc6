/** Reads one text's statements in order, and cuts the bodies of macros and repetitions out of it. */
import type { SourceText, Span } from '../diagnostics/source.ts';
import { afterLines, tokenizeLines, type Chunk, type TokenizedStatement } from '../syntax/lexer.ts';
import { Colon, Decimal, Name, Text } from '../syntax/tokens.ts';

export interface Block {
  readonly text: string;
  /** Where it stands, for positions in diagnostics. */
  readonly file: string;
  readonly firstLine: number;
  /** The statement that ends it, if that is only like the end. */
  readonly misspelt?: TokenizedStatement;
}

export class Reader {
  readonly source: SourceText;
  /** How many conditionals were open when this text began. */
  readonly conditionalDepth: number;
  /** What to go on with when this text has been read: the next repetition. */
  atEnd: (() => void) | undefined;
  /** The statements of the present line. */
  private chunk: Chunk = { statements: [], end: 0 };
  /** The index in the chunk of the statement to be read next. */
  private next = 0;

  constructor(source: SourceText, conditionalDepth: number) {
    this.source = source;
    this.conditionalDepth = conditionalDepth;
  }

  read(): TokenizedStatement | undefined {
    while (this.next >= this.chunk.statements.length) {
      if (this.chunk.end >= this.source.text.length) return undefined;
      this.chunk = tokenizeLines(this.source, this.chunk.end);
      this.next = 0;
    }
    return this.chunk.statements[this.next++];
  }

  /** The line to be read next, with its end; undefined within a line, and at the end of the text. */
  peekLine(): string | undefined {
    const { chunk, source } = this;
    if (this.next < chunk.statements.length || chunk.end >= source.text.length) return undefined;
    return source.text.slice(chunk.end, afterLines(source.text, chunk.end, 1));
  }

  /** Where the line to be read next begins. */
  get offset(): number {
    return this.chunk.end;
  }

  /** Passes over a line that was peeked at. */
  skipLine(line: string): void {
    this.chunk = { statements: [], end: this.chunk.end + line.length };
    this.next = 0;
  }

  /** Leaves out the rest of the text, and what would follow it. */
  finish(): void {
    this.atEnd = undefined;
    this.chunk = { statements: [], end: this.source.text.length };
  }

  /**
   * Takes the body of the block whose opening statement was read last, up to its .endm or .endr, nested blocks included; up
   * to the first misspelt one if there is no end. Undefined if there isn't that either; then the whole rest is taken.
   */
  takeBlock(
    end: string,
    opening: TokenizedStatement,
    is: { opener: (name: string) => boolean; misspelt: (name: string) => boolean },
  ): Block | undefined {
    let depth = 1;
    let misspelt: TokenizedStatement | undefined;
    for (;;) {
      const statement = this.read();
      if (statement === undefined) break;
      const name = operationName(statement);
      if (name === undefined) continue;
      if (is.opener(name)) depth++;
      if (name === end && --depth === 0) return this.blockBetween(opening, statement);
      if (depth === 1 && misspelt === undefined && is.misspelt(name)) misspelt = statement;
    }
    if (misspelt === undefined) return undefined;
    this.chunk = { statements: [], end: Math.min(misspelt.next, this.source.text.length) };
    this.next = 0;
    return { ...this.blockBetween(opening, misspelt), misspelt };
  }

  private blockBetween(opening: TokenizedStatement, end: TokenizedStatement): Block {
    const { text } = this.source;
    const { file, line } = this.source.locate(Math.min(opening.next, text.length));
    return { text: text.slice(opening.next, end.start), file, firstLine: line };
  }
}

/** The name in the place of the operation, in small letters, without parsing the statement; labels are passed over. */
export function operationName(statement: TokenizedStatement): string | undefined {
  const index = operationIndex(statement);
  return index === undefined ? undefined : statement.tokens[index].image.toLowerCase();
}

/** The index of the token that is the operation's name, if it is a name; before it there are labels alone. */
export function operationIndex({ tokens, source }: TokenizedStatement): number | undefined {
  const at = afterLabels(tokens);
  const first = tokens.at(at);
  if (first?.tokenType !== Name) return undefined;
  const second = tokens.at(at + 1);
  const column1 = first.startOffset === 0 || source.text[first.startOffset - 1] === '\n';
  const bareLabel =
    column1 && !first.image.startsWith('.') && second?.tokenType === Name && second.image.startsWith('.');
  return bareLabel ? at + 1 : at;
}

/** The index of the first token behind the labels with a colon. */
export function afterLabels(tokens: TokenizedStatement['tokens']): number {
  let at = 0;
  while (isLabel(tokens[at]?.tokenType) && tokens[at + 1]?.tokenType === Colon) at += 2;
  return at;
}

function isLabel(type: unknown): boolean {
  return type === Name || type === Decimal || type === Text;
}

/** The span of a whole statement, from its first to its last token. */
export function statementSpan({ source, tokens, start, end }: TokenizedStatement): Span {
  const first = tokens.at(0);
  const last = tokens.at(-1);
  if (first === undefined || last === undefined) return source.span(start, end);
  return source.span(first.startOffset, last.startOffset + last.image.length);
}
