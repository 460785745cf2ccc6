/**
 * The arithmetic unit: operands and result as words, and each operation in the fastest way that is right.
 *
 * The host's arithmetic is IEEE double, rounded to nearest: for ordinary operands its result is ours by definition, and
 * whether it is exact follows from the error of the operation, which is itself a number (T. J. Dekker, "A floating-point
 * technique for extending the available precision", 1971). Single results come from the double ones, which is right since
 * 53 bits are at least 2 * 24 + 2 (S. A. Figueroa, "When is double rounding innocuous?", 1995). Everything else, and every
 * result that may be tiny or too large, is left to ./exact.ts. No NaN ever becomes a JavaScript number here.
 */
import * as conversions from './conversions.ts';
import { comparisonExceptions, relation, RELATION } from './comparison.ts';
import { EXCEPTION } from './exceptions.ts';
import * as exact from './exact.ts';
import { DOUBLE, SINGLE, type Format } from './formats.ts';
import { ROUNDING, type Result } from './rounding.ts';

const SMALLEST_NORMAL_DOUBLE = 2 ** -1022;
const SMALLEST_NORMAL_SINGLE = 2 ** -126;
const LARGEST_SINGLE = (2 - 2 ** -23) * 2 ** 127;
/** Splits 53 bits into 26 and 27. */
const SPLITTER = 2 ** 27 + 1;

/** Exponent fields between which a product's or quotient's error is a double, too. */
const MIN_FIELD = 1023 - 480;
const MAX_FIELD = 1023 + 480;

/** A single operand or a 32-bit integer stands in the left word; the right word is then ignored. */
export class Unit {
  /** Results: the left and the right word. */
  left = 0;
  right = 0;
  /** Set before an operation from the Status Register. */
  rounding: number = ROUNDING.NEAREST;
  enables = 0;

  readonly #doubles = new Float64Array(3);
  /** The same bytes: of double i, the right word is 2i and the left one 2i + 1 (hosts are little-endian). */
  readonly #words = new Int32Array(this.#doubles.buffer);
  /** The same bytes: single i is at 2i + 1. */
  readonly #singles = new Float32Array(this.#doubles.buffer);

  /** Sets the first operand, r1 or r. */
  setA(left: number, right: number): void {
    this.#words[0] = right;
    this.#words[1] = left;
  }

  /** Sets the second operand, r2. */
  setB(left: number, right: number): void {
    this.#words[2] = right;
    this.#words[3] = left;
  }

  // The operations return the set of exceptions raised (exceptions.ts).

