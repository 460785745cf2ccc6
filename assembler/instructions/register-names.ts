/** Names that .reg gives to registers: they stand for them in the operands of instructions. */
import type { Expression, Operand } from '../syntax/ast.ts';
import type { InstructionStatement } from './encode.ts';

/** The instruction with the registers themselves in the place of their names. */
export function withRegisters(
  instruction: InstructionStatement,
  registers: ReadonlyMap<string, string>,
): InstructionStatement {
  if (registers.size === 0) return instruction;
  const replace = (expression: Expression): Expression => {
    if (expression.kind === 'group') return { ...expression, items: expression.items.map(replace) };
    const register = expression.kind === 'symbol' ? registers.get(expression.name) : undefined;
    return register === undefined ? expression : { kind: 'register', name: register, span: expression.span };
  };
  const operands = instruction.operands.map((operand): Operand => {
    const { value, registers: group } = operand;
    return {
      ...operand,
      value: replace(value),
      registers: group && { ...group, items: group.items.map(replace) },
    };
  });
  return { ...instruction, operands };
}
