/**
 * Finds extracts and deposits of a field that would begin left of bit 0, an undefined operation (manual, chapter 5: EXTRU,
 * EXTRS, ZDEP, DEP, ZDEPI, DEPI): a position counted from the right, or the two numbers exchanged.
 */
import { fieldsOf } from './decode.ts';
import { flatOperands } from './encode.ts';
import type { Instruction } from './instructions.ts';

/** What is wrong with an instruction's field, if all its operands are in the word; undefined if nothing is. */
export function bitFieldProblem(row: Instruction, word: number): string | undefined {
  const { does } = row;
  if ((does.family !== 'extract' && does.family !== 'deposit') || does.variable) return undefined;
  const fields = fieldsOf(word, row);
  const operands = flatOperands(row);
  const position = operands.find(({ name }) => name === 'p' || name === 'cp')?.get(fields) ?? 0;
  const length = operands.find(({ name }) => name === 'len')?.get(fields) ?? 0;
  const room = position + 1;
  if (length <= room) return undefined;
  const bits = room === 1 ? '1 bit' : `${room} bits`;
  return `a field of ${length} bits that ends at bit ${position} is undefined: up to bit 0 there is room for ${bits}`;
}
