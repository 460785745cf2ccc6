/** The rows of the instruction table that the loop does itself, or begins: all that are everybody's, and what level 0 may. */
import { numberOfRow } from '../../../cpu/decoder.ts';
import type { DoesOf, Family } from '../../../isa/does.ts';
import { INSTRUCTIONS } from '../../../isa/instructions.ts';
import { INSTRUCTION_CLASSES, privilegeOf } from '../../../isa/privilege.ts';
import type { InstructionClass } from '../../../isa/row.ts';
import { SCRATCH } from '../../../layout.ts';
import { BRANCHES } from './branch.ts';
import type { Case, Cases } from './cases.ts';
import { COMPUTATION } from './computation.ts';
import { FLOATING_POINT_MEMORY } from './floating-point-memory.ts';
import { MEMORY } from './memory.ts';
import { SYSTEM } from './system.ts';

/** Of the families that are not here, all is the interpreter's. */
const CASES: Partial<Cases> = { ...COMPUTATION, ...BRANCHES, ...MEMORY, ...FLOATING_POINT_MEMORY, ...SYSTEM };

/** The instructions of a row that have one class. */
interface Row {
  /** The decoder's number. */
  readonly number: number;
  readonly write: Case;
}

export const ROWS: readonly Row[] = INSTRUCTIONS.flatMap((row) =>
  (typeof row.class === 'string' ? [row.class] : INSTRUCTION_CLASSES).flatMap((instructionClass) => {
    const write = caseOf(row.does, instructionClass);
    if (write === undefined) return [];
    const number = numberOfRow(row, instructionClass);
    const privilege = privilegeOf(row, instructionClass);
    if (instructionClass === 'ordinary' && privilege === 'anybody') return [{ number, write }];
    const isSystems = instructionClass === 'privileged' && privilege !== 'anybody' && privilege !== 'secured';
    return isSystems ? [{ number, write: privileged(write) }] : [];
  }),
);

/**
 * What level 0 may execute, as cpu/privilege.ts has it: without a monitor, or with one that is assisted; then it is counted as
 * simulated.
 */
function privileged(write: Case): Case {
  return (writer) => {
    writer.scratch(SCRATCH.LEVEL);
    writer.performIf();
    writer.scratch(SCRATCH.GUARDED).i32(0).op('i32.ne');
    writer.scratch(SCRATCH.ASSISTED).op('i32.eqz').op('i32.and');
    writer.performIf();
    writer.simulates(() => write(writer));
  };
}

function caseOf<F extends Family>(does: DoesOf<F>, instructionClass: InstructionClass): Case | undefined {
  const family: Partial<Cases>[F] = CASES[does.family];
  return family?.(does, instructionClass);
}
