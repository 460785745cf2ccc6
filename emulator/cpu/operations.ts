/**
 * What executes instructions, by the number that the decoder has given them (./decoder.ts): the
 * function of the row's family, after the look at who may execute it.
 */
import type { DoesOf, Family } from '../isa/does.ts';
import { INSTRUCTIONS, type Mnemonic } from '../isa/instructions.ts';
import { INSTRUCTION_CLASSES, privilegeOf } from '../isa/privilege.ts';
import { LAYOUT, SCRATCH } from '../layout.ts';
import type { Core } from './core.ts';
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

const FAMILIES: Families = {
  ...computation(),
  ...branches(),
  ...memoryReference(),
  ...memoryManagement(),
  ...systemControl(),
  ...floatingPoint(),
  ...floatingPointMemory(),
};

/** What each row does. */
export const SEMANTICS = Object.fromEntries(
  INSTRUCTIONS.map(({ name, does }) => [name, semanticsOf(does)] as const),
) as Readonly<Record<Mnemonic, Semantics>>;

function semanticsOf<F extends Family>(does: DoesOf<F>): Semantics {
  const family: Families[F] = FAMILIES[does.family];
  return family(does);
}

/** By the decoder's number. */
const OPERATIONS = operationsByNumber();

/** Executes `word`, decoded to operation `number`; returns its outcome. */
export function execute(core: Core, number: number, word: number, immediate: number): number {
  const { refuse, perform } = OPERATIONS[number];
  const refusal = refuse === undefined ? 0 : refuse(core);
  return refusal === 0 ? perform(core, word, immediate) : refusal;
}

function operationsByNumber(): Operation[] {
  const operations: Operation[] = [];
  for (const row of INSTRUCTIONS) {
    for (const instructionClass of INSTRUCTION_CLASSES) {
      operations[numberOfRow(row, instructionClass)] = {
        refuse: refusalOf(privilegeOf(row, instructionClass), instructionClass),
        perform: SEMANTICS[row.name],
      };
    }
  }
  operations[ILLEGAL] = outsideTable(() => interrupted(INTERRUPTION.ILLEGAL_INSTRUCTION));
  operations[IDLE] = outsideTable((core) => executeIdleHint(core.words));
  operations[RESERVED_FLOATING_POINT] = outsideTable(reservedOperation);
  operations[ENTRY] = outsideTable(entry);
  return operations;
}

function outsideTable(perform: Semantics): Operation {
  return { refuse: undefined, perform };
}

/** Stops, or does what would be done without the entry. */
function entry(core: Core, word: number, immediate: number): number {
  if (core.stopsAtEntries) return AT_ENTRY;
  const index = core.scratch[SCRATCH.CODE_INDEX] + ((core.words[LAYOUT.IAOQ_FRONT] & 0xffc) >> 2);
  return execute(core, core.entries.get(index) ?? ILLEGAL, word, immediate);
}
