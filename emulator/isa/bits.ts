/**
 * The bit arithmetic of PA-RISC instruction words. Manual: chapter 5, "Control Structures and Functions".
 *
 * HP numbers bits from the left: bit 0 is the most significant. This file and ./pattern.ts are the only places that
 * convert; everything else names fields.
 */

/** Sign-extends the rightmost `length` bits of `value` (1 to 32) to 32 bits. */
function signExtend(value: number, length: number): number {
  const unused = 32 - length;
  return (value << unused) >> unused;
}

/** low_sign_ext: the rightmost of `length` bits is the sign, the rest the magnitude above it. */
export function lowSignExtend(field: number, length: number): number {
  const magnitude = (field >>> 1) & ((1 << (length - 1)) - 1);
  return (field & 1) === 0 ? magnitude : magnitude - 2 ** (length - 1);
}

/** The inverse of {@link lowSignExtend}; `value` must be in -2^(length-1) .. 2^(length-1)-1. */
export function lowSignPack(value: number, length: number): number {
  return ((value & ((1 << (length - 1)) - 1)) << 1) | (value < 0 ? 1 : 0);
}

/** assemble_3: a 3-bit space register number, whose high bit stands last in the field. */
export function assemble3(s: number): number {
  return ((s & 1) << 2) | ((s >>> 1) & 3);
}

/** The inverse of {@link assemble3}. */
export function split3(sr: number): number {
  return ((sr & 3) << 1) | ((sr >>> 2) & 1);
}

/** assemble_12: cat(w, w1{10}, w1{0..9}), as a signed number of words. */
export function assemble12(w1: number, w: number): number {
  return signExtend((w << 11) | ((w1 & 1) << 10) | (w1 >>> 1), 12);
}

/** The inverse of {@link assemble12}: `words` must be in -2048 .. 2047. */
export function split12(words: number): { w1: number; w: number } {
  return { w1: ((words & 0x3ff) << 1) | ((words >>> 10) & 1), w: (words >>> 11) & 1 };
}

/** assemble_17: cat(w, w1, w2{10}, w2{0..9}), as a signed number of words. */
export function assemble17(w1: number, w2: number, w: number): number {
  return signExtend((w << 16) | (w1 << 11) | ((w2 & 1) << 10) | (w2 >>> 1), 17);
}

/** The inverse of {@link assemble17}: `words` must be in -65536 .. 65535. */
export function split17(words: number): { w1: number; w2: number; w: number } {
  return {
    w1: (words >>> 11) & 31,
    w2: ((words & 0x3ff) << 1) | ((words >>> 10) & 1),
    w: (words >>> 16) & 1,
  };
}

/** assemble_21: cat(x{20}, x{9..19}, x{5..6}, x{0..4}, x{7..8}), a value of 21 bits, not yet shifted left by 11. */
export function assemble21(x: number): number {
  return (
    ((x & 1) << 20) |
    (((x >>> 1) & 0x7ff) << 9) |
    (((x >>> 14) & 3) << 7) |
    (((x >>> 16) & 0x1f) << 2) |
    ((x >>> 12) & 3)
  );
}

/** The inverse of {@link assemble21}. */
export function split21(value: number): number {
  return (
    ((value >>> 20) & 1) |
    (((value >>> 9) & 0x7ff) << 1) |
    (((value >>> 7) & 3) << 14) |
    (((value >>> 2) & 0x1f) << 16) |
    ((value & 3) << 12)
  );
}
