/**
 * Which level may execute an instruction, and what a monitor under its guest has to do with it. Manual: chapter 3,
 * "Privilege Levels"; paper: section 2.
 */
import { fieldsOf } from './decode.ts';
import { OPERANDS } from './operands.ts';
import type { Instruction, InstructionClass } from './row.ts';

export const INSTRUCTION_CLASSES = ['ordinary', 'environment', 'privileged'] as const satisfies InstructionClass[];

/**
 * Who may execute an instruction. `operation`: level 0, elsewhere there is a privileged operation trap; `register`: level
 * 0, elsewhere there is a privileged register trap; `secured`: anybody, but as `register` with PSW S = 1.
 */
export type Privilege = 'anybody' | 'operation' | 'register' | 'secured';

/** The class of `word`, an instruction of the row `of`. */
export function classOf(of: Instruction, word: number): InstructionClass {
  if (typeof of.class === 'string') return of.class;
  const register = OPERANDS[of.class.register].get(fieldsOf(word, of));
  if (of.class.ordinary.includes(register)) return 'ordinary';
  return of.class.environment.includes(register) ? 'environment' : 'privileged';
}

/** Who may execute the instructions of the row `of` that have this class. */
export function privilegeOf(of: Instruction, instructionClass: InstructionClass): Privilege {
  if (typeof of.class === 'string')
    return of.class === 'privileged' || of.onlyLevel0 === true ? 'operation' : 'anybody';
  const byClass = { ordinary: 'anybody', environment: 'secured', privileged: 'register' } as const;
  return byClass[instructionClass];
}
