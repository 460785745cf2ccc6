/**
 * From an instruction word to the number of what executes it (./operations.ts). The interpreter keeps the number beside the
 * word (../memory.ts), so that each word is looked up in the instruction table once.
 */
import { IDLE_HINT } from '../board.ts';
import { decode, fieldsOf } from '../isa/decode.ts';
import { flatOperands } from '../isa/encode.ts';
import { INSTRUCTIONS, type Instruction, type Mnemonic } from '../isa/instructions.ts';
import type { Operand } from '../isa/operands.ts';
import { classOf, INSTRUCTION_CLASSES, privilegeOf } from '../isa/privilege.ts';
import type { InstructionClass } from '../isa/row.ts';
import type { PhysicalMemory } from '../memory.ts';
import { BOTH_WAYS, isConditionalBranch } from './branch-ways.ts';
import { FREQUENT } from './frequent.ts';

/**
 * Operations by number: 0 is "not decoded", then the {@link FREQUENT} rows, then all rows, once for each class that their
 * instructions may have, then these.
 */
const FIRST_ROW = 1 + FREQUENT.length;
const CLASSES = INSTRUCTION_CLASSES.length;
export const ILLEGAL = FIRST_ROW + CLASSES * INSTRUCTIONS.length;
export const IDLE = ILLEGAL + 1;
export const RESERVED_FLOATING_POINT = ILLEGAL + 2;
/** In the place of another, which Core.entries holds. */
export const ENTRY = ILLEGAL + 3;
/** In the place of a conditional branch that has not gone both ways yet. */
export const NOTED_BRANCH = ILLEGAL + 4;
/** The major opcode of floating point that has no general row. */
const FLOATING_POINT_OPCODE = 0x0e;

const FREQUENT_NUMBERS: ReadonlyMap<Mnemonic, number> = new Map(FREQUENT.map((name, i) => [name, i + 1]));

/** The number of the instructions of a row that have this class. */
export function numberOfRow(row: Instruction<Mnemonic>, instructionClass: InstructionClass): number {
  const frequent = FREQUENT_NUMBERS.get(row.name);
  const isFree = instructionClass === 'ordinary' && privilegeOf(row, instructionClass) === 'anybody';
  if (isFree && frequent !== undefined) return frequent;
  return FIRST_ROW + CLASSES * row.index + INSTRUCTION_CLASSES.indexOf(instructionClass);
}

/**
 * What words were decoded to last, by any processor of the process, each in the one slot that it has: a simulator's
 * thousands of machines decode the same programs. Operation 0: nothing yet.
 */
const SLOT_BITS = 12;
const recentWords = new Uint32Array(1 << SLOT_BITS);
const recentOperations = new Uint16Array(1 << SLOT_BITS);
const recentImmediates = new Int32Array(1 << SLOT_BITS);

/** Decodes the word at `index` of memory. */
export function decodeAt(memory: PhysicalMemory, index: number): void {
  const word = memory.words[index] >>> 0;
  const slot = slotOf(word);
  const { branchWays } = memory;
  const noted = branchWays !== undefined && branchWays[index] !== BOTH_WAYS && isConditionalBranch(word);
  memory.setDecoded(index, noted ? NOTED_BRANCH : recentOperations[slot], recentImmediates[slot]);
}

/** The number of the operation that a word is decoded to, whatever stands in its place. */
export function numberOf(word: number): number {
  return recentOperations[slotOf(word >>> 0)];
}

/** The slot of a word, in which it is. */
function slotOf(word: number): number {
  const slot = Math.imul(word, 0x9e3779b1) >>> (32 - SLOT_BITS);
  if (recentOperations[slot] === 0 || recentWords[slot] !== word) {
    const row = word === IDLE_HINT ? undefined : decode(word);
    recentWords[slot] = word;
    recentOperations[slot] = row === undefined ? operationOutsideTable(word) : numberOfRow(row, classOf(row, word));
    recentImmediates[slot] = row === undefined ? 0 : immediateOf(row, word);
  }
  return slot;
}

function operationOutsideTable(word: number): number {
  if (word === IDLE_HINT) return IDLE;
  return word >>> 26 === FLOATING_POINT_OPCODE ? RESERVED_FLOATING_POINT : ILLEGAL;
}

/** The distance of a branch's target or the displacement of an address, in bytes; else the first immediate; else 0. */
function immediateOf(row: Instruction, word: number): number {
  if (!immediateOperands.has(row)) immediateOperands.set(row, immediateOperand(row));
  return immediateOperands.get(row)?.get(fieldsOf(word, row)) ?? 0;
}

/** Of the rows that were asked for: a guest that starts decodes many thousand words of few rows. */
const immediateOperands = new Map<Instruction, Operand | undefined>();

function immediateOperand(row: Instruction): Operand | undefined {
  const operands = flatOperands(row);
  const kinds = ['target', 'displacement', 'immediate'] as const;
  return kinds.flatMap((kind) => operands.filter((operand) => operand.kind === kind)).at(0);
}
