/**
 * The conditions on which instructions nullify, branch or trap. Manual: chapter 5, tables 5-1 to 5-7. `c` is the field of
 * three bits; callers apply the negation bit f.
 *
 * One result for what the manual leaves undefined: logical conditions 4 to 6 are evaluated as if there had been neither
 * carry nor overflow; unit conditions 1 and 5 never hold.
 */

const DIGIT_CARRIES = 0x88888888 | 0;
const BYTE_CARRIES = 0x80808080 | 0;
const HALFWORD_CARRIES = 0x80008000 | 0;

/**
 * Tables 5-1 and 5-4: adds, and what is computed as one. `carry`: a carry out of the leftmost bit. `overflow`: negative
 * if the result is not representable.
 */
export function arithmeticCondition(c: number, result: number, carry: boolean, overflow: number): boolean {
  switch (c) {
    case 1:
      return result === 0;
    case 2:
      return (result ^ overflow) < 0;
    case 3:
      return result === 0 || (result ^ overflow) < 0;
    case 4:
      return !carry;
    case 5:
      return result === 0 || !carry;
    case 6:
      return overflow < 0;
    case 7:
      return (result & 1) !== 0;
    default:
      return false;
  }
}

/** Table 5-3: a compared with b, or b subtracted from a. */
export function compareCondition(c: number, a: number, b: number): boolean {
  switch (c) {
    case 1:
      return a === b;
    case 2:
      return a < b;
    case 3:
      return a <= b;
    case 4:
      return a >>> 0 < b >>> 0;
    case 5:
      return a >>> 0 <= b >>> 0;
    case 6:
      return ((a ^ b) & (a ^ (a - b))) < 0;
    case 7:
      return ((a ^ b) & 1) !== 0;
    default:
      return false;
  }
}

/** Table 5-5. */
export function logicalCondition(c: number, result: number): boolean {
  return arithmeticCondition(c, result, false, 0);
}

/** Table 5-6. `carries`: the carries out of the eight digits, each at its leftmost bit. */
export function unitCondition(c: number, result: number, carries: number): boolean {
  switch (c) {
    case 2:
      return ((result - 0x01010101) & ~result & BYTE_CARRIES) !== 0;
    case 3:
      return (result & 0xffff) === 0 || result >>> 16 === 0;
    case 4:
      return (carries & DIGIT_CARRIES) !== 0;
    case 6:
      return (carries & BYTE_CARRIES) !== 0;
    case 7:
      return (carries & HALFWORD_CARRIES) !== 0;
    default:
      return false;
  }
}

/** Table 5-7: shift, extract, deposit; conditions 4 to 7 negate 0 to 3. */
export function shiftCondition(c: number, result: number): boolean {
  switch (c & 3) {
    case 1:
      return (result === 0) !== c > 3;
    case 2:
      return result < 0 !== c > 3;
    case 3:
      return ((result & 1) !== 0) !== c > 3;
    default:
      return c > 3;
  }
}
