/**
 * What executes instructions, by the number that the decoder has given them (./decoder.ts): the
 * function of the row's family, after the look at who may execute it.
 */
import type { DoesOf, Family } from '../isa/does.ts';
import { INSTRUCTIONS, type Mnemonic } from '../isa/instructions.ts';
import { INSTRUCTION_CLASSES, privilegeOf } from '../isa/privilege.ts';
import { LAYOUT, SCRATCH } from '../layout.ts';
import type { Core } from './core.ts';
import { BOTH_WAYS, WAY } from './branch-ways.ts';
import { ENTRY, ILLEGAL, IDLE, NOTED_BRANCH, numberOf, numberOfRow, RESERVED_FLOATING_POINT } from './decoder.ts';
import { executeIdleHint } from './idle-hint.ts';
import { INTERRUPTION } from './interruptions.ts';
import { AT_ENTRY, interrupted, TAKEN } from './outcome.ts';
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
  operations[NOTED_BRANCH] = outsideTable(notedBranch);
  return operations;
}

function outsideTable(perform: Semantics): Operation {
  return { refuse: undefined, perform };
}

/** Stops, or does what would be done without the entry. */
function entry(core: Core, word: number, immediate: number): number {
  if (core.stopsAtEntries) return AT_ENTRY;
  return execute(core, core.entries.get(indexOfInstruction(core)) ?? ILLEGAL, word, immediate);
}

/** Does what the branch does, and notes which way it went. */
function notedBranch(core: Core, word: number, immediate: number): number {
  const { branchWays, operations } = core.memory;
  const number = numberOf(word);
  const outcome = execute(core, number, word, immediate);
  if (outcome < 0 || branchWays === undefined) return outcome;
  const index = indexOfInstruction(core);
  branchWays[index] |= (outcome & TAKEN) === 0 ? WAY.ON : WAY.TAKEN;
  if (branchWays[index] === BOTH_WAYS) operations[index] = number;
  return outcome;
}

/** In RAM's words. */
function indexOfInstruction({ scratch, words }: Core): number {
  return scratch[SCRATCH.CODE_INDEX] + ((words[LAYOUT.IAOQ_FRONT] & 0xffc) >> 2);
}
