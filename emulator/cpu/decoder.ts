/**
 * From an instruction word to the function that executes it. The interpreter keeps the number found here beside the word
 * (../memory.ts, decoded), so that each word is looked up in the instruction table once.
 */
import { IDLE_HINT } from '../board.ts';
import { decode } from '../isa/decode.ts';
import { INSTRUCTIONS, type Mnemonic } from '../isa/instructions.ts';
import { LAYOUT } from '../layout.ts';
import { interrupted, NEXT, WOULD_REST } from './outcome.ts';
import { ARITHMETIC } from './semantics/arithmetic.ts';
import { BRANCH } from './semantics/branch.ts';
import { FLOATING_POINT, reservedOperation } from './semantics/floating-point.ts';
import { FLOATING_POINT_MEMORY } from './semantics/floating-point-memory.ts';
import { INTERRUPTION } from './interruptions.ts';
import { MEMORY } from './semantics/memory.ts';
import { MEMORY_MANAGEMENT } from './semantics/memory-management.ts';
import type { Semantics } from './semantics/semantics.ts';
import { SYSTEM } from './semantics/system.ts';

const BY_NAME: Record<Mnemonic, Semantics> = {
  ...ARITHMETIC,
  ...BRANCH,
  ...MEMORY,
  ...MEMORY_MANAGEMENT,
  ...SYSTEM,
  ...FLOATING_POINT,
  ...FLOATING_POINT_MEMORY,
};

const illegal: Semantics = () => interrupted(INTERRUPTION.ILLEGAL_INSTRUCTION);

/** The idle hint: a plain nop if it would not rest. */
const idle: Semantics = ({ words }) => ((words[LAYOUT.CR + 15] & words[LAYOUT.CR + 23]) === 0 ? WOULD_REST : NEXT);

/** 0 means "not decoded"; row i of the instruction table has the number i + 1. */
const ILLEGAL = INSTRUCTIONS.length + 1;
const IDLE = INSTRUCTIONS.length + 2;
const RESERVED_FLOATING_POINT = INSTRUCTIONS.length + 3;
/** The major opcode of floating point that has no general row. */
const FLOATING_POINT_OPCODE = 0x0e;

/** The functions by number. */
export const SEMANTICS: readonly Semantics[] = [
  illegal,
  ...INSTRUCTIONS.map(({ name }) => BY_NAME[name]),
  illegal,
  idle,
  reservedOperation,
];

/** The number of the function that executes `word`. Words outside the table are illegal or reserved. */
export function operationOf(word: number): number {
  if (word === IDLE_HINT) return IDLE;
  const row = decode(word);
  if (row !== undefined) return row.index + 1;
  return word >>> 26 === FLOATING_POINT_OPCODE ? RESERVED_FLOATING_POINT : ILLEGAL;
}