  addDouble(): number {
    if (!this.#finiteDoubles()) return this.#binary(DOUBLE, exact.add);
    return this.#sumDouble(this.#doubles[0], this.#doubles[1], exact.add);
  }

  subtractDouble(): number {
    if (!this.#finiteDoubles()) return this.#binary(DOUBLE, exact.subtract);
    return this.#sumDouble(this.#doubles[0], -this.#doubles[1], exact.subtract);
  }

  multiplyDouble(): number {
    if (this.#moderateDoubles()) {
      const a = this.#doubles[0];
      const b = this.#doubles[1];
      const product = a * b;
      return this.#giveDouble(product, productError(a, b, product) === 0);
    }
    // Zero times a finite number: common, exact, and outside the range above.
    if (this.#finiteDoubles() && (this.#doubles[0] === 0 || this.#doubles[1] === 0)) {
      return this.#giveDouble(this.#doubles[0] * this.#doubles[1], true);
    }
    return this.#binary(DOUBLE, exact.multiply);
  }

  divideDouble(): number {
    if (this.#moderateDoubles()) {
      const a = this.#doubles[0];
      const b = this.#doubles[1];
      const quotient = a / b;
      const product = quotient * b;
      return this.#giveDouble(quotient, product === a && productError(quotient, b, product) === 0);
    }
    if (this.#finiteDoubles() && this.#doubles[0] === 0 && this.#doubles[1] !== 0) {
      return this.#giveDouble(this.#doubles[0] / this.#doubles[1], true);
    }
    return this.#binary(DOUBLE, exact.divide);
  }

  squareRootDouble(): number {
    // Positive, and not near the ends of the range.
    const field = this.#words[1] >> 20;
    if (this.rounding !== ROUNDING.NEAREST || field < MIN_FIELD || field > MAX_FIELD) {
      return this.#unary(DOUBLE, exact.squareRoot);
    }
    const a = this.#doubles[0];
    const root = Math.sqrt(a);
    const square = root * root;
    return this.#giveDouble(root, square === a && productError(root, root, square) === 0);
  }

  roundDouble(): number {
    return this.#unary(DOUBLE, exact.roundToIntegral);
  }

  addSingle(): number {
    if (!this.#finiteSingles()) return this.#binary(SINGLE, exact.add);
    return this.#sumSingle(this.#singles[1], this.#singles[3], exact.add);
  }

  subtractSingle(): number {
    if (!this.#finiteSingles()) return this.#binary(SINGLE, exact.subtract);
    return this.#sumSingle(this.#singles[1], -this.#singles[3], exact.subtract);
  }

  multiplySingle(): number {
    if (!this.#finiteSingles()) return this.#binary(SINGLE, exact.multiply);
    const a = this.#singles[1];
    const b = this.#singles[3];
    // 48 bits at most: exact.
    const product = a * b;
    const result = Math.fround(product);
    if (!isOrdinarySingle(result) && product !== 0) return this.#binary(SINGLE, exact.multiply);
    return this.#giveSingle(result, result === product);
  }

  divideSingle(): number {
    if (!this.#finiteSingles() || this.#singles[3] === 0) return this.#binary(SINGLE, exact.divide);
    const a = this.#singles[1];
    const b = this.#singles[3];
    const result = Math.fround(a / b);
    if (!isOrdinarySingle(result) && a !== 0) return this.#binary(SINGLE, exact.divide);
    // 48 bits at most: exact.
    return this.#giveSingle(result, result * b === a);
  }

  squareRootSingle(): number {
    const a = this.#words[1];
    // Positive and finite.
    if (this.rounding !== ROUNDING.NEAREST || a <= 0 || a >= 0x7f800000) return this.#unary(SINGLE, exact.squareRoot);
    const root = Math.fround(Math.sqrt(this.#singles[1]));
    return this.#giveSingle(root, root * root === this.#singles[1]);
  }

  roundSingle(): number {
    return this.#unary(SINGLE, exact.roundToIntegral);
  }

  /** FCNVFF,SGL,DBL: exact but for signaling NaNs. */
  singleToDouble(): number {
    if (isFiniteSingle(this.#words[1])) {
      return this.#giveDouble(this.#singles[1], true);
    }
    return this.#give(DOUBLE, conversions.convertFormat(SINGLE, DOUBLE, this.#a(SINGLE), this));
  }

  /** FCNVFF,DBL,SGL. */
  doubleToSingle(): number {
    if (this.rounding === ROUNDING.NEAREST && isFiniteDouble(this.#words[1])) {
      const a = this.#doubles[0];
      const result = Math.fround(a);
      if (isOrdinarySingle(result) || a === 0) return this.#giveSingle(result, result === a);
    }
    return this.#give(SINGLE, conversions.convertFormat(DOUBLE, SINGLE, this.#a(DOUBLE), this));
  }

  /** FCNVXF from a 32-bit integer to a double: always exact. */
  wordToDouble(): number {
    return this.#giveDouble(this.#words[1], true);
  }

  /** FCNVXF from a 32-bit integer to a single. */
  wordToSingle(): number {
    const value = this.#words[1];
    if (this.rounding === ROUNDING.NEAREST) return this.#giveSingle(Math.fround(value), Math.fround(value) === value);
    return this.#give(SINGLE, conversions.fromInteger(SINGLE, BigInt(value), this));
  }

  /** FCNVXF from a 64-bit integer. */
  doublewordToFloat(format: Format): number {
    return this.#give(format, conversions.fromInteger(format, BigInt.asIntN(64, this.#a(DOUBLE)), this));
  }

  /** FCNVFXT to a 32-bit integer, rounding toward zero. */
  truncateToWord(format: Format): number {
    const isFinite = format === DOUBLE ? isFiniteDouble(this.#words[1]) : isFiniteSingle(this.#words[1]);
    if (isFinite) {
      const value = format === DOUBLE ? this.#doubles[0] : this.#singles[1];
      const whole = value | 0;
      // Equal to the value's integral part unless that is out of range.
      if (Math.abs(value) < 2 ** 31) {
        this.left = whole;
        this.right = 0;
        return whole === value ? 0 : EXCEPTION.INEXACT;
      }
    }
    return this.#convertToInteger(format, 32, ROUNDING.TOWARD_ZERO);
  }

  /** FCNVFXT to an integer of `width` bits. */
  truncate(format: Format, width: 32 | 64): number {
    return this.#convertToInteger(format, width, ROUNDING.TOWARD_ZERO);
  }

  /** FCNVFX to an integer of `width` bits. */
  toInteger(format: Format, width: 32 | 64): number {
    return this.#convertToInteger(format, width, this.rounding);
  }

  /** FCPY, of any format. */
  copy(): number {
    this.left = this.#words[1];
    this.right = this.#words[0];
    return 0;
  }

  /** FABS, of any format: the sign is the leftmost bit of all. */
  magnitude(): number {
    this.left = this.#words[1] & 0x7fffffff;
    this.right = this.#words[0];
    return 0;
  }

  /** FCMP's exceptions; {@link left} is the relation (comparison.ts). `c` is the condition. */
  compare(format: Format, c: number): number {
    const isFinite =
      format === DOUBLE
        ? isFiniteDouble(this.#words[1]) && isFiniteDouble(this.#words[3])
        : isFiniteSingle(this.#words[1]) && isFiniteSingle(this.#words[3]);
    if (isFinite) {
      const a = format === DOUBLE ? this.#doubles[0] : this.#singles[1];
      const b = format === DOUBLE ? this.#doubles[1] : this.#singles[3];
      this.left = a === b ? RELATION.EQUAL : a < b ? RELATION.LESS : RELATION.GREATER;
      return 0;
    }
    const a = this.#a(format);
    const b = this.#b(format);
    this.left = relation(format, a, b);
    return comparisonExceptions(format, a, b, c);
  }

  /** XMPYU: the unsigned product of the left words. */
  multiplyIntegers(): void {
    const a = this.#words[1];
    const b = this.#words[3];
    this.right = Math.imul(a, b);
    this.left = upperProduct(a, b);
  }

  #sumDouble(a: number, b: number, operation: exact.Binary): number {
    const sum = a + b;
    if (!isOrdinaryDouble(sum) && sum !== 0) return this.#binary(DOUBLE, operation);
    const rest = sum - a;
    return this.#giveDouble(sum, a - (sum - rest) + (b - rest) === 0);
  }

  #sumSingle(a: number, b: number, operation: exact.Binary): number {
    const sum = a + b;
    const result = Math.fround(sum);
    if (!isOrdinarySingle(result) && sum !== 0) return this.#binary(SINGLE, operation);
    const rest = sum - a;
    return this.#giveSingle(result, result === sum && a - (sum - rest) + (b - rest) === 0);
  }

  #finiteDoubles(): boolean {
    return this.rounding === ROUNDING.NEAREST && isFiniteDouble(this.#words[1]) && isFiniteDouble(this.#words[3]);
  }

  #finiteSingles(): boolean {
    return this.rounding === ROUNDING.NEAREST && isFiniteSingle(this.#words[1]) && isFiniteSingle(this.#words[3]);
  }

  /** Neither very large nor very small, so neither zero. */
  #moderateDoubles(): boolean {
    const a = (this.#words[1] >>> 20) & 0x7ff;
    const b = (this.#words[3] >>> 20) & 0x7ff;
    return this.rounding === ROUNDING.NEAREST && a >= MIN_FIELD && a <= MAX_FIELD && b >= MIN_FIELD && b <= MAX_FIELD;
  }

  #giveDouble(result: number, isExact: boolean): number {
    this.#doubles[2] = result;
    this.left = this.#words[5];
    this.right = this.#words[4];
    return isExact ? 0 : EXCEPTION.INEXACT;
  }

  #giveSingle(result: number, isExact: boolean): number {
    this.#singles[5] = result;
    this.left = this.#words[5];
    this.right = 0;
    return isExact ? 0 : EXCEPTION.INEXACT;
  }

  #binary(format: Format, operation: exact.Binary): number {
    return this.#give(format, operation(format, this.#a(format), this.#b(format), this));
  }

  #unary(format: Format, operation: exact.Unary): number {
    return this.#give(format, operation(format, this.#a(format), this));
  }

  #convertToInteger(format: Format, width: 32 | 64, rounding: number): number {
    return this.#give({ width }, conversions.toInteger(format, width, this.#a(format), rounding));
  }

  #a({ width }: Pick<Format, 'width'>): bigint {
    return bitsOf(width, this.#words[1], this.#words[0]);
  }

  #b({ width }: Pick<Format, 'width'>): bigint {
    return bitsOf(width, this.#words[3], this.#words[2]);
  }

  #give({ width }: Pick<Format, 'width'>, { bits, exceptions }: Result): number {
    this.left = Number(BigInt.asIntN(32, width === 64 ? bits >> 32n : bits));
    this.right = width === 64 ? Number(BigInt.asIntN(32, bits)) : 0;
    return exceptions;
  }
}

function bitsOf(width: 32 | 64, left: number, right: number): bigint {
  const upper = BigInt(left >>> 0);
  return width === 32 ? upper : (upper << 32n) | BigInt(right >>> 0);
}

/** By a double's left word. */
function isFiniteDouble(left: number): boolean {
  return (left & 0x7ff00000) !== 0x7ff00000;
}

/** By a single's word. */
function isFiniteSingle(word: number): boolean {
  return (word & 0x7f800000) !== 0x7f800000;
}

/**
 * Neither tiny nor overflowed, whatever was rounded to it; and not so large that computing an error could overflow.
 */
function isOrdinaryDouble(result: number): boolean {
  const magnitude = Math.abs(result);
  return magnitude > SMALLEST_NORMAL_DOUBLE && magnitude < 2 ** 1022;
}

function isOrdinarySingle(result: number): boolean {
  const magnitude = Math.abs(result);
  return magnitude > SMALLEST_NORMAL_SINGLE && magnitude <= LARGEST_SINGLE;
}

/** a * b - product, exactly, if `product` is the rounded product and all are of moderate size. */
function productError(a: number, b: number, product: number): number {
  const wideA = SPLITTER * a;
  const highA = wideA - (wideA - a);
  const lowA = a - highA;
  const wideB = SPLITTER * b;
  const highB = wideB - (wideB - b);
  const lowB = b - highB;
  return highA * highB - product + highA * lowB + lowA * highB + lowA * lowB;
}

/** The left word of the 64-bit product of two unsigned words. */
function upperProduct(a: number, b: number): number {
  const a1 = a >>> 16;
  const a0 = a & 0xffff;
  const b1 = b >>> 16;
  const b0 = b & 0xffff;
  const middle = a1 * b0 + ((a0 * b0) >>> 16);
  const low = a0 * b1 + (middle & 0xffff);
  return (a1 * b1 + Math.floor(middle / 0x10000) + Math.floor(low / 0x10000)) | 0;
}
