/** The fast ways give what the exact ones give, and what the host gives. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparisonExceptions, relation } from './comparison.ts';
import * as conversions from './conversions.ts';
import * as exact from './exact.ts';
import { DOUBLE, SINGLE, type Format } from './formats.ts';
import { ROUNDING, type Environment, type Result } from './rounding.ts';
import { randomFrom, randomPair } from './testing/operands.ts';
import { Unit } from './unit.ts';

const unit = new Unit();
const pairs = (format: Format): fc.Arbitrary<[bigint, bigint]> =>
  fc.integer({ min: 1 }).map((seed) => randomPair(randomFrom(seed), format));
const environments = fc.record({ rounding: fc.constantFrom(0, 0, 1, 2, 3), enables: fc.constantFrom(0, 0, 31, 2, 4) });

const word = (bits: bigint): number => Number(BigInt.asIntN(32, bits));
const left = (format: Format, bits: bigint): number => word(format === SINGLE ? bits : bits >> 32n);
const right = (format: Format, bits: bigint): number => (format === SINGLE ? 0 : word(bits));

function setOperands(format: Format, a: bigint, b: bigint, { rounding, enables }: Environment): void {
  unit.setA(left(format, a), right(format, a));
  unit.setB(left(format, b), right(format, b));
  unit.rounding = rounding;
  unit.enables = enables;
}

/** The result as the unit has it, where it has one. */
function resultOf(format: Pick<Format, 'width'>, exceptions: number): Result {
  const upper = BigInt(unit.left >>> 0);
  const bits = format.width === 32 ? upper : (upper << 32n) | BigInt(unit.right >>> 0);
  return { bits, exceptions };
}

describe.each([
  ['addSingle', SINGLE, exact.add],
  ['addDouble', DOUBLE, exact.add],
  ['subtractSingle', SINGLE, exact.subtract],
  ['subtractDouble', DOUBLE, exact.subtract],
  ['multiplySingle', SINGLE, exact.multiply],
  ['multiplyDouble', DOUBLE, exact.multiply],
  ['divideSingle', SINGLE, exact.divide],
  ['divideDouble', DOUBLE, exact.divide],
] as const)('%s', (name, format, operation) => {
  it('gives the exact operation, rounded', () => {
    fc.assert(
      fc.property(pairs(format), environments, ([a, b], environment) => {
        setOperands(format, a, b, environment);
        expect(resultOf(format, unit[name]())).toEqual(operation(format, a, b, environment));
      }),
      { numRuns: 2000 },
    );
  });
});

describe.each([
  ['squareRootSingle', SINGLE, SINGLE, exact.squareRoot],
  ['squareRootDouble', DOUBLE, DOUBLE, exact.squareRoot],
  ['roundSingle', SINGLE, SINGLE, exact.roundToIntegral],
  ['roundDouble', DOUBLE, DOUBLE, exact.roundToIntegral],
  ['singleToDouble', SINGLE, DOUBLE, convert(SINGLE, DOUBLE)],
  ['doubleToSingle', DOUBLE, SINGLE, convert(DOUBLE, SINGLE)],
] as const)('%s', (name, from, to, operation) => {
  it('gives the exact operation, rounded', () => {
    fc.assert(
      fc.property(pairs(from), environments, ([a], environment) => {
        setOperands(from, a, 0n, environment);
        const result = resultOf(to, unit[name]());
        const expected = operation(from, a, environment);
        // Where software completes the operation, the unit's result means nothing.
        if (expected.exceptions >= 32) expect(result.exceptions).toBe(expected.exceptions);
        else expect(result).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });
});

function convert(from: Format, to: Format): exact.Unary {
  return (_, a, environment) => conversions.convertFormat(from, to, a, environment);
}

describe('the host', () => {
  const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
  const bitsOf = (value: number): bigint => {
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, value);
    return view.getBigUint64(0);
  };
  const nearest = { rounding: ROUNDING.NEAREST, enables: 0 };

  it.each([
    ['addDouble', (a: number, b: number) => a + b],
    ['subtractDouble', (a: number, b: number) => a - b],
    ['multiplyDouble', (a: number, b: number) => a * b],
    ['divideDouble', (a: number, b: number) => a / b],
  ] as const)('agrees on %s', (name, host) => {
    fc.assert(
      fc.property(finite, finite, (a, b) => {
        fc.pre(!Number.isNaN(host(a, b)));
        setOperands(DOUBLE, bitsOf(a), bitsOf(b), nearest);
        expect(resultOf(DOUBLE, unit[name]()).bits).toBe(bitsOf(host(a, b)));
      }),
      { numRuns: 2000 },
    );
  });

  it('agrees on square roots, of which the specification of JavaScript promises little', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, noNaN: true }), (a) => {
        expect(exact.squareRoot(DOUBLE, bitsOf(a), nearest).bits).toBe(bitsOf(Math.sqrt(a)));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('integers', () => {
  it.each([
    ['wordToSingle', SINGLE, 32],
    ['wordToDouble', DOUBLE, 32],
    ['doublewordToFloat', SINGLE, 64],
    ['doublewordToFloat', DOUBLE, 64],
  ] as const)('%s', (name, to, width) => {
    const integers = fc.bigInt({ min: -(1n << BigInt(width - 1)), max: (1n << BigInt(width - 1)) - 1n });
    fc.assert(
      fc.property(integers, fc.nat(40), environments, (whole, shift, environment) => {
        const value = whole >> BigInt(shift);
        const source = width === 32 ? SINGLE : DOUBLE;
        setOperands(source, BigInt.asUintN(width, value), 0n, environment);
        const exceptions = name === 'doublewordToFloat' ? unit[name](to) : unit[name]();
        expect(resultOf(to, exceptions)).toEqual(conversions.fromInteger(to, value, environment));
      }),
    );
  });

  it.each([
    ['single', SINGLE],
    ['double', DOUBLE],
  ] as const)('truncateToWord of a %s', (_, format) => {
    fc.assert(
      fc.property(pairs(format), environments, ([a], environment) => {
        setOperands(format, a, 0n, environment);
        const expected = conversions.toInteger(format, 32, a, ROUNDING.TOWARD_ZERO);
        const result = resultOf({ width: 32 }, unit.truncateToWord(format));
        if (expected.exceptions >= 32) expect(result.exceptions).toBe(expected.exceptions);
        else expect(result).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('multiplyIntegers is the unsigned product', () => {
    const words = fc.oneof(fc.integer(), fc.constantFrom(0, 1, -1, 0x7fffffff, -0x80000000));
    fc.assert(
      fc.property(words, words, (a, b) => {
        unit.setA(a, 0);
        unit.setB(b, 0);
        unit.multiplyIntegers();
        expect(resultOf(DOUBLE, 0).bits).toBe(BigInt(a >>> 0) * BigInt(b >>> 0));
      }),
    );
  });
});

it.each([
  ['single', SINGLE],
  ['double', DOUBLE],
] as const)('compare finds the relation of %s numbers', (_, format) => {
  fc.assert(
    fc.property(pairs(format), fc.nat(31), ([a, b], c) => {
      setOperands(format, a, b, { rounding: 0, enables: 0 });
      expect(unit.compare(format, c)).toBe(comparisonExceptions(format, a, b, c));
      expect(unit.left).toBe(relation(format, a, b));
    }),
    { numRuns: 1000 },
  );
});
