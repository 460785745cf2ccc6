/** The table's own tests: no two rows overlap, every bit is accounted for, decoding undoes encoding. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as bits from './bits.ts';
import { FORMATS } from './completers.ts';
import { CONDITIONS } from './conditions.ts';
import { decode, fieldsOf } from './decode.ts';
import { encode, encodeFields, flatOperands } from './encode.ts';
import { INSTRUCTIONS, type Instruction } from './instructions.ts';
import { OPERANDS } from './operands.ts';
import { parsePattern, type Field } from './pattern.ts';

const names = INSTRUCTIONS.map((row) => [row.name, row] as const);

describe('patterns', () => {
  it('read fixed bits and fields by HP numbering', () => {
    const pattern = parsePattern('000010 r2:5 r1:5 c:3 f:1 0110000 t:5');
    expect(pattern.mask).toBe(0xfc000fe0);
    expect(pattern.match).toBe(0x08000600);
    expect(pattern.fields[0]).toEqual({ name: 'r2', start: 6, length: 5 });
    expect(pattern.fields.at(-1)).toEqual({ name: 't', start: 27, length: 5 });
  });

  it.each([
    ['too few bits', '000010 r2:5'],
    ['too many bits', '000010 r2:5 r1:5 c:3 f:1 0110000 t:6'],
    ['a field twice', '000010 t:5 t:5 c:3 f:1 0110000 t:5'],
    ['something else', '00x010 r2:5 r1:5 c:3 f:1 0110000 t:5'],
  ])('refuse %s', (_, text) => {
    expect(() => parsePattern(text)).toThrow();
  });
});

describe('bit arithmetic', () => {
  it.each([
    ['low_sign_ext 5', -16, 15, (v: number) => bits.lowSignExtend(bits.lowSignPack(v, 5), 5)],
    ['low_sign_ext 14', -8192, 8191, (v: number) => bits.lowSignExtend(bits.lowSignPack(v, 14), 14)],
    ['assemble_3', 0, 7, (v: number) => bits.assemble3(bits.split3(v))],
    [
      'assemble_12',
      -2048,
      2047,
      (v: number) => {
        const { w1, w } = bits.split12(v);
        return bits.assemble12(w1, w);
      },
    ],
    [
      'assemble_17',
      -65536,
      65535,
      (v: number) => {
        const { w1, w2, w } = bits.split17(v);
        return bits.assemble17(w1, w2, w);
      },
    ],
    ['assemble_21', 0, 2 ** 21 - 1, (v: number) => bits.assemble21(bits.split21(v))],
  ])('%s is undone by its inverse', (_, min, max, roundTrip) => {
    fc.assert(fc.property(fc.integer({ min, max }), (value) => roundTrip(value) === value));
    expect(roundTrip(min)).toBe(min);
    expect(roundTrip(max)).toBe(max);
  });
});

describe('the table', () => {
  it('has no two rows that overlap, except that a general row stands after the rows it contains', () => {
    const contains = (general: Instruction, row: Instruction): boolean =>
      general.general === true && (general.pattern.mask & row.pattern.mask) >>> 0 === general.pattern.mask;
    const overlaps = INSTRUCTIONS.flatMap((a) =>
      INSTRUCTIONS.filter(
        (b) =>
          b.index > a.index &&
          ((a.pattern.match ^ b.pattern.match) & a.pattern.mask & b.pattern.mask) === 0 &&
          !contains(b, a),
      ).map((b) => `${a.name} and ${b.name}`),
    );
    expect(overlaps).toEqual([]);
  });

  it('has no name or spelling twice', () => {
    const all = INSTRUCTIONS.flatMap(({ name, spellings }) => [name as string, ...spellings]);
    expect(all.filter((name, i) => all.indexOf(name) !== i)).toEqual([]);
  });

  it.each(names)('%s: every field is an operand, a completer, or reserved', (_, row) => {
    const operandFields = flatOperands(row).flatMap((operand) => Object.keys(operand.put(operand.max)));
    const completerFields = [
      ...(row.condition ? ['c', 'f'] : []),
      ...(row.modify ? ['u', 'a', 'm'] : []),
      ...(row.hints ? ['cc'] : []),
      ...(row.formats ? FORMATS[row.formats].flatMap(({ fields }) => Object.keys(fields)) : []),
      ...(row.nullify ? ['n'] : []),
      'rv',
    ];
    const fields = row.pattern.fields.map(({ name }) => name);
    expect(fields.filter((name) => !operandFields.includes(name) && !completerFields.includes(name))).toEqual([]);
    expect(operandFields.filter((name) => !fields.includes(name))).toEqual([]);
  });

  it.each(names)('%s: decode(encode(x)) = x for random fields', (_, row) => {
    const shape = Object.fromEntries(
      row.pattern.fields
        .filter(({ name }) => name !== 'rv')
        .map(({ name, length }) => [name, fc.integer({ min: 0, max: 2 ** length - 1 })]),
    );
    fc.assert(
      fc.property(fc.record(shape), (fields) => {
        const word = encodeFields(row, fields);
        if (row.general === true) fc.pre(decode(word) === row);
        expect(decode(word)).toBe(row);
        expect(fieldsOf(word, row)).toEqual(fields);
      }),
    );
  });

  it('decodes any word to the first row whose fixed bits it has, or to none if no row has them', () => {
    const without = (word: number, { start, length }: Field): number =>
      word & ~((2 ** length - 1) << (32 - start - length));
    const has = (word: number, { pattern }: Instruction): boolean =>
      pattern.fields.reduce(without, word) >>> 0 === pattern.match;
    const rowOf = (word: number): Instruction | undefined => INSTRUCTIONS.find((row) => has(word, row));
    const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    // Of words at random few are near a row's border: those that differ from a row's in one bit are.
    const near = fc
      .tuple(fc.constantFrom(...INSTRUCTIONS), word, fc.integer({ min: 0, max: 31 }))
      .map(([{ pattern }, any, bit]) => (pattern.match ^ (any & ~pattern.mask) ^ (1 << bit)) >>> 0);
    fc.assert(
      fc.property(fc.oneof(word, near), (word) => {
        expect(decode(word)?.name).toBe(rowOf(word)?.name);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('operands', () => {
  it.each(Object.entries(OPERANDS))('%s: get(put(value)) = value over the whole range', (_, operand) => {
    const steps = (operand.max - operand.min) / operand.step;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: steps }), (i) => {
        const value = operand.min + i * operand.step;
        return operand.get(operand.put(value)) === value;
      }),
    );
  });

  it('refuse a value out of range', () => {
    expect(() => encode('ldw', [8192, 0, 1, 2])).toThrow(/-8192 to 8191/);
    expect(() => encode('bl', [2, 2])).toThrow();
  });
});

describe('conditions', () => {
  it.each(Object.entries(CONDITIONS))('%s: no name and no code stands twice', (_, set) => {
    expect(new Set(set.map(({ name }) => name)).size).toBe(set.length);
    expect(new Set(set.map(({ c, f }) => c * 2 + f)).size).toBe(set.length);
  });
});

describe('known encodings, from GNU as 2.40', () => {
  it.each([
    ['ldw 4(%r1),%r2, short', encode('ldws', [4, 0, 1, 2]), 0x0c281082],
    ['ldw 16(%r1),%r2', encode('ldw', [16, 0, 1, 2]), 0x48220020],
    ['ldw,ma 4(%r1),%r2', encode('ldws', [4, 0, 1, 2], { m: 1 }), 0x0c2810a2],
    ['nop', encode('or', [0, 0, 0]), 0x08000240],
    ['the idle hint', encode('or', [10, 10, 10]), 0x094a024a],
    ['bl .+8,%r31', encode('bl', [0, 31]) >>> 0, 0xebe00000],
  ])('%s', (_, word, expected) => {
    expect(word).toBe(expected);
  });
});
