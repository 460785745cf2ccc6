/** The parser's complaints in words: what was expected, and what stands there. */
import {
  tokenLabel,
  tokenMatcher,
  EOF,
  type IParserErrorMessageProvider,
  type IToken,
  type TokenType,
} from 'chevrotain';
import { lookalikeHint } from '../diagnostics/wording.ts';
import { LocalReference, Name, OpenComment, Register } from './tokens.ts';

export class SyntaxErrorMessages implements IParserErrorMessageProvider {
  buildMismatchTokenMessage(options: { expected: TokenType; actual: IToken; ruleName: string }): string {
    return `expected ${expectedInRule(options.expected, options.ruleName)}, found ${found(options.actual)}`;
  }

  buildNotAllInputParsedMessage(options: { firstRedundant: IToken; ruleName: string }): string {
    return `expected "," or the end of the statement, found ${found(options.firstRedundant)}`;
  }

  buildNoViableAltMessage(options: { actual: IToken[]; ruleName: string }): string {
    const actual = options.actual[0];
    return `expected ${wanted(options.ruleName)}, found ${actual === undefined ? 'the end of the statement' : found(actual)}`;
  }

  buildEarlyExitMessage(options: { actual: IToken[]; ruleName: string }): string {
    const actual = options.actual[0];
    return `expected ${wanted(options.ruleName)}, found ${actual === undefined ? 'the end of the statement' : found(actual)}`;
  }
}

/** What the alternatives of a rule have in common, for its reader. */
function wanted(ruleName: string): string {
  switch (ruleName) {
    case 'term':
      return 'a register, number, symbol or "("';
    case 'completer':
      return 'a completer after ","';
    case 'argument':
      return 'an argument';
    default:
      return 'a label, an instruction or a directive';
  }
}

function expectedInRule(expected: TokenType, ruleName: string): string {
  if (ruleName === 'group') return `${tokenLabel(expected)} to close the parenthesis`;
  if (ruleName === 'typeArgument') return 'a type name after "@"';
  return expected === Name ? 'a name' : tokenLabel(expected);
}

/** What stands there, in words. */
export function found(token: IToken): string {
  if (tokenMatcher(token, EOF)) return 'the end of the statement';
  if (token.tokenType === OpenComment) return 'a comment that has no end';
  if (token.tokenType === Register) return `the register ${token.image}`;
  if (token.tokenType === LocalReference) return `the local label ${token.image}`;
  return `'${token.image}'${lookalikeHint(token.image)}`;
}
