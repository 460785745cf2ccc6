/**
 * What executes the instructions of one processor, by the number that the decoder has given them (./decoder.ts): the
 * function of the row's family, after the look at who may execute it.
 */
import type { DoesOf, Family } from '../isa/does.ts';
import { INSTRUCTIONS, type Mnemonic } from '../isa/instructions.ts';
import { INSTRUCTION_CLASSES, privilegeOf } from '../isa/privilege.ts';
import { LAYOUT, SCRATCH } from '../layout.ts';
import type { Core } from './core.ts';
import { createDataAccess } from './data-access.ts';
import { ENTRY, ILLEGAL, IDLE, numberOfRow, RESERVED_FLOATING_POINT } from './decoder.ts';
import { executeIdleHint } from './idle-hint.ts';
import { INTERRUPTION } from './interruptions.ts';
import { AT_ENTRY, interrupted } from './outcome.ts';
import { refusalOf, type Refusal } from './privilege.ts';
import { computation } from './semantics/arithmetic.ts';
import { reservedOperation } from './semantics/assist.ts';
import { branches } from './semantics/branch.ts';
import { floatingPoint } from './semantics/floating-point.ts';
import { floatingPointMemory } from './semantics/floating-point-memory.ts';
import { memoryReference } from './semantics/memory.ts';
import { memoryManagement } from './semantics/memory-management.ts';
import type { Families, Semantics } from './semantics/semantics.ts';
import { systemControl } from './semantics/system.ts';

interface Operation {
  readonly refuse: Refusal | undefined;
  readonly perform: Semantics;
}

/** Executes `word`, decoded to operation `number`; returns its outcome. */
export type Execute = (number: number, word: number, immediate: number) => number;

/** What each row does, on one processor. */
export function semanticsByName(core: Core): Readonly<Record<Mnemonic, Semantics>> {
  const data = createDataAccess(core);
  const families: Families = {
    ...computation(core),
    ...branches(core),
    ...memoryReference(core, data),
    ...memoryManagement(core, data),
    ...systemControl(core, data),
    ...floatingPoint(core),
    ...floatingPointMemory(core, data),
  };
  const entries = INSTRUCTIONS.map(({ name, does }) => [name, semanticsOf(families, does)] as const);
  return Object.fromEntries(entries) as Record<Mnemonic, Semantics>;
}

function semanticsOf<F extends Family>(families: Families, does: DoesOf<F>): Semantics {
  const family: Families[F] = families[does.family];
  return family(does);
}

/** What executes any instruction. */
export function createExecute(core: Core, byName: Readonly<Record<Mnemonic, Semantics>>): Execute {
  const operations = operationsOf(core, byName);

  function execute(number: number, word: number, immediate: number): number {
    const { refuse, perform } = operations[number];
    const refusal = refuse === undefined ? 0 : refuse();
    return refusal === 0 ? perform(word, immediate) : refusal;
  }

  /** Stops, or does what would be done without the entry. */
  function entry(word: number, immediate: number): number {
    if (core.stopsAtEntries) return AT_ENTRY;
    const index = core.scratch[SCRATCH.CODE_INDEX] + ((core.words[LAYOUT.IAOQ_FRONT] & 0xffc) >> 2);
    return execute(core.entries.get(index) ?? ILLEGAL, word, immediate);
  }
  operations[ENTRY] = outsideTable(entry);

  return execute;
}

function outsideTable(perform: Semantics): Operation {
  return { refuse: undefined, perform };
}

function operationsOf(core: Core, byName: Readonly<Record<Mnemonic, Semantics>>): Operation[] {
  const operations: Operation[] = [];
  for (const row of INSTRUCTIONS) {
    for (const instructionClass of INSTRUCTION_CLASSES) {
      operations[numberOfRow(row, instructionClass)] = {
        refuse: refusalOf(core, privilegeOf(row, instructionClass), instructionClass),
        perform: byName[row.name],
      };
    }
  }
  operations[ILLEGAL] = outsideTable(() => interrupted(INTERRUPTION.ILLEGAL_INSTRUCTION));
  operations[IDLE] = outsideTable(() => executeIdleHint(core.words));
  operations[RESERVED_FLOATING_POINT] = outsideTable(() => reservedOperation(core));
  return operations;
}
