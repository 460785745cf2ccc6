import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXCEPTION } from './exceptions.ts';
import * as exact from './exact.ts';
import { DOUBLE, infinity, largest, SINGLE, type Format } from './formats.ts';
import { ROUNDING, type Result } from './rounding.ts';
import { randomFrom, randomPair } from './testing/operands.ts';
import { unpack } from './unpacked.ts';

const FORMATS = [
  ['single', SINGLE],
  ['double', DOUBLE],
] as const;
const MODES = Object.entries(ROUNDING);

const pairs = (format: Format): fc.Arbitrary<[bigint, bigint]> =>
  fc.integer({ min: 1 }).map((seed) => randomPair(randomFrom(seed), format));

/** Enough for the square of the smallest number to be an integer in units of 2^-SCALE. */
const SCALE = 2200n;

/** The magnitude of finite bits in units of 2^-SCALE. */
function magnitude(format: Format, bits: bigint): bigint {
  const { significand, exponent } = unpack(format, bits);
  return significand << (SCALE + BigInt(exponent));
}

function signOf(format: Format, bits: bigint): number {
  return Number(bits >> BigInt(format.width - 1));
}

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * What an operation's result must be, without computing it: the sign of the difference between a magnitude (in units of
 * 2^-SCALE) and that of the true result.
 */
type Judge = (format: Format, a: bigint, b: bigint, candidate: bigint) => number;

const sumOf = (format: Format, a: bigint, b: bigint): bigint => {
  const signed = (bits: bigint): bigint => (signOf(format, bits) === 0 ? 1n : -1n) * magnitude(format, bits);
  const sum = signed(a) + signed(b);
  return sum < 0n ? -sum : sum;
};

const OPERATIONS: readonly (readonly [string, exact.Binary, Judge])[] = [
  ['add', exact.add, (format, a, b, candidate) => compare(candidate, sumOf(format, a, b))],
  [
    'subtract',
    exact.subtract,
    (format, a, b, candidate) => compare(candidate, sumOf(format, a, b ^ (1n << BigInt(format.width - 1)))),
  ],
  [
    'multiply',
    exact.multiply,
    (format, a, b, candidate) => compare(candidate << SCALE, magnitude(format, a) * magnitude(format, b)),
  ],
  [
    'divide',
    exact.divide,
    (format, a, b, candidate) => compare(candidate * magnitude(format, b), magnitude(format, a) << SCALE),
  ],
  [
    'squareRoot',
    (format, a, _, environment) => exact.squareRoot(format, a, environment),
    (format, a, _, candidate) => compare(candidate * candidate, magnitude(format, a) << SCALE),
  ],
];

const isFinite = (format: Format, bits: bigint): boolean => ['zero', 'finite'].includes(unpack(format, bits).kind);

/** Checks a finite, not overflowed result by the definition of its rounding mode. */
function expectRounded(
  format: Format,
  rounding: number,
  { bits, exceptions }: Result,
  judge: (c: bigint) => number,
): void {
  const sign = signOf(format, bits);
  const value = magnitude(format, bits);
  // The neighbours, in magnitude; below zero there is nothing, above the largest number another place.
  const below = value === 0n ? 0n : value - magnitude(format, bits - 1n);
  const next = magnitude(format, bits + 1n);
  const ulp = isFinite(format, bits + 1n) ? next - value : below;
  const difference = judge(value);
  expect((exceptions & EXCEPTION.INEXACT) !== 0).toBe(difference !== 0);
  if (difference === 0) return;
  const up = rounding === ROUNDING.UP ? sign === 0 : sign === 1;
  if (rounding === ROUNDING.NEAREST) {
    // Doubled, so that midpoints are integers; at a midpoint the last bit is 0.
    const even = (bits & 1n) === 0n;
    expect(judgeHalf(judge, 2n * value + ulp)).toBeGreaterThanOrEqual(even ? 0 : 1);
    if (value !== 0n) expect(judgeHalf(judge, 2n * value - below)).toBeLessThanOrEqual(even ? 0 : -1);
  } else if (rounding === ROUNDING.TOWARD_ZERO || !up) {
    expect(difference).toBe(-1);
    expect(judge(value + ulp)).toBe(1);
  } else {
    expect(difference).toBe(1);
    expect(judge(value - below)).toBe(-1);
  }
}

