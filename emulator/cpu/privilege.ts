/**
 * What keeps an instruction from being executed: the privilege level, or a monitor that has to do it for its guest. Manual:
 * chapter 3, "Privilege Levels". Which instructions it concerns, the table says (../isa/privilege.ts).
 *
 * Of those that are the monitor's an assisted processor does the privileged ones itself, as IBM's VM assist did: what they do to
 * the guest's machine is the same. They are counted as simulated. Environment instructions are the monitor's in any case.
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
  const assistable = instructionClass === 'privileged';
  const secured = privilege === 'secured';
  return (core) => {
    const isEverybodys = secured && (core.words[LAYOUT.PSW] & PSW.S) === 0;
    if (core.scratch[SCRATCH.LEVEL] !== 0 && !isEverybodys) return interrupted(number);
    if (!leaves || core.scratch[SCRATCH.GUARDED] === 0) return 0;
    if (!assistable || core.scratch[SCRATCH.ASSISTED] === 0) return NEEDS_PRIVILEGE;
    core.scratch[SCRATCH.SIMULATED] += 1;
    return 0;
  };
}
