import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { selectField, type FieldSelector } from './field-selectors.ts';

describe('field selectors', () => {
  // Measured with GNU as 2.40.
  it.each([
    ['L', 0x12345fff, 0x12345800],
    ['R', 0x12345fff, 0x7ff],
    ['LR', 0x12345fff, 0x12346000],
    ['RR', 0x12345fff, -1],
    ['LS', 0x12345fff, 0x12346000],
    ['RS', 0x12345fff, -1],
    ['LD', 0x12345fff, 0x12346000],
    ['RD', 0x12345fff, -1],
  ] as const)('%s of the number %i', (selector, value, expected) => {
    const selected = selectField(selector, 0, value, false);
    expect(selector.startsWith('L') ? selected * 2048 : selected).toBe(expected);
  });

  it.each([
    ['L', 'R'],
    ['LS', 'RS'],
    ['LD', 'RD'],
    ['LR', 'RR'],
  ] as const)('%s and %s together are the whole value', (left: FieldSelector, right: FieldSelector) => {
    const number = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
    fc.assert(
      fc.property(number, number, fc.boolean(), (symbol, addend, relocatable) => {
        const high = selectField(left, symbol, addend, relocatable) * 2048;
        const low = selectField(right, symbol, addend, relocatable);
        return ((high + low) | 0) === ((symbol + addend) | 0);
      }),
    );
  });

  it('gives neighbouring fields of a symbol the same left part', () => {
    const lefts = [0, 4, 2048, 4092].map((addend) => selectField('L', 0x12345ffc, addend, true));
    expect(new Set(lefts).size).toBe(1);
  });
});
