/** The conditions as functions of the loop's module, which look for themselves which one is asked for. */
import type { ModuleBuilder } from '../../wasm/builder.ts';
import type { FunctionBuilder, Label } from '../../wasm/function-builder.ts';
import { arithmeticCondition, compareCondition, type ConditionWriter, shiftCondition } from '../emit/conditions.ts';
import type { Conditions } from './writer.ts';

/** So many values has c. */
const CONDITIONS = 8;

/** Makes them, in a module in which nothing else has been made. */
export function conditionsOf(module: ModuleBuilder): Conditions {
  const function_ = (parameters: number): FunctionBuilder =>
    module.function({ parameters: Array.from({ length: parameters }, () => 'i32' as const), results: ['i32'] });

  const arithmetic = function_(4);
  const [, result, carry, overflow] = arithmetic.parameters;
  choose(arithmetic, (writer, c) =>
    arithmeticCondition(writer, c, {
      result,
      carry: () => void arithmetic.get(carry),
      overflow: () => void arithmetic.get(overflow),
    }),
  );
  const compare = function_(3);
  choose(compare, (writer, c) => compareCondition(writer, c, compare.parameters[1], compare.parameters[2]));
  const shift = function_(2);
  choose(shift, (writer, c) => shiftCondition(writer, c, shift.parameters[1]));
  return { arithmetic, compare, shift };
}

/** For each c, its code; which one is executed, the first parameter says. */
function choose(code: FunctionBuilder, write: (writer: ConditionWriter, c: number) => void): void {
  const writer: ConditionWriter = {
    code,
    push: (operand) => (typeof operand === 'number' ? code.i32(operand) : code.get(operand)),
  };
  const cases = (labels: readonly Label[]): void => {
    if (labels.length === CONDITIONS) {
      code.get(code.parameters[0]).branchTable(labels, labels[0]);
      return;
    }
    code.block((label) => cases([...labels, label]));
    write(writer, labels.length);
    code.return();
  };
  cases([]);
  code.unreachable();
}
