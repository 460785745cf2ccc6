import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assemble } from '../assemble.ts';
import { renderDiagnostics } from '../diagnostics/render.ts';
import { FIELD_SELECTORS, selectField, type FieldSelector } from './field-selectors.ts';

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

  it.each(FIELD_SELECTORS)("%s is read in front of a number, with ' and with a percent sign", (selector) => {
    const instruction = (written: string): string =>
      selector.startsWith('L') || selector.startsWith('NL') ? `ldil ${written}4096,%r1` : `ldo ${written}96(%r1),%r1`;
    const text = [`${selector}'`, `${selector.toLowerCase()}%`].map((one) => `\t${instruction(one)}\n`).join('');
    const { diagnostics } = assemble([{ name: 'a.s', text }]);
    // Whether the number can be in a slot of a table is another question.
    expect(renderDiagnostics(diagnostics)).not.toMatch(/expected|undefined|is for 64-bit/);
  });

  it('gives neighbouring fields of a symbol the same left part', () => {
    const lefts = [0, 4, 2048, 4092].map((addend) => selectField('L', 0x12345ffc, addend, true));
    expect(new Set(lefts).size).toBe(1);
  });
});
