/** Reads one text's statements in order, and cuts the bodies of macros and repetitions out of it. */
import type { SourceText, Span } from '../diagnostics/source.ts';
import { Lexer, type TokenizedStatement } from '../syntax/lexer.ts';
import type { Token } from '../syntax/tokens.ts';

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
  private readonly lexer: Lexer;

  constructor(source: SourceText, conditionalDepth: number) {
    this.source = source;
    this.conditionalDepth = conditionalDepth;
    this.lexer = new Lexer(source);
  }

  read(): TokenizedStatement | undefined {
    return this.lexer.next();
  }

  /** Leaves out the rest of the text, and what would follow it. */
  finish(): void {
    this.atEnd = undefined;
    this.lexer.finish();
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

/** The name in the place of the operation, in small letters, without parsing the statement; labels are passed over. */
export function operationName({ tokens, source }: TokenizedStatement): string | undefined {
  let at = 0;
  while (at + 1 < tokens.length && tokens[at + 1].kind === ':' && isLabel(tokens[at])) at += 2;
  if (at >= tokens.length || tokens[at].kind !== 'name') return undefined;
  const first = tokens[at];
  if (at + 1 < tokens.length && tokens[at + 1].kind === 'name') {
    const second = tokens[at + 1];
    const column1 = first.start === 0 || source.text[first.start - 1] === '\n';
    if (column1 && !first.image.startsWith('.') && second.image.startsWith('.')) return second.image.toLowerCase();
  }
  return first.image.toLowerCase();
}

function isLabel({ kind }: Token): boolean {
  return kind === 'name' || kind === 'decimal';
}

/** The span of a whole statement, from its first to its last token. */
export function statementSpan({ source, tokens, start, end }: TokenizedStatement): Span {
  if (tokens.length === 0) return source.span(start, end);
  return source.span(tokens[0].start, tokens[tokens.length - 1].end);
}
