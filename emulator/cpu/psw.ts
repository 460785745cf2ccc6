/**
 * The Processor Status Word. Manual: chapter 2, figure 2-9. In the state buffer the bits that nearly every instruction
 * changes (N, B, V and C/B) have words of their own (layout.ts); here the PSW is put together and taken apart.
 *
 * Y, Z, E, G and F and the reserved bits are not implemented: written in vain, read as 0.
 */
import { LAYOUT } from '../layout.ts';

export const PSW = {
  /** Secure interval timer. */
  S: 0x02000000,
  /** Taken branch, higher-privilege and lower-privilege transfer trap enable. */
  T: 0x01000000,
  H: 0x00800000,
  L: 0x00400000,
  /** Nullify. */
  N: 0x00200000,
  /** Data memory break disable. */
  X: 0x00100000,
  /** Taken branch. */
  B: 0x00080000,
  /** Code address translation. */
  C: 0x00040000,
  /** Divide step correction. */
  V: 0x00020000,
  /** High-priority machine check mask. */
  M: 0x00010000,
  /** Carry/borrow bits, one for each digit. */
  CB: 0x0000ff00,
  /** Recovery counter. */
  R: 0x00000010,
  /** Interruption state collection. */
  Q: 0x00000008,
  /** Protection identifiers. */
  P: 0x00000004,
  /** Data address translation. */
  D: 0x00000002,
  /** External interrupts. */
  I: 0x00000001,
} as const;

/** The bits in the word LAYOUT.PSW. */
const KEPT_TOGETHER = PSW.S | PSW.T | PSW.H | PSW.L | PSW.X | PSW.C | PSW.M | PSW.R | PSW.Q | PSW.P | PSW.D | PSW.I;

/** The whole PSW, signed. */
export function readPsw(words: Int32Array): number {
  return (
    words[LAYOUT.PSW] |
    (words[LAYOUT.NULLIFY] === 0 ? 0 : PSW.N) |
    (words[LAYOUT.TAKEN_BRANCH] === 0 ? 0 : PSW.B) |
    (words[LAYOUT.DIVIDE] === 0 ? 0 : PSW.V) |
    (carryBits(words[LAYOUT.CARRIES]) << 8)
  );
}

/** Sets the whole PSW. */
export function writePsw(words: Int32Array, psw: number): void {
  words[LAYOUT.PSW] = psw & KEPT_TOGETHER;
  words[LAYOUT.NULLIFY] = (psw & PSW.N) === 0 ? 0 : 1;
  words[LAYOUT.TAKEN_BRANCH] = (psw & PSW.B) === 0 ? 0 : 1;
  words[LAYOUT.DIVIDE] = (psw & PSW.V) === 0 ? 0 : 1;
  words[LAYOUT.CARRIES] = spreadCarries((psw & PSW.CB) >>> 8);
}

/** Gathers the leftmost bits of the eight digits into eight bits. */
function carryBits(carries: number): number {
  let bits = 0;
  for (let digit = 0; digit < 8; digit += 1) bits = (bits << 1) | ((carries >>> (31 - 4 * digit)) & 1);
  return bits;
}

/** The inverse of {@link carryBits}. */
function spreadCarries(bits: number): number {
  let carries = 0;
  for (let digit = 0; digit < 8; digit += 1) carries |= ((bits >>> (7 - digit)) & 1) << (31 - 4 * digit);
  return carries;
}
