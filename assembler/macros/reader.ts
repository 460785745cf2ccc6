/** Reads one text's statements in order, and cuts the bodies of macros and repetitions out of it. */
import type { SourceText, Span } from '../diagnostics/source.ts';
import { tokenizeChunk, type Chunk, type TokenizedStatement } from '../syntax/lexer.ts';
import { Colon, Decimal, Name } from '../syntax/tokens.ts';

export interface Block {
  readonly text: string;
  readonly firstLine: number;
}

const BLOCK_ENDS: Readonly<Record<string, { openers: ReadonlySet<string>; end: string }>> = (() => {
  const repetition = { openers: new Set(['.rept', '.rep', '.irp', '.irep', '.irpc', '.irepc']), end: '.endr' };
  return {
    '.macro': { openers: new Set(['.macro']), end: '.endm' },
    ...Object.fromEntries([...repetition.openers].map((name) => [name, repetition])),
  };
})();

/** The directives that take a body. */
export const BLOCK_OPENERS: ReadonlySet<string> = new Set(Object.keys(BLOCK_ENDS));

export class Reader {
  readonly source: SourceText;
  /** How many conditionals were open when this text began. */
  readonly conditionalDepth: number;
  /** What to go on with when this text has been read: the next repetition. */
  atEnd: (() => void) | undefined;
  /** The first chunk was all of the text. */
  private readonly isWhole: boolean;
  private chunk: Chunk;
  /** The index in the chunk of the statement to be read next. */
  private next = 0;

  /** @param same a reader of a source with the same text, whose tokens serve again */
  constructor(source: SourceText, conditionalDepth: number, same?: Reader) {
    this.source = source;
    this.conditionalDepth = conditionalDepth;
    this.chunk = same?.isWhole === true ? moveTo(source, same.chunk) : tokenizeChunk(source, 0);
    this.isWhole = this.chunk.end === source.text.length;
  }

  read(): TokenizedStatement | undefined {
    while (this.next >= this.chunk.statements.length) {
      if (this.chunk.end >= this.source.text.length) return undefined;
      this.chunk = tokenizeChunk(this.source, this.chunk.end);
      this.next = 0;
    }
    return this.chunk.statements[this.next++];
  }

  /** Leaves out the rest of the text, and what would follow it. */
  finish(): void {
    this.atEnd = undefined;
    this.chunk = { statements: [], end: this.source.text.length };
  }

  /**
   * Takes the body of the block whose opening statement was read last, up to its .endm or .endr, nested blocks included.
   * Undefined if there is no end; then the whole rest is taken.
   */
  takeBlock(opener: string, opening: TokenizedStatement): Block | undefined {
    const { openers, end } = BLOCK_ENDS[opener];
    const { text } = this.source;
    let depth = 1;
    for (;;) {
      const statement = this.read();
      if (statement === undefined) return undefined;
      const name = operationName(statement);
      if (name === undefined) continue;
      if (openers.has(name)) depth++;
      if (name === end && --depth === 0) {
        const firstLine = this.source.locate(Math.min(opening.next, text.length)).line;
        return { text: text.slice(opening.next, statement.start), firstLine };
      }
    }
  }
}

/** The statements as those of another source with the same text. */
function moveTo(source: SourceText, { statements, end }: Chunk): Chunk {
  const moved = statements.map((statement) => {
    const { error } = statement;
    return { ...statement, source, error: error && { ...error, span: { ...error.span, source } } };
  });
  return { statements: moved, end };
}

/** The name in the place of the operation, in small letters, without parsing the statement; labels are passed over. */
export function operationName({ tokens, source }: TokenizedStatement): string | undefined {
  let at = 0;
  while (isLabel(tokens[at]?.tokenType) && tokens[at + 1]?.tokenType === Colon) at += 2;
  const first = tokens.at(at);
  if (first?.tokenType !== Name) return undefined;
  const second = tokens.at(at + 1);
  const column1 = first.startOffset === 0 || source.text[first.startOffset - 1] === '\n';
  const bareLabel =
    column1 && !first.image.startsWith('.') && second?.tokenType === Name && second.image.startsWith('.');
  return (bareLabel ? second.image : first.image).toLowerCase();
}

function isLabel(type: unknown): boolean {
  return type === Name || type === Decimal;
}

/** The span of a whole statement, from its first to its last token. */
export function statementSpan({ source, tokens, start, end }: TokenizedStatement): Span {
  const first = tokens.at(0);
  const last = tokens.at(-1);
  if (first === undefined || last === undefined) return source.span(start, end);
  return source.span(first.startOffset, last.startOffset + last.image.length);
}
