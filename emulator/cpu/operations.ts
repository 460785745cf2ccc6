/**
 * What executes the instructions of one processor, by the number that the decoder has given them (./decoder.ts): the
 * function of the row's family, after the look at who may execute it.
 */
import type { Does } from '../isa/does.ts';
import { INSTRUCTIONS } from '../isa/instructions.ts';
import { INSTRUCTION_CLASSES, privilegeOf } from '../isa/privilege.ts';
import type { Core } from './core.ts';
import type { DataAccess } from './data-access.ts';
import { ILLEGAL, IDLE, numberOfRow, RESERVED_FLOATING_POINT } from './decoder.ts';
import { executeIdleHint } from './idle-hint.ts';
import { INTERRUPTION } from './interruptions.ts';
import { interrupted } from './outcome.ts';
import { refusalOf, type Refusal } from './privilege.ts';
import { computation } from './semantics/arithmetic.ts';
import { reservedOperation } from './semantics/assist.ts';
import { branches } from './semantics/branch.ts';
import { floatingPoint } from './semantics/floating-point.ts';
import { floatingPointMemory } from './semantics/floating-point-memory.ts';
import { memoryReference } from './semantics/memory.ts';
import { memoryManagement } from './semantics/memory-management.ts';
import type { Families } from './semantics/semantics.ts';
import { systemControl } from './semantics/system.ts';

/** The function of a family: the families' functions differ in what they take, and each gets what is its own. */
type Perform = (word: number, immediate: number, does: Does | undefined) => number;

interface Operation {
  readonly refuse: Refusal | undefined;
  readonly perform: Perform;
  readonly does: Does | undefined;
}

/** Executes `word`, decoded to operation `number`; returns its outcome. */
export type Execute = (number: number, word: number, immediate: number) => number;

/** All families, for one processor. */
export function familiesOf(core: Core, data: DataAccess): Families {
  return {
    ...computation(core),
    ...branches(core),
    ...memoryReference(core, data),
    ...memoryManagement(core, data),
    ...systemControl(core, data),
    ...floatingPoint(core),
    ...floatingPointMemory(core, data),
  };
}

/** What executes any instruction. */
export function createExecute(core: Core, families: Families): Execute {
  const operations = operationsOf(core, families);

  return (number, word, immediate) => {
    const { refuse, perform, does } = operations[number];
    const refusal = refuse === undefined ? 0 : refuse();
    return refusal === 0 ? perform(word, immediate, does) : refusal;
  };
}

function operationsOf(core: Core, families: Families): readonly Operation[] {
  const outsideTable = (perform: Perform): Operation => ({ refuse: undefined, perform, does: undefined });
  const operations: Operation[] = [];
  for (const row of INSTRUCTIONS) {
    const perform = families[row.does.family] as Perform;
    for (const instructionClass of INSTRUCTION_CLASSES) {
      operations[numberOfRow(row, instructionClass)] = {
        refuse: refusalOf(core, privilegeOf(row, instructionClass), instructionClass),
        perform,
        does: row.does,
      };
    }
  }
  operations[ILLEGAL] = outsideTable(() => interrupted(INTERRUPTION.ILLEGAL_INSTRUCTION));
  operations[IDLE] = outsideTable(() => executeIdleHint(core.words));
  operations[RESERVED_FLOATING_POINT] = outsideTable(() => reservedOperation(core));
  return operations;
}
