/** Which instructions PA-RISC 1.1 has added to 1.0, as GNU as 2.40 counts them: with one of them a file is for level 1.1. */
import { extractField } from '../../emulator/isa/pattern.ts';
import type { Instruction } from '../../emulator/isa/instructions.ts';

const ADDED: ReadonlySet<string> = new Set([
  ...['rfir', 'lci', 'gfw', 'gfr', 'fid', 'xmpyu', 'fmpyadddbl', 'fmpyaddsgl', 'fmpysubdbl', 'fmpysubsgl'],
]);

/** Fields that only level 1.1 has: cache control hints, and the halves of floating-point registers in loads and stores. */
const FIELDS: ReadonlySet<string> = new Set(['cc', 'th', 'rh']);

/** Whether an instruction word, whose row this is, needs level 1.1. */
export function needsLevel11({ name, pattern, rightHalf }: Instruction, word: number): boolean {
  if (rightHalf === true || ADDED.has(name)) return true;
  return pattern.fields.some((field) => FIELDS.has(field.name) && extractField(word, field) !== 0);
}
