/**
 * Whether the result of an operation on doubles is exact: what translated code asks as long as the Status Register's inexact
 * flag is not set.
 */
import { Unit } from '../fpu/unit.ts';

const unit = new Unit();
const numbers = new Float64Array(2);
const words = new Int32Array(numbers.buffer);

/** Operations by number: sum, difference, product, quotient, square root (of `a`). Rounded to nearest. 1 if it is exact. */
export function isExact(operation: number, a: number, b: number): number {
  numbers[0] = a;
  numbers[1] = b;
  unit.setA(words[1], words[0]);
  unit.setB(words[3], words[2]);
  return exceptionsOf(operation) === 0 ? 1 : 0;
}

function exceptionsOf(operation: number): number {
  switch (operation) {
    case 0:
      return unit.addDouble();
    case 1:
      return unit.subtractDouble();
    case 2:
      return unit.multiplyDouble();
    case 3:
      return unit.divideDouble();
    default:
      return unit.squareRootDouble();
  }
}
