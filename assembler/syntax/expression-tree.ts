/**
 * From terms with operators between them to a tree, by precedence as GNU as has it: products and shifts bind closest, then
 * bits, then sums, comparisons, logic. Operators of one level are taken from the left.
 */
import type { BinaryOperator, Expression } from './ast.ts';

export interface OperatorAndTerm {
  readonly operator: BinaryOperator;
  readonly term: Expression;
}

const PRECEDENCE: Readonly<Record<BinaryOperator, number>> = {
  '*': 6,
  '/': 6,
  '%': 6,
  '<<': 6,
  '>>': 6,
  '&': 5,
  '|': 5,
  '^': 5,
  '+': 4,
  '-': 4,
  '==': 3,
  '!=': 3,
  '<': 3,
  '<=': 3,
  '>': 3,
  '>=': 3,
  '&&': 2,
  '||': 1,
};

/** The tree of `first operator term operator term ...`, however long that is. */
export function expressionTree(first: Expression, rest: readonly OperatorAndTerm[]): Expression {
  // Terms that wait for what comes on their right: precedences rise from the bottom to the top.
  const waiting: { left: Expression; operator: BinaryOperator }[] = [];
  let right = first;
  const combine = (precedence: number): void => {
    for (let top = waiting.at(-1); top !== undefined && PRECEDENCE[top.operator] >= precedence; top = waiting.at(-1)) {
      waiting.pop();
      right = binary(top.operator, top.left, right);
    }
  };
  for (const { operator, term } of rest) {
    combine(PRECEDENCE[operator]);
    waiting.push({ left: right, operator });
    right = term;
  }
  combine(0);
  return right;
}

function binary(operator: BinaryOperator, left: Expression, right: Expression): Expression {
  const span = { source: left.span.source, start: left.span.start, end: right.span.end };
  return { kind: 'binary', operator, left, right, span };
}
