/**
 * A statement that takes its text as it is written, read without the grammar: what a macro's arguments may hold, no other
 * statement can.
 */
import type { Label, Statement } from './ast.ts';
import type { TokenizedStatement } from './lexer.ts';
import { nameIn } from './parser.ts';
import { Colon, Decimal } from './tokens.ts';

/** The statement, whose operation is the token behind the labels with a colon, or with a bare label the one behind that. */
export function textStatement({ source, tokens, end }: TokenizedStatement, operation: number): Statement {
  const name = tokens[operation];
  const span = source.span(name.startOffset, name.startOffset + name.image.length);
  const rest = source.span(span.end, end);
  return {
    labels: labelsIn({ source, tokens }, operation),
    operation: { kind: 'text', name: { name: name.image, span }, rest, span },
  };
}

/** The labels among the first tokens. */
export function labelsIn({ source, tokens }: Pick<TokenizedStatement, 'source' | 'tokens'>, count: number): Label[] {
  return tokens.slice(0, count).flatMap((token): Label[] => {
    if (token.tokenType === Colon) return [];
    const span = source.span(token.startOffset, token.startOffset + token.image.length);
    return [{ kind: token.tokenType === Decimal ? 'numeric' : 'named', name: nameIn(token), span }];
  });
}
