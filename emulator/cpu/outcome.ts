/**
 * What executing one instruction came to: the number that every semantics function returns. 0 and above, the instruction
 * has completed and the number is a sum of the bits below; under 0, it has not, and nothing has changed.
 */

/** Completed; go on with the next instruction. */
export const NEXT = 0;
/** Completed; the next instruction is nullified. */
export const NULLIFY = 1;
/** Completed, a taken branch: to the offset Core.target, in the space of the following instruction. */
export const TAKEN = 2;
/** With TAKEN: the branch goes to the space Core.targetSpace. */
export const EXTERNAL = 4;
/**
 * Completed, and the PSW, a mask, a counter or the space of instructions may have changed: look for interruptions, drop what depends
 * on the PSW.
 */
export const RECONSIDER = 8;
/** Completed; the queues and the PSW are loaded already (RFI). */
export const RETURNED = 16;

/** Ended by the interruption of this number (1 to 31), in group 1 or 3. */
export function interrupted(number: number): number {
  return -number;
}

/** Not executed: an idle hint that would rest. */
export const WOULD_REST = -64;
/** Not executed: a deprivileged guest needs its monitor. */
export const NEEDS_PRIVILEGE = -65;
/** Not executed: a deprivileged guest's access to I/O space at Core.ioAddress. */
export const NEEDS_IO = -66;
/** Not executed: an entry of code that takes the interpreter's place, if {@link Core.stopsAtEntries}. */
export const AT_ENTRY = -67;
