/** From a row of the table and its fields to an instruction word. */
import { instruction, type Instruction, type Mnemonic } from './instructions.ts';
import { insertField } from './pattern.ts';
import type { Fields, Operand } from './operands.ts';

/**
 * The word, unsigned. Fields not given are 0. Throws a RangeError if a value doesn't fit its field, an Error if the row
 * has no such field: callers check what users write (see the operands' ranges).
 */
export function encodeFields(of: Instruction, fields: Fields): number {
  let word = of.pattern.match;
  for (const name of Object.keys(fields)) {
    const field = of.pattern.fields.find((candidate) => candidate.name === name);
    if (field === undefined || name === 'rv') throw new Error(`${of.name} has no field ${name}`);
    word = insertField(word, field, fields[name]);
  }
  return word;
}

/**
 * The operands of a row one by one, as source orders them: first those that stand as completers; a memory reference gives
 * its offset, space and base.
 */
export function flatOperands(of: Instruction): readonly Operand[] {
  const operands = of.operands.flatMap((syntax) =>
    syntax.form === 'single'
      ? [syntax.operand]
      : [syntax.offset, syntax.space, syntax.base].filter((part): part is Operand => part !== undefined),
  );
  return [...of.numbers, ...operands];
}

/**
 * Encodes an instruction from the values of its operands in source order (see {@link flatOperands}) and further raw
 * fields for completers: `encode('ldw', [8, 0, 30, 26])` is `ldw 8(%sr0,%r30),%r26`. A branch target is given as the
 * distance in bytes from the instruction + 8.
 */
export function encode(name: Mnemonic, values: readonly number[], completers: Fields = {}): number {
  const of = instruction(name);
  const operands = flatOperands(of);
  if (values.length !== operands.length) throw new Error(`${name} takes ${operands.length} operands`);
  const fields = operands.map((operand, i) => {
    const value = values[i];
    if (value < operand.min || value > operand.max || value % operand.step !== 0) {
      throw new RangeError(`${name}: ${operand.name} is ${operand.min} to ${operand.max}, not ${value}`);
    }
    return operand.put(value);
  });
  return encodeFields(of, Object.assign({}, ...fields, completers) as Fields);
}
