/**
 * Fields of instruction words where most formats have them, for the interpreter, which reads them while it runs. (Displacements and most immediates are decoded beforehand: ./decoder.ts.) Manual:
 * appendix C. The positions are those that ../isa/instructions.ts draws.
 */
import { assemble3 } from '../isa/bits.ts';

/** Bits 6 to 10: b, r2, r or t. */
export const field6 = (word: number): number => (word >>> 21) & 31;

/** Bits 11 to 15: r1, r, t, x or an immediate. */
export const field11 = (word: number): number => (word >>> 16) & 31;

/** Bits 22 to 26: a position. */
export const field22 = (word: number): number => (word >>> 5) & 31;

/** Bits 27 to 31: t, or a length. */
export const field27 = (word: number): number => word & 31;

/** Bits 16 to 18: a condition. */
export const conditionField = (word: number): number => (word >>> 13) & 7;

/** Bit 19: the condition is negated. */
export const negated = (word: number): boolean => (word & 0x1000) !== 0;

/** Bits 16 and 17: the space of a data reference. */
export const spaceField = (word: number): number => (word >>> 14) & 3;

/** Bits 16 to 18: the number of a space register. */
export const spaceRegister = (word: number): number => assemble3((word >>> 13) & 7);

/** Bit 26, m: modify the base register. */
export const modifies = (word: number): boolean => (word & 0x20) !== 0;

/** Bit 18: u, shift the index; or a, before or ending. */
export const bit18 = (word: number): boolean => (word & 0x2000) !== 0;

/** Bit 30: the branch nullifies. */
export const nullifies = (word: number): boolean => (word & 2) !== 0;

/** im5 in bits 11 to 15, sign-extended. */
export const immediate5 = (word: number): number => ((word >>> 17) & 15) - ((word >>> 12) & 16);
