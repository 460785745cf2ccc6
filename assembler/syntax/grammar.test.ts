/** Chevrotain's own checks of tokens and grammar, which hvasm leaves out when it starts. */
import { describe, expect, it } from 'vitest';
import { checkTokens } from './lexer.ts';
import { checkGrammar } from './parser.ts';

describe('the syntax', () => {
  it('has tokens that can all match, each found by its first character', () => {
    expect(checkTokens).not.toThrow();
  });

  it('has no ambiguity that the parser would not see', () => {
    expect(checkGrammar).not.toThrow();
  });
});
