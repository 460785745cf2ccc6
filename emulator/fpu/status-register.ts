/**
 * The Status Register: the left half of floating-point register 0. Manual: chapter 6, "Status Register", figure 6-6; tables
 * 6-5, 6-6 and 6-14.
 *
 * The D-bit and the undefined bits are not implemented: written in vain, read as 0.
 */
import { IEEE_EXCEPTIONS } from './exceptions.ts';

export const FPSR = {
  /** Compare: the result of the latest FCMP. */
  C: 0x04000000,
  /** Compare Queue: the eleven results before that, the latest leftmost. */
  CQ: 0x003ff800,
  /** Delayed Trap. */
  T: 0x00000040,
} as const;

const FLAGS_SHIFT = 27;
const ROUNDING_SHIFT = 9;
const CQ_SHIFT = 11;

/** What a load can set. */
export const IMPLEMENTED =
  (IEEE_EXCEPTIONS << FLAGS_SHIFT) | FPSR.C | FPSR.CQ | (3 << ROUNDING_SHIFT) | FPSR.T | IEEE_EXCEPTIONS;

/**
 * Model and revision number, as FLOATING-POINT IDENTIFY shows them: not those of an HP processor; model 0 means
 * software.
 */
const MODEL = 63;
const REVISION = 1;

/** `word` as the register would hold it after being loaded with it; signed. */
export function implemented(word: number): number {
  return word & IMPLEMENTED;
}

/** The rounding mode: see ROUNDING in ./rounding.ts. */
export function roundingMode(status: number): number {
  return (status >>> ROUNDING_SHIFT) & 3;
}

/** The exceptions whose traps are enabled. */
export function enables(status: number): number {
  return status & IEEE_EXCEPTIONS;
}

/** `status` with the flags of these exceptions set. */
export function withFlags(status: number, exceptions: number): number {
  return status | (exceptions << FLAGS_SHIFT);
}

/** `status` after a comparison with this result: C moves into the queue. */
export function withComparison(status: number, result: boolean): number {
  const queue = ((status >>> 1) & FPSR.CQ) | ((status & FPSR.C) === 0 ? 0 : 1 << (CQ_SHIFT + 10));
  return (status & ~(FPSR.C | FPSR.CQ)) | (queue & FPSR.CQ) | (result ? FPSR.C : 0);
}

/** `status` after FLOATING-POINT IDENTIFY: model and revision stand where the queue is; the rest stays. */
export function withIdentity(status: number): number {
  return (status & ~FPSR.CQ) | (((MODEL << 5) | REVISION) << CQ_SHIFT);
}

/** FTEST: does the condition with the code `c` hold? The codes that table 6-14 doesn't list never do. */
export function testHolds(status: number, c: number): boolean {
  const compare = (status & FPSR.C) !== 0;
  const queue = (status & FPSR.CQ) >>> CQ_SHIFT;
  /** The leftmost `count` results in the queue are all false, as is the latest. */
  const accept = (count: number): boolean => !compare && queue >>> (11 - count) === 0;
  switch (c) {
    case 0:
      return compare;
    case 1:
      return accept(11);
    case 5:
      return accept(7);
    case 9:
      return accept(5);
    case 13:
      return accept(3);
    case 17:
      return accept(1);
    case 2:
      return reject(compare, queue, 6);
    case 6:
      return reject(compare, queue, 4);
    default:
      return false;
  }
}

/** Of the latest 2 * `apart` results, C first: are two true that stand `apart` places apart? */
function reject(compare: boolean, queue: number, apart: number): boolean {
  const results = (compare ? 0x800 : 0) | queue;
  const first = results >>> (12 - apart);
  const second = (results >>> (12 - 2 * apart)) & (2 ** apart - 1);
  return (first & second) !== 0;
}
