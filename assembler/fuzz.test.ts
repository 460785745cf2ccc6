/** Whatever text the assembler is given, it answers with an image or with diagnostics: no exception, no endless work. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readObject } from '../emulator/elf/object-reader.ts';
import { assemble, assembleObject } from './assemble.ts';
import { renderDiagnostics } from './diagnostics/render.ts';
import { grammatical, mutated } from './testing/sources.ts';

function check(text: string): void {
  const { image, diagnostics } = assemble([{ name: 'fuzz.s', text }], { listing: true });
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  expect(errors.length > 0).toBe(image === undefined);
  expect(diagnostics.filter(({ message }) => message.trim() === '')).toEqual([]);
  expect(renderDiagnostics(diagnostics).split('\n').length).toBeGreaterThan(diagnostics.length);
  checkObject(text);
}

/** An object file that is written can be read. */
function checkObject(text: string): void {
  const { image, diagnostics } = assembleObject({ name: 'fuzz.s', text });
  expect(diagnostics.some(({ severity }) => severity === 'error')).toBe(image === undefined);
  if (image !== undefined) readObject(image);
}

/** Pieces that belong to the language, so that random texts get beyond the lexer. */
const pieces = fc.constantFrom(
  ...[
    '\n',
    '\n\t',
    ' ',
    ',',
    '!',
    ';',
    ':',
    '(',
    ')',
    '%',
    '=',
    '"',
    "'",
    '\\',
    '#',
    '+',
    '-',
    '*',
    '<<',
    '~',
    '@',
    '/*',
  ],
  ...['ldw', 'ldil', 'b', 'comb,<>', 'add,c', 'bb,<', 'nop', ',n', ',ma', '%r1', '%sr4', '%cr11', '%foo', 'L%', "R'"],
  ...['0', '1', '-1', '0x7fffffff', '99999999999', '1f', '1b', '1:', 'x', 'y', 'x:', 'x =', '.', '0b', '1.1'],
  ...['.word', '.byte', '.align', '.space', '.org', '.fill', '.equ', '.set', '.section', '.data', '.bss', '.ascii'],
  ...['.macro', '.endm', '.rept', '.endr', '.irp', '.if', '.else', '.endif', '.elseif', '.exitm', '.include', '.globl'],
);

describe('any text', () => {
  it('of random characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        check(text);
      }),
      { numRuns: 300 },
    );
  });

  it('of random pieces of the language', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
        check(parts.join(' '));
        check(parts.join(''));
      }),
      { numRuns: 1500 },
    );
  });
});

/** HVASM_FUZZ_RUNS=100000 makes a long run of it; `npm run fuzz:assembler -- --runs 100000` sets it. */
const runs = Number(process.env['HVASM_FUZZ_RUNS'] ?? 600);

describe('sources of a grammar', () => {
  it.each([
    ['as they are', grammatical],
    ['with mutations', mutated],
  ])(
    '%s',
    (_, sources) => {
      fc.assert(
        fc.property(sources, (text) => {
          check(text);
          const { image, diagnostics } = assembleObject({ name: 'fuzz.s', text }, { debugVersion: 5 });
          expect(diagnostics.some(({ severity }) => severity === 'error')).toBe(image === undefined);
        }),
        { numRuns: Math.ceil(runs / 2) },
      );
    },
    3_600_000,
  );
});

describe('texts made to hurt', () => {
  it.each([
    ['a sum of many terms', `\t.word ${'1+'.repeat(20_000)}1`],
    ['parentheses without end', `\t.word ${'('.repeat(20_000)}`],
    ['many signs', `\t.word ${'-'.repeat(20_000)}1`],
    [
      'values that double',
      `${Array.from({ length: 40 }, (_, i) => `x${i} = x${i + 1} + x${i + 1}`).join('\n')}\n\t.word x0`,
    ],
    [
      'a long chain of values',
      `${Array.from({ length: 2000 }, (_, i) => `x${i} = x${i + 1} + 1`).join('\n')}\nx2000 = 1\n\t.word x0`,
    ],
    ['a macro that doubles itself', `\t.macro m\n\tm\n\tm\n\t.endm\n\tm`],
    ['repetitions in repetitions', `${'\t.rept 1000\n'.repeat(6)}\tnop\n${'\t.endr\n'.repeat(6)}`],
    ['a huge section', '\t.space 0x7fffffffffffffff'],
    ['a huge section, later', '\t.space x\nx = 0x7fffffff'],
    ['many huge ones', '\t.space 0xfffffff\n'.repeat(50)],
    ['a huge bss', '\t.bss\n' + '\t.space 0x7fffffff\n'.repeat(5)],
    ['an .org far away', '\t.org 0x7fffffffffff'],
    ['a huge fill', '\t.fill 0x10000000, 8, 1'],
    ['a long line', `\t.ascii "${'x'.repeat(1_000_000)}"`],
    ['many rows of one address', `\t.file 1 "a"\n${'\t.loc 1 1 view v\n\t.space x\n'.repeat(3000)}x = 0\n`],
    ['many numbers of unknown sizes', `${'\t.uleb128 b-a\n'.repeat(3000)}a:\t.space x\nb:\nx = 100\n`],
    ['many labels', Array.from({ length: 20_000 }, (_, i) => `l${i}: b l${i + 1}`).join('\n')],
  ])('%s', (_, text) => {
    check(text);
  });
});
