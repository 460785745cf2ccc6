/**
 * What keeps an instruction from being executed: the privilege level, or a monitor that has to do it for its guest. Manual:
 * chapter 3, "Privilege Levels". Which instructions it concerns, the table says (../isa/privilege.ts).
 */
import type { Privilege } from '../isa/privilege.ts';
import type { InstructionClass } from '../isa/row.ts';
import { LAYOUT, SCRATCH } from '../layout.ts';
import type { Core } from './core.ts';
import { INTERRUPTION } from './interruptions.ts';
import { interrupted, NEEDS_PRIVILEGE } from './outcome.ts';
import { PSW } from './psw.ts';

/** Returns the outcome that keeps an instruction from being executed, or 0 if there is none. */
export type Refusal = (core: Core) => number;

/** The refusal of instructions of this class and privilege; undefined if all may be executed. */
export function refusalOf(privilege: Privilege, instructionClass: InstructionClass): Refusal | undefined {
  if (privilege === 'anybody' && instructionClass === 'ordinary') return undefined;
  const number = privilege === 'operation' ? INTERRUPTION.PRIVILEGED_OPERATION : INTERRUPTION.PRIVILEGED_REGISTER;
  const leaves = instructionClass !== 'ordinary';
  const secured = privilege === 'secured';
  return (core) => {
    const isEverybodys = secured && (core.words[LAYOUT.PSW] & PSW.S) === 0;
    if (core.scratch[SCRATCH.LEVEL] !== 0 && !isEverybodys) return interrupted(number);
    return leaves && core.scratch[SCRATCH.GUARDED] !== 0 ? NEEDS_PRIVILEGE : 0;
  };
}
