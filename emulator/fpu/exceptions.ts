/**
 * The floating-point exceptions as bits of a set, in the order in which the Status Register has its flags and enables:
 * so a set shifted left by 27 is the flags, and unshifted the enables. Manual: chapter 6, tables 6-6 and 6-18.
 */
export const EXCEPTION = {
  INVALID: 16,
  DIVISION_BY_ZERO: 8,
  OVERFLOW: 4,
  UNDERFLOW: 2,
  INEXACT: 1,
  /** Not an IEEE exception: the operation is left to software. Always traps, is never a flag. */
  UNIMPLEMENTED: 32,
} as const;

/** All that an enable bit can keep from trapping. */
export const IEEE_EXCEPTIONS = 31;

/** The exception code, in its place in an exception register, of the IEEE exceptions `trapped`. */
export function ieeeCode(trapped: number): number {
  return trapped << 27;
}

const UNIMPLEMENTED_CODES: Readonly<Record<number, number>> = {
  0x0c: 0b001001,
  0x0e: 0b001011,
  0x06: 0b000011,
  0x26: 0b100011,
};

/**
 * The exception code, in its place, for an instruction with this major opcode that is left to software. The code tells
 * which opcode it has replaced.
 */
export function unimplementedCode(opcode: number): number {
  return UNIMPLEMENTED_CODES[opcode] << 26;
}

/** What an exception register says. */
export interface NotedException {
  /** As EXCEPTION has them. */
  readonly exceptions: number;
  /** The whole instruction, if the code tells its opcode. */
  readonly instruction: number | undefined;
}

/** Reads an exception register. */
export function notedException(register: number): NotedException {
  const code = register >>> 26;
  if ((code & 1) === 0) return { exceptions: code >>> 1, instruction: undefined };
  const opcode = Object.keys(UNIMPLEMENTED_CODES).find((key) => UNIMPLEMENTED_CODES[Number(key)] === code);
  const instruction = opcode === undefined ? undefined : ((Number(opcode) << 26) | (register & 0x03ffffff)) >>> 0;
  return { exceptions: EXCEPTION.UNIMPLEMENTED, instruction };
}
