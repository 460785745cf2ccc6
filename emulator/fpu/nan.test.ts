import { describe, expect, it } from 'vitest';
import { DOUBLE, SINGLE } from './formats.ts';
import { convertedNan, isNan, isSignaling, propagated } from './nan.ts';

const QUIET = 0x7f800001n;
const SIGNALING = 0x7fc00002n;

describe('kinds of NaN', () => {
  it.each([
    ['infinity', 0x7f800000n, false, false],
    ['the smallest quiet one', 0x7f800001n, true, false],
    ['the largest quiet one', 0x7fbfffffn, true, false],
    ['the smallest signaling one', 0x7fc00000n, true, true],
    ['a negative signaling one', 0xffffffffn, true, true],
  ])('%s', (_, bits, nan, signaling) => {
    expect([isNan(SINGLE, bits), isSignaling(SINGLE, bits)]).toEqual([nan, signaling]);
  });
});

describe('propagation', () => {
  it.each([
    ['a quiet NaN is copied', QUIET, 0x3f800000n, QUIET],
    ['of two quiet ones, the first', QUIET, 0x7f800003n, QUIET],
    ['a signaling one wins over a quiet one', QUIET, SIGNALING, 0x7fa00002n],
    ['of two signaling ones, the first', 0xffc00000n, SIGNALING, 0xffa00000n],
    ['made quiet, its first bit is 0 and its second 1', 0x7fffffffn, QUIET, 0x7fbfffffn],
  ])('%s', (_, a, b, expected) => {
    expect(propagated(SINGLE, a, b)).toBe(expected);
  });
});

describe('conversion', () => {
  it('to a wider format adds zeros, to a narrower one keeps the leftmost bits', () => {
    expect(convertedNan(SINGLE, DOUBLE, 0xff800001n)).toBe(0xfff0000020000000n);
    expect(convertedNan(DOUBLE, SINGLE, 0xfff0000020000000n)).toBe(0xff800001n);
  });

  it('never becomes an infinity', () => {
    expect(convertedNan(DOUBLE, SINGLE, 0x7ff0000000000001n)).toBe(0x7fa00000n);
  });

  it('makes a signaling NaN quiet', () => {
    expect(convertedNan(SINGLE, DOUBLE, 0x7fc00000n)).toBe(0x7ff4000000000000n);
  });
});