/** Judges half of `twice`, which is even since the unit is far below every format's last place. */
const judgeHalf = (judge: (c: bigint) => number, twice: bigint): number => judge(twice / 2n);

/** Table 6-25: the true results that are tiny. */
function isTiny(format: Format, rounding: number, sign: number, judge: (c: bigint) => number): boolean {
  const smallest = 1n << (SCALE + BigInt(format.minExponent));
  const ulps = (exponent: number): bigint => smallest >> BigInt(exponent);
  if (rounding === ROUNDING.NEAREST) return judge(smallest - ulps(format.precision + 1)) > 0;
  const away = rounding === ROUNDING.UP ? sign === 0 : rounding === ROUNDING.DOWN && sign === 1;
  return away ? judge(smallest - ulps(format.precision)) >= 0 : judge(smallest) > 0;
}

describe.each(FORMATS)('%s', (_, format) => {
  describe.each(OPERATIONS)('%s', (name, operation, judge) => {
    it.each(MODES)('is rounded as defined: %s', (_, rounding) => {
      fc.assert(
        fc.property(pairs(format), ([a, b]) => {
          const x = unpack(format, a);
          fc.pre(isFinite(format, a) && isFinite(format, b));
          if (name === 'divide') fc.pre(unpack(format, b).kind === 'finite');
          if (name === 'squareRoot') fc.pre(x.sign === 0);
          const result = operation(format, a, b, { rounding, enables: 0 });
          const judged = (candidate: bigint): number => judge(format, a, b, candidate);
          if ((result.exceptions & EXCEPTION.OVERFLOW) !== 0) {
            expect(judged(magnitude(format, largest(format, 0)))).toBe(-1);
            expect(result.exceptions).toBe(EXCEPTION.OVERFLOW | EXCEPTION.INEXACT);
            return;
          }
          expectRounded(format, rounding, result, judged);
          const inexact = (result.exceptions & EXCEPTION.INEXACT) !== 0;
          const tiny = inexact && isTiny(format, rounding, signOf(format, result.bits), judged);
          expect((result.exceptions & EXCEPTION.UNDERFLOW) !== 0).toBe(tiny);
        }),
      );
    });
  });
});

describe('overflow', () => {
  const max = largest(DOUBLE, 0);
  const minimum = largest(DOUBLE, 1);
  it.each([
    ['NEAREST', infinity(DOUBLE, 0), infinity(DOUBLE, 1)],
    ['TOWARD_ZERO', max, minimum],
    ['UP', infinity(DOUBLE, 0), minimum],
    ['DOWN', max, infinity(DOUBLE, 1)],
  ] as const)('%s', (mode, plus, minus) => {
    const environment = { rounding: ROUNDING[mode], enables: 0 };
    expect(exact.add(DOUBLE, max, max, environment).bits).toBe(plus);
    expect(exact.add(DOUBLE, minimum, minimum, environment).bits).toBe(minus);
  });

  it('with the trap enabled gives the result divided by 2^1536, or 2^192', () => {
    const environment = { rounding: ROUNDING.NEAREST, enables: EXCEPTION.OVERFLOW };
    // 2^1023 * 2^1023 = 2^2046, and 2^510 has the exponent field 1533.
    expect(exact.multiply(DOUBLE, 0x7fe0000000000000n, 0x7fe0000000000000n, environment)).toEqual({
      bits: 0x5fd0000000000000n,
      exceptions: EXCEPTION.OVERFLOW,
    });
    // 2^127 * 2^127 = 2^254, and 2^62 has the exponent field 189.
    expect(exact.multiply(SINGLE, 0x7f000000n, 0x7f000000n, environment)).toEqual({
      bits: 189n << 23n,
      exceptions: EXCEPTION.OVERFLOW,
    });
  });
});

