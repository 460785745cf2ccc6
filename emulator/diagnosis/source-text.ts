/** An instruction's source text, its branch target with a name. */
import { disassembleForPeople } from '../isa/disassemble.ts';

/** The only number that is written so, and behind it at most the register of a link. */
const TARGET = /(?<=[ ,])0x([0-9a-f]+)(?=$|,%r\d+$)/;

/** `labelOf` gives what is to stand behind the address of a target: ` <loop>`, or nothing. */
export function sourceText(instruction: number, offset: number, labelOf: (target: number) => string): string {
  const text = disassembleForPeople(instruction, offset);
  if (text.startsWith('.word')) return text;
  return text.replace(TARGET, (target, digits: string) => target + labelOf(parseInt(digits, 16)));
}
