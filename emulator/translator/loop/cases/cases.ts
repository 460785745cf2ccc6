/** What the loop does itself of each family: writes the code of a row, or none, and then the row is the interpreter's. */
import type { DoesOf, Family } from '../../../isa/does.ts';
import type { InstructionClass } from '../../../isa/row.ts';
import type { LoopWriter } from '../writer.ts';

/** Writes the code of one row, whose end is one of the loop's ways on. */
export type Case = (writer: LoopWriter) => void;

/** Of the row's instructions that have this class. */
export type Cases<F extends Family = Family> = {
  readonly [Name in F]: (does: DoesOf<Name>, instructionClass: InstructionClass) => Case | undefined;
};
