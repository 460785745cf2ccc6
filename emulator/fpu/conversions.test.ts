import { describe, expect, it } from 'vitest';
import { convertFormat, fromInteger, toInteger } from './conversions.ts';
import { EXCEPTION } from './exceptions.ts';
import { DOUBLE, infinity, SINGLE } from './formats.ts';
import { ROUNDING } from './rounding.ts';

const { NEAREST, TOWARD_ZERO, UP, DOWN } = ROUNDING;

function double(value: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigUint64(0);
}

describe('to an integer, out of range is left to software (table 6-23)', () => {
  const MAX = 2 ** 31 - 1;
  const MIN = -(2 ** 31);
  it.each([
    ['nearest', NEAREST, MAX + 0.5, false],
    ['nearest', NEAREST, MAX + 0.49, true],
    ['nearest', NEAREST, MIN - 0.5, true],
    ['nearest', NEAREST, MIN - 0.51, false],
    ['to 0', TOWARD_ZERO, MAX + 0.9, true],
    ['to 0', TOWARD_ZERO, MAX + 1, false],
    ['to 0', TOWARD_ZERO, MIN - 0.9, true],
    ['to 0', TOWARD_ZERO, MIN - 1, false],
    ['up', UP, MAX + 0.1, false],
    ['up', UP, MIN - 0.9, true],
    ['up', UP, MIN - 1, false],
    ['down', DOWN, MAX + 0.9, true],
    ['down', DOWN, MIN - 0.1, false],
    ['down', DOWN, MAX + 1, false],
  ])('%s, %#: %s', (_, rounding, value, fits) => {
    const { exceptions } = toInteger(DOUBLE, 32, double(value), rounding);
    expect(exceptions).toBe(fits ? EXCEPTION.INEXACT : EXCEPTION.UNIMPLEMENTED);
  });

  it.each([
    ['a quiet NaN', (double(NaN) & ~(1n << 51n)) | 1n],
    ['a signaling NaN', 0x7ff8000000000000n],
    ['infinity', infinity(DOUBLE, 1)],
  ])('so is %s', (_, bits) => {
    expect(toInteger(DOUBLE, 64, bits, NEAREST).exceptions).toBe(EXCEPTION.UNIMPLEMENTED);
  });

  it('takes the most negative integer', () => {
    expect(toInteger(DOUBLE, 64, double(-(2 ** 63)), NEAREST)).toEqual({ bits: 1n << 63n, exceptions: 0 });
    expect(toInteger(SINGLE, 32, 0xcf000000n, NEAREST)).toEqual({ bits: 0x80000000n, exceptions: 0 });
  });
});

describe('from an integer', () => {
  it('rounds by the mode', () => {
    const value = (1n << 24n) + 1n;
    const results = [NEAREST, TOWARD_ZERO, UP, DOWN].map((rounding) =>
      fromInteger(SINGLE, value, { rounding, enables: 0 }),
    );
    expect(results.map(({ bits }) => bits)).toEqual([0x4b800000n, 0x4b800000n, 0x4b800001n, 0x4b800000n]);
    expect(results.every(({ exceptions }) => exceptions === EXCEPTION.INEXACT)).toBe(true);
  });

  it('gives +0 for 0 even when rounding down', () => {
    expect(fromInteger(DOUBLE, 0n, { rounding: DOWN, enables: 0 })).toEqual({ bits: 0n, exceptions: 0 });
  });
});

describe('between formats, with traps enabled', () => {
  it('an overflow within reach of the adjusted exponent gives an adjusted result', () => {
    const environment = { rounding: NEAREST, enables: EXCEPTION.OVERFLOW };
    expect(convertFormat(DOUBLE, SINGLE, double(2 ** 200), environment)).toEqual({
      bits: BigInt(200 - 192 + 127) << 23n,
      exceptions: EXCEPTION.OVERFLOW,
    });
  });

  it('one beyond it is left to software', () => {
    const environment = { rounding: NEAREST, enables: EXCEPTION.OVERFLOW | EXCEPTION.UNDERFLOW };
    expect(convertFormat(DOUBLE, SINGLE, double(2 ** 400), environment).exceptions).toBe(EXCEPTION.UNIMPLEMENTED);
    expect(convertFormat(DOUBLE, SINGLE, double(2 ** -400), environment).exceptions).toBe(EXCEPTION.UNIMPLEMENTED);
  });
});
