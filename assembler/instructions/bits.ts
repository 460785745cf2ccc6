/** The bits that operands' values set in an instruction word; those of registers and small numbers are looked up. */
import { encodeFields } from '../../emulator/isa/encode.ts';
import type { Instruction } from '../../emulator/isa/instructions.ts';
import type { Operand } from '../../emulator/isa/operands.ts';

/** Values from 0 up that are worth remembering: the floating-point registers' halves have the most. */
const SMALL = 64;

/** By the row's index and the operand. */
const known: Map<Operand, Int32Array>[] = [];

/** The row's word with this operand and nothing else, as a signed number. The value must be in the operand's range. */
export function operandBits(row: Instruction, operand: Operand, value: number): number {
  if (value < 0 || value >= SMALL) return encodeFields(row, operand.put(value)) | 0;
  const table = tableOf(row, operand);
  return value <= operand.max ? table[value] : encodeFields(row, operand.put(value)) | 0;
}

function tableOf(row: Instruction, operand: Operand): Int32Array {
  const tables = (known[row.index] ??= new Map<Operand, Int32Array>());
  let table = tables.get(operand);
  if (table === undefined) {
    table = new Int32Array(SMALL);
    const { min, max, step } = operand;
    for (let value = Math.max(0, min); value <= Math.min(max, SMALL - 1); value++) {
      if (value % step === 0) table[value] = encodeFields(row, operand.put(value));
    }
    tables.set(operand, table);
  }
  return table;
}
