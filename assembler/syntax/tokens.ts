/**
 * The tokens of GNU as's PA-RISC syntax (binutils, "Using as", chapter HPPA Dependent Features). Mnemonics, directives
 * and registers are no keywords: what a name is, the instruction table and the directives decide.
 */

export type TokenKind =
  | 'name'
  | 'decimal'
  | 'hexadecimal'
  | 'binary'
  /** 1b, 1f */
  | 'local'
  /** 1.5, 2e10, 0f3.25, and 2.0w, a level of .level. */
  | 'real'
  | 'text'
  /** A character constant, with the closing quote that newer versions of GNU as allow. */
  | 'character'
  /** L%, LR', ...: see expressions/field-selectors.ts for their meaning. */
  | 'selector'
  | 'register'
  /** Conditions written in signs, with their comma: in an operand no expression starts with these characters. */
  | 'condition'
  | '('
  | ')'
  | ','
  | ':'
  | '@'
  | '='
  | '~'
  /** + and -, which are binary operators too. */
  | 'sign'
  | 'product'
  | 'bits'
  | 'comparison'
  | 'and'
  | 'or'
  /** A block comment without its end. */
  | 'open comment'
  /** Stands behind the last token of a statement. */
  | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** Offsets in the text, end exclusive. */
  readonly start: number;
  readonly end: number;
  readonly image: string;
}

/** How tightly binary operators bind, as GNU as has it: multiplication and shifts, then bits, then sums, and so on. */
export function precedence(kind: TokenKind): number {
  switch (kind) {
    case 'product':
      return 6;
    case 'bits':
      return 5;
    case 'sign':
      return 4;
    case 'comparison':
      return 3;
    case 'and':
      return 2;
    case 'or':
      return 1;
    default:
      return 0;
  }
}
