/** From an instruction word to its row of the table. */
import { INSTRUCTIONS, type Instruction, type Mnemonic } from './instructions.ts';
import { extractField } from './pattern.ts';
import type { Fields } from './operands.ts';

/** The rows by major opcode (bits 0 to 5), so that only a few need comparing. */
const BY_OPCODE: readonly (readonly Instruction<Mnemonic>[])[] = Array.from({ length: 64 }, (_, opcode) =>
  INSTRUCTIONS.filter(({ pattern }) => pattern.match >>> 26 === opcode),
);

/** The row that `word` belongs to, or undefined if it is no instruction. */
export function decode(word: number): Instruction<Mnemonic> | undefined {
  return BY_OPCODE[word >>> 26].find(({ pattern }) => ((word ^ pattern.match) & pattern.mask) === 0);
}

/** The raw fields of `word`, an instruction of the row `of`. */
export function fieldsOf(word: number, of: Instruction): Fields {
  const fields: Record<string, number> = {};
  for (const field of of.pattern.fields) {
    if (field.name !== 'rv') fields[field.name] = extractField(word, field);
  }
  return fields;
}
