/** Words of a row of the table, for tests that go through all rows. */
import { decode } from '../../isa/decode.ts';
import { encodeFields } from '../../isa/encode.ts';
import type { Instruction, Mnemonic } from '../../isa/instructions.ts';
import { OPERANDS } from '../../isa/operands.ts';

/** A unit that no row names but those for any coprocessor. */
const OTHER_UNIT = 2;

/** A word of the row with these fields, the others 0. */
function wordOf(row: Instruction<Mnemonic>, fields: Readonly<Record<string, number>> = {}): number {
  const hasUnit = row.pattern.fields.some(({ name }) => name === 'uid');
  const word = encodeFields(row, hasUnit ? { uid: OTHER_UNIT, ...fields } : fields);
  if (decode(word) !== row) throw new Error(`${word.toString(16)} is no ${row.name}`);
  return word;
}

/** One word of the row; of a row whose class depends on a register, one for each register that it can name. */
export function wordsOfRow(row: Instruction<Mnemonic>): readonly number[] {
  if (typeof row.class === 'string') return [wordOf(row)];
  const operand = OPERANDS[row.class.register];
  return Array.from({ length: operand.max + 1 }, (_, register) => wordOf(row, operand.put(register)));
}
