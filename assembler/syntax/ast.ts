/**
 * The syntax tree of one statement, as the parser builds it. It holds names and numbers as they were written; what they
 * mean is found out later (instructions/, directives/, expressions/).
 */
import type { Span } from '../diagnostics/source.ts';

export interface Identifier {
  readonly name: string;
  readonly span: Span;
}

export type Expression =
  | { readonly kind: 'number'; readonly value: bigint; readonly span: Span }
  | { readonly kind: 'symbol'; readonly name: string; readonly span: Span }
  /** A numeric label: 1b is the nearest one before, 1f the nearest one after. */
  | { readonly kind: 'local'; readonly number: string; readonly direction: 'b' | 'f'; readonly span: Span }
  /** The location counter, written as a dot. */
  | { readonly kind: 'here'; readonly span: Span }
  | { readonly kind: 'register'; readonly name: string; readonly span: Span }
  | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: Expression; readonly span: Span }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly span: Span;
    }
  /** Something in parentheses: an expression, or the registers of a memory operand, which come in twos. */
  | { readonly kind: 'group'; readonly items: readonly Expression[]; readonly span: Span };

export type UnaryOperator = '-' | '+' | '~';
export type BinaryOperator =
  '+' | '-' | '*' | '/' | '%' | '&' | '|' | '^' | '<<' | '>>' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '&&' | '||';

/** One operand of an instruction: a register, a value, or a memory operand such as R%x(%sr1,%r2). */
export interface Operand {
  /** L%, R%, LR% ... in capitals, without the % or quote. */
  readonly selector: string | undefined;
  readonly value: Expression;
  /** The parentheses behind the value; when there is no value, `value` itself is a group. */
  readonly registers: Extract<Expression, { kind: 'group' }> | undefined;
  readonly span: Span;
}

/** One argument of a directive. */
export type Argument =
  | { readonly kind: 'empty'; readonly span: Span }
  | { readonly kind: 'string'; readonly parts: readonly Identifier[]; readonly span: Span }
  /** @progbits, %function and the like, without the sign. */
  | { readonly kind: 'type'; readonly name: string; readonly span: Span }
  /** A number with a point or an exponent. */
  | { readonly kind: 'real'; readonly text: string; readonly span: Span }
  | { readonly kind: 'value'; readonly selector: string | undefined; readonly value: Expression; readonly span: Span }
  /** frame=64 */
  | { readonly kind: 'keyword'; readonly name: Identifier; readonly value: Expression; readonly span: Span };

export type Label =
  | { readonly kind: 'named'; readonly name: string; readonly span: Span }
  | { readonly kind: 'numeric'; readonly name: string; readonly span: Span };

export type Operation =
  | {
      readonly kind: 'instruction';
      readonly mnemonic: Identifier;
      readonly completers: readonly Identifier[];
      readonly operands: readonly Operand[];
      readonly span: Span;
    }
  | {
      readonly kind: 'directive';
      readonly name: Identifier;
      readonly args: readonly Argument[];
      readonly span: Span;
    }
  /** A macro call, or a directive such as .irp whose arguments are text: the text up to the end of the statement. */
  | { readonly kind: 'text'; readonly name: Identifier; readonly rest: Span; readonly span: Span }
  | {
      readonly kind: 'assignment';
      readonly name: Identifier;
      readonly value: Expression;
      /** Written ==: the name must be a new one. */
      readonly once: boolean;
      readonly span: Span;
    };

export interface Statement {
  readonly labels: readonly Label[];
  readonly operation: Operation | undefined;
}
