/**
 * Which ways conditional branches have gone: taken, or on behind them. It is noted where somebody wants to know: until a branch has
 * gone both ways, the decoder has an operation in its place that notes it, and then it is executed as any other.
 */

/** Bits of PhysicalMemory.branchWays; as the low bits of an address, that way of the branch there. */
export const WAY = { TAKEN: 1, ON: 2 } as const;
export const BOTH_WAYS = WAY.TAKEN | WAY.ON;

/** Major opcodes of COMB, COMIB, ADDB and ADDIB, of BVB and BB, of MOVB and MOVIB. */
const OPCODES: ReadonlySet<number> = new Set([32, 33, 34, 35, 40, 41, 42, 43, 48, 49, 50, 51]);
const BIT_BRANCHES: ReadonlySet<number> = new Set([48, 49]);
const CONDITION = 7 << 13;

/** Is it a branch that may go either way? With the condition "never" or "always" it goes one. */
export function isConditionalBranch(word: number): boolean {
  const opcode = word >>> 26;
  return OPCODES.has(opcode) && (BIT_BRANCHES.has(opcode) || (word & CONDITION) !== 0);
}
