/**
 * From an instruction word to what executes it. The interpreter keeps what is found here beside the word (../memory.ts), so
 * that each word is looked up in the instruction table once.
 */
import { IDLE_HINT } from '../board.ts';
import { decode, fieldsOf } from '../isa/decode.ts';
import { flatOperands } from '../isa/encode.ts';
import { INSTRUCTIONS, type Instruction, type Mnemonic } from '../isa/instructions.ts';
import type { Core } from './core.ts';
import { FREQUENT, LAST_FREQUENT } from './frequent.ts';
import { executeIdleHint } from './idle-hint.ts';
import { INTERRUPTION } from './interruptions.ts';
import { interrupted } from './outcome.ts';
import { arithmetic } from './semantics/arithmetic.ts';
import { reservedOperation } from './semantics/assist.ts';
import { branches } from './semantics/branch.ts';
import { floatingPoint } from './semantics/floating-point.ts';
import { floatingPointMemory } from './semantics/floating-point-memory.ts';
import { memoryReference } from './semantics/memory.ts';
import { memoryManagement } from './semantics/memory-management.ts';
import type { Semantics } from './semantics/semantics.ts';
import { systemControl } from './semantics/system.ts';

/** Operations by number: 0 is "not decoded", then the {@link FREQUENT} rows, then all rows, then these. */
const FIRST_ROW = LAST_FREQUENT + 1;
const ILLEGAL = FIRST_ROW + INSTRUCTIONS.length;
const IDLE = ILLEGAL + 1;
const RESERVED_FLOATING_POINT = ILLEGAL + 2;
/** The major opcode of floating point that has no general row. */
const FLOATING_POINT_OPCODE = 0x0e;

/** What executes instructions on one processor. */
export interface Operations {
  readonly byName: Readonly<Record<Mnemonic, Semantics>>;
  readonly byNumber: readonly Semantics[];
}

export function operationsOf(core: Core): Operations {
  const { words } = core;
  const byName = semanticsByName(core);
  const illegal: Semantics = () => interrupted(INTERRUPTION.ILLEGAL_INSTRUCTION);
  const byNumber: Semantics[] = new Array<Semantics>(FIRST_ROW).fill(illegal);
  for (const { name, index } of INSTRUCTIONS)
    byNumber[numberOf(name, index)] = byNumber[FIRST_ROW + index] = byName[name];
  byNumber[ILLEGAL] = illegal;
  byNumber[IDLE] = () => executeIdleHint(words);
  byNumber[RESERVED_FLOATING_POINT] = () => reservedOperation(core);
  return { byName, byNumber };
}

function semanticsByName(core: Core): Record<Mnemonic, Semantics> {
  return {
    ...arithmetic(core),
    ...branches(core),
    ...memoryReference(core),
    ...memoryManagement(core),
    ...systemControl(core),
    ...floatingPoint(core),
    ...floatingPointMemory(core),
  };
}

function numberOf(name: Mnemonic, index: number): number {
  return name in FREQUENT ? FREQUENT[name as keyof typeof FREQUENT] : FIRST_ROW + index;
}

/** Decodes the word at `index` of memory. */
export function decodeAt({ memory }: Core, index: number): void {
  const word = memory.words[index] >>> 0;
  const row = word === IDLE_HINT ? undefined : decode(word);
  if (row === undefined) memory.setDecoded(index, operationOutsideTable(word), 0);
  else memory.setDecoded(index, numberOf(row.name, row.index), immediateOf(row, word));
}

function operationOutsideTable(word: number): number {
  if (word === IDLE_HINT) return IDLE;
  return word >>> 26 === FLOATING_POINT_OPCODE ? RESERVED_FLOATING_POINT : ILLEGAL;
}

/** The distance of a branch's target or the displacement of an address, in bytes; else the first immediate; else 0. */
function immediateOf(row: Instruction, word: number): number {
  const operands = flatOperands(row);
  const kinds = ['target', 'displacement', 'immediate'] as const;
  const [operand] = kinds.flatMap((kind) => operands.filter((operand) => operand.kind === kind));
  return operand === undefined ? 0 : operand.get(fieldsOf(word, row));
}