describe('underflow', () => {
  it('without its trap needs a loss of accuracy', () => {
    const environment = { rounding: ROUNDING.NEAREST, enables: 0 };
    expect(exact.divide(SINGLE, 0x00800000n, 0x40000000n, environment)).toEqual({ bits: 0x00400000n, exceptions: 0 });
  });

  it('with the trap enabled tininess is enough, and the result is multiplied by 2^192', () => {
    const environment = { rounding: ROUNDING.NEAREST, enables: EXCEPTION.UNDERFLOW };
    // 2^-126 / 2 = 2^-127, and 2^65 has the exponent field 192.
    expect(exact.divide(SINGLE, 0x00800000n, 0x40000000n, environment)).toEqual({
      bits: 192n << 23n,
      exceptions: EXCEPTION.UNDERFLOW,
    });
  });

  it('is raised for a result that becomes normal only by being rounded to a denormal place', () => {
    // (1 + 2^-23) * 2^-126 * (1 - 2^-24), between the largest denormal and 2^-126.
    const environment = { rounding: ROUNDING.NEAREST, enables: 0 };
    const { bits, exceptions } = exact.multiply(SINGLE, 0x00ffffffn, 0x3f000000n, environment);
    expect(bits).toBe(0x00800000n);
    expect(exceptions).toBe(EXCEPTION.UNDERFLOW | EXCEPTION.INEXACT);
  });
});

describe('invalid operations', () => {
  const inf = infinity(SINGLE, 0);
  const environment = { rounding: ROUNDING.NEAREST, enables: 0 };
  it.each([
    ['infinity - infinity', exact.subtract(SINGLE, inf, inf, environment)],
    ['0 * infinity', exact.multiply(SINGLE, 0n, inf, environment)],
    ['0 / 0', exact.divide(SINGLE, 0n, 0x80000000n, environment)],
    ['infinity / infinity', exact.divide(SINGLE, inf, inf, environment)],
    ['the root of -1', exact.squareRoot(SINGLE, 0xbf800000n, environment)],
  ])('%s is a quiet NaN with its second bit alone', (_, result) => {
    expect(result).toEqual({ bits: 0x7fa00000n, exceptions: EXCEPTION.INVALID });
  });

  it('a finite number by zero is infinite, and no invalid operation', () => {
    expect(exact.divide(SINGLE, 0x3f800000n, 0x80000000n, environment)).toEqual({
      bits: infinity(SINGLE, 1),
      exceptions: EXCEPTION.DIVISION_BY_ZERO,
    });
  });
});

describe('signs of zero', () => {
  it.each(MODES)('x - x, %s', (_, rounding) => {
    const { bits } = exact.subtract(SINGLE, 0x3f800000n, 0x3f800000n, { rounding, enables: 0 });
    expect(bits).toBe(rounding === ROUNDING.DOWN ? 0x80000000n : 0n);
  });

  it('-0 + -0, and the root of -0, are -0', () => {
    const environment = { rounding: ROUNDING.UP, enables: 0 };
    expect(exact.add(SINGLE, 0x80000000n, 0x80000000n, environment).bits).toBe(0x80000000n);
    expect(exact.squareRoot(SINGLE, 0x80000000n, environment).bits).toBe(0x80000000n);
  });
});

describe('roundToIntegral', () => {
  it.each([
    // 2.5, -2.5, 0.5, -0.5
    ['NEAREST', [0x40000000n, 0xc0000000n, 0n, 0x80000000n]],
    ['TOWARD_ZERO', [0x40000000n, 0xc0000000n, 0n, 0x80000000n]],
    ['UP', [0x40400000n, 0xc0000000n, 0x3f800000n, 0x80000000n]],
    ['DOWN', [0x40000000n, 0xc0400000n, 0n, 0xbf800000n]],
  ] as const)('%s', (mode, expected) => {
    const results = [0x40200000n, 0xc0200000n, 0x3f000000n, 0xbf000000n].map((a) =>
      exact.roundToIntegral(SINGLE, a, { rounding: ROUNDING[mode], enables: 0 }),
    );
    expect(results).toEqual(expected.map((bits) => ({ bits, exceptions: EXCEPTION.INEXACT })));
  });

  it('leaves integers and what is too large for a fraction as they are', () => {
    for (const bits of [0x40400000n, 0x7f7fffffn, 0x80000000n, infinity(SINGLE, 1)]) {
      const result = exact.roundToIntegral(SINGLE, bits, { rounding: ROUNDING.UP, enables: 0 });
      expect(result).toEqual({ bits, exceptions: 0 });
    }
  });
});
