/**
 * The interruptions: their numbers, names, parameters and priorities. Manual: chapter 4, "Interruptions".
 *
 * Data faults come as 26, 27 and 28; 18, which the manual keeps for older processors, never.
 */
import { LAYOUT } from '../layout.ts';
import { PSW } from './psw.ts';

export const INTERRUPTION = {
  HIGH_PRIORITY_MACHINE_CHECK: 1,
  POWER_FAILURE: 2,
  RECOVERY_COUNTER: 3,
  EXTERNAL: 4,
  LOW_PRIORITY_MACHINE_CHECK: 5,
  INSTRUCTION_TLB_MISS: 6,
  INSTRUCTION_MEMORY_PROTECTION: 7,
  ILLEGAL_INSTRUCTION: 8,
  BREAK_INSTRUCTION: 9,
  PRIVILEGED_OPERATION: 10,
  PRIVILEGED_REGISTER: 11,
  OVERFLOW: 12,
  CONDITIONAL: 13,
  ASSIST_EXCEPTION: 14,
  DATA_TLB_MISS: 15,
  NON_ACCESS_INSTRUCTION_TLB_MISS: 16,
  NON_ACCESS_DATA_TLB_MISS: 17,
  DATA_MEMORY_BREAK: 19,
  TLB_DIRTY_BIT: 20,
  PAGE_REFERENCE: 21,
  ASSIST_EMULATION: 22,
  HIGHER_PRIVILEGE_TRANSFER: 23,
  LOWER_PRIVILEGE_TRANSFER: 24,
  TAKEN_BRANCH: 25,
  DATA_MEMORY_ACCESS_RIGHTS: 26,
  DATA_MEMORY_PROTECTION_ID: 27,
  UNALIGNED_DATA_REFERENCE: 28,
} as const;

/** The interruptions that Processor.signal can make pending. */
export type Signal =
  | typeof INTERRUPTION.HIGH_PRIORITY_MACHINE_CHECK
  | typeof INTERRUPTION.POWER_FAILURE
  | typeof INTERRUPTION.LOW_PRIORITY_MACHINE_CHECK;

/** What an interruption loads: nothing, IIR, or IIR, ISR and IOR. */
export type Parameters = 'none' | 'instruction' | 'address';

interface Kind {
  readonly name: string;
  readonly parameters: Parameters;
}

const KINDS: readonly (Kind | undefined)[] = kindsByNumber({
  1: ['high-priority machine check', 'address'],
  2: ['power failure interrupt', 'none'],
  3: ['recovery counter trap', 'none'],
  4: ['external interrupt', 'none'],
  5: ['low-priority machine check', 'none'],
  6: ['instruction TLB miss fault', 'none'],
  7: ['instruction memory protection trap', 'none'],
  8: ['illegal instruction trap', 'instruction'],
  9: ['break instruction trap', 'instruction'],
  10: ['privileged operation trap', 'instruction'],
  11: ['privileged register trap', 'instruction'],
  12: ['overflow trap', 'instruction'],
  13: ['conditional trap', 'instruction'],
  14: ['assist exception trap', 'instruction'],
  15: ['data TLB miss fault', 'address'],
  16: ['non-access instruction TLB miss fault', 'address'],
  17: ['non-access data TLB miss fault', 'address'],
  19: ['data memory break trap', 'address'],
  20: ['TLB dirty bit trap', 'address'],
  21: ['page reference trap', 'address'],
  22: ['assist emulation trap', 'address'],
  23: ['higher-privilege transfer trap', 'none'],
  24: ['lower-privilege transfer trap', 'none'],
  25: ['taken branch trap', 'none'],
  26: ['data memory access rights trap', 'address'],
  27: ['data memory protection ID trap', 'address'],
  28: ['unaligned data reference trap', 'address'],
});

/** Bytes from one vector to the next. */
export const VECTOR_SIZE = 32;

/**
 * The interruption of group 1 or 2 to be taken before the next instruction, or 0. In the order of their priorities: high-
 * priority machine check, power failure, recovery counter, external, low-priority machine check.
 */
export function pendingInterruption(words: Int32Array): number {
  const psw = words[LAYOUT.PSW];
  const signalled = words[LAYOUT.SIGNALLED];
  if (signalled !== 0) {
    if ((signalled & (1 << INTERRUPTION.HIGH_PRIORITY_MACHINE_CHECK)) !== 0 && (psw & PSW.M) === 0) {
      return INTERRUPTION.HIGH_PRIORITY_MACHINE_CHECK;
    }
    if ((signalled & (1 << INTERRUPTION.POWER_FAILURE)) !== 0 && (psw & PSW.I) !== 0) return INTERRUPTION.POWER_FAILURE;
  }
  if ((psw & PSW.R) !== 0 && words[LAYOUT.CR] < 0) return INTERRUPTION.RECOVERY_COUNTER;
  if ((psw & PSW.I) === 0) return 0;
  if ((words[LAYOUT.CR + 15] & words[LAYOUT.CR + 23]) !== 0) return INTERRUPTION.EXTERNAL;
  const check = signalled & (1 << INTERRUPTION.LOW_PRIORITY_MACHINE_CHECK);
  return check === 0 ? 0 : INTERRUPTION.LOW_PRIORITY_MACHINE_CHECK;
}

/** What interruption `number` loads. */
export function parametersOf(number: number): Parameters {
  return KINDS[number]?.parameters ?? 'none';
}

/** For people: the name of interruption `number`, as the manual has it. */
export function nameOfInterruption(number: number): string {
  return KINDS[number]?.name ?? 'unknown';
}

function kindsByNumber(table: Record<number, [string, Parameters]>): readonly (Kind | undefined)[] {
  const kinds: (Kind | undefined)[] = [];
  for (const [number, [name, parameters]] of Object.entries(table)) kinds[Number(number)] = { name, parameters };
  return kinds;
}
