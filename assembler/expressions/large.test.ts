/** Expressions that are long, deep, or grow from line to line: each has its value or its error, and none ends the process. */
import { describe, expect, it } from 'vitest';
import { readObject } from '../../emulator/elf/object-reader.ts';
import { assemble, assembleObject } from '../assemble.ts';

/** The errors of a source as a program, with and without what is unused, and as an object, with their places. */
function errors(text: string): string[] {
  const source = { name: 'a.s', text };
  const all = [assemble([source]), assemble([source], { onlyUsed: true }), assembleObject(source)].map(
    ({ diagnostics }) =>
      diagnostics.map(({ span, message }) => {
        const { line = 0, column = 0 } = span?.source.locate(span.start) ?? {};
        return `${line}:${column}: ${message}`;
      }),
  );
  return [...new Set(all.flat())];
}

function words(text: string): number[] {
  const { image, diagnostics } = assembleObject({ name: 'a.s', text });
  expect(diagnostics.map(({ message }) => message)).toEqual([]);
  const { data } = readObject(image!).sections.find(({ name }) => name === '.text')!;
  return Array.from({ length: data!.length / 4 }, (_, index) => Buffer.from(data!).readInt32BE(4 * index));
}

const terms = (term: string, operator: string, count: number): string => Array(count).fill(term).join(operator);
const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => `${line(index)}\n`).join('');

const TOO_LARGE = 'this expression is too large';

describe('a flat expression', () => {
  it.each(['+', '-', '||', '&&', '*', '==', '|'])('of symbols and many %s is an error', (operator) => {
    expect(errors(`\t.word ${terms('u', operator, 8000)}\n`)).toEqual([`1:8: ${TOO_LARGE}`]);
  });

  it('is an error wherever it stands', () => {
    const long = terms('u', '+', 8000);
    const text = `\tldo R%${long}(%r1),%r1\n\tb ${long}\n\t.uleb128 ${long}\n\t.space ${long}\n\t.if ${long}\n\t.endif\nx = ${long}\n`;
    expect(errors(text).map((error) => error.replace(/^(\d+):\d+/, '$1'))).toEqual(
      [1, 2, 3, 4, 5, 7].map((line) => `${line}: ${TOO_LARGE}`),
    );
  });

  it('of very many symbols is an error', () => {
    expect(errors(`\t.word ${terms('u', '+', 150_000)}\n`)).toEqual([`1:8: ${TOO_LARGE}`]);
  });

  it('of numbers has its value, however long it is', () => {
    const text = `\t.word ${terms('1', '+', 200_000)}, ${terms('1', '||', 200_000)}, ${terms('3', '-', 100_001)}\n`;
    expect(words(text)).toEqual([200_000, 1, -299_997]);
  });
});

describe('what grows from line to line', () => {
  it('is a place and one number, however often something is added', () => {
    expect(words(`a:\nx = a\n${'x = x + 8\nx = -4 + x\n'.repeat(20_000)}\t.word x - a\n`)).toEqual([80_000]);
    expect(words('a:\t.space 8\nx = a - 0x7fffffffffffffff\nx = x - 2\n\t.word (x - a) >> 62\n').at(-1)).toBe(1);
  });

  it.each(['u + x', 'x + u', '-x', '~x', '(u + x) * 2 + x'])('is an error in the end: x = %s', (value) => {
    const found = errors(`x = u\n${`x = ${value}\n`.repeat(2000)}\t.word x\n`);
    expect(found.filter((error) => error.endsWith(TOO_LARGE)).length).toBeGreaterThan(500);
  });
});

describe('names that lead to later ones', () => {
  const chain = (count: number): string =>
    `${lines(count, (at) => `\t.set x${at}, x${at + 1} + 1`)}\t.set x${count}, 1\n\t.word x0\n`;

  it('have their values, as far as anybody goes', () => {
    expect(words(chain(499))).toEqual([500]);
  });

  it('are told when there are too many', () => {
    expect(errors(chain(600))).toEqual([
      '500:13: the value of this leads through more than 500 names that are defined later; define them in the other order',
    ]);
  });
});

describe('what is deep', () => {
  const deep = (inside: string): string => '1+('.repeat(190) + inside + ')'.repeat(190);

  it('may be so in each of many formulas or assignments', () => {
    for (const operator of ['=', '==']) {
      const text = `${lines(100, (index) => `x${index} ${operator} ${deep(`x${index + 1}`)}`)}\t.word x0\n`;
      const found = errors(text.replaceAll('1+(', '1|('));
      expect(found.some((error) => error.endsWith(TOO_LARGE))).toBe(true);
      expect(errors(text)).not.toEqual([]);
    }
  });

  it('has its value as far as anybody goes', () => {
    expect(words(`\t.word ${deep('1')}, ${deep('x')}\nx = 1\n`)).toEqual([191, 191]);
  });

  it('costs no more in formulas that are used often', () => {
    const text = `f == ${terms('1', '+', 200_000)}\n\t.word ${terms('f', '+', 1000)}\n`;
    expect(errors(text).map((error) => error.replace(/^2:\d+/, '2'))).toContain(`2: ${TOO_LARGE}`);
  });
});
