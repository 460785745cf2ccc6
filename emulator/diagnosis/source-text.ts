/** An instruction's source text, its branch target with a name. */
import { disassembleForPeople } from '../isa/disassemble.ts';

const TARGET = /(?<=[ ,])0x([0-9a-f]+)$/;

/** `labelOf` gives what is to stand behind the address of a target: ` <loop>`, or nothing. */
export function sourceText(instruction: number, offset: number, labelOf: (target: number) => string): string {
  const text = disassembleForPeople(instruction, offset);
  // A target is the last operand; everything else that is hexadecimal is not, or names no place.
  const target = TARGET.exec(text);
  return target === null || text.startsWith('.word') ? text : text + labelOf(parseInt(target[1], 16));
}
