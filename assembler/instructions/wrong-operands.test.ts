/** What is said of operands and completers that don't suit a mnemonic: the reason, whichever of its forms was meant. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assemble } from '../assemble.ts';
import { instructionNames } from './encode.ts';

function messages(text: string): string[] {
  return assemble([{ name: 'a.s', text }]).diagnostics.map(({ message }) => message);
}

function place(text: string): string {
  const [{ span, message }] = assemble([{ name: 'a.s', text }]).diagnostics;
  return `${text.slice(span?.start, span?.end)}: ${message}`;
}

const ANY = '(%r0 to %r31), with its percent sign';

describe('a mnemonic with several forms, of which none is a long one', () => {
  it.each([
    ['fldd 40(%r5),%fr6', '40: displacement 40 is out of range: -16 to 15'],
    ['ldcw 16(%r5),%r6', '16: displacement 16 is out of range: -16 to 15'],
    ['ldwa 40(%r5),%r6', '40: displacement 40 is out of range: -16 to 15'],
    ['stwa %r6,40(%r5)', '40: displacement 40 is out of range: -16 to 15'],
    ['fldw 40(%r5),%fr6', '40: displacement 40 is out of range: -16 to 15'],
    ['fstd %fr6,-17(%r5)', '-17: displacement -17 is out of range: -16 to 15'],
    ['ldcw x(%r5),%r6', "x: expected a displacement from -16 to 15 that is known here, found 'x'"],
    ['ldwa R%x(%r5),%r6', "x: expected a displacement from -16 to 15 that is known here, found 'x'"],
    ['fldw x(%r5),%fr6', "x: expected a displacement from -16 to 15 that is known here, found 'x'"],
    ['ldcw 4(5),%r6', `5: expected a general register ${ANY}, found '5'`],
    ['ldcw 4(1,%r5),%r6', "1: expected a space register (%sr0 to %sr3), with its percent sign, found '1'"],
    ['ldcw 4(%r5),6', `6: expected a general register ${ANY}, found '6'`],
    [
      'ldcw,co "s",40(%r1)',
      '"s": expected displacement(%sr,%r), found no base register; it is written ldcw displacement(%sr,%r),%r',
    ],
    [
      'fldd 100000,(%r1,%r2)',
      '100000: expected displacement(%sr,%r), found no base register; it is written fldd displacement(%sr,%r),%fr',
    ],
    [
      'stwa %r6,%r4(%r5)',
      '%r4: expected a displacement from -16 to 15, found the register %r4; it is written stwa %r,displacement(%r)',
    ],
  ])('%s', (line, expected) => {
    expect(place(`\t${line}\n`)).toBe(expected);
  });
});

describe('a completer that one of the forms has', () => {
  it.each([
    ['fldd,ma 16(%r5),%fr6', '16: displacement 16 is out of range: -16 to 15'],
    ['ldcw,ma 16(%r5),%r6', '16: displacement 16 is out of range: -16 to 15'],
    ['ldwa,ma 40(%r5),%r6', '40: displacement 40 is out of range: -16 to 15'],
    ['ldb,ma 40(%r5),%r6', '40: displacement 40 is out of range: -16 to 15'],
    ['ldw,ma 8192(%r5),%r6', '8192: displacement 8192 is out of range: -8192 to 8191'],
    ['ldcw,s %r5', 'ldcw,s %r5: ldcw takes 2 operands, ldcw %r(%sr,%r),%r, found 1 operand'],
  ])('is not to blame for the operands: %s', (line, expected) => {
    expect(place(`\t${line}\n`)).toBe(expected);
  });

  it.each([
    ['ldw,s 4(%r5),%r6', "s: ldw has no completer ',s' here: it takes ,ma ,mb ,sl"],
    ['fldd,ma %r4(%r5),%fr6', "ma: fldd has no completer ',ma' here: it takes ,s ,m ,sm ,sl"],
    ['ldcw,foo 40(%r5),%r6', "foo: ldcw has no completer ',foo' here: it takes ,ma ,mb ,co"],
  ])('is told if the operands are of another: %s', (line, expected) => {
    expect(place(`\t${line}\n`)).toBe(expected);
  });
});

/** Operands of all kinds, most of them wrong for any one mnemonic. */
const operand = fc.constantFrom(
  ...['%r5', '%fr6', '%fr6R', '%sr1', '%sr7', '%cr11', '%sar', '%r99', '%foo', '5', '-17', '100000', '0x123456789'],
  ...[
    'x',
    'later',
    '"s"',
    '.',
    '1b',
    "'a'",
    'L%x',
    'R%x',
    'T%5',
    '1/0',
    '(5)',
    '(%r5)',
    '(%sr1,%r5)',
    '(1,2)',
    '((5))',
  ],
  ...['4(%r5)', '16(%r5)', '40(%r1)', '-17(%r5)', '99999(%r5)', 'x(%r5)', 'later(%r5)', 'R%x(%r5)', 'L%5(%sr1,%r5)'],
  ...['4(5)', '4(%sr1)', '4(%fr1,%r5)', '4(%sr6,%r5)', '4(x,%r5)', '%r4(%r5)', '%r4(5)', '%fr4(%r5)', '%r4(%sr1,%r5)'],
);
const completers = fc.constantFrom(
  ...['', '', ',ma', ',mb', ',s', ',m', ',sm', ',co', ',bc', ',sl', ',co,ma', ',n', ',=', ',<>', ',tr', ',sgl', ',dbl'],
  ...[',l', ',u', ',z', ',e', ',b', ',tsv', ',c', ',foo', ',1', ',5,3', ',ma,ma', ',sgl,quad'],
);

describe('whatever stands behind a mnemonic', () => {
  it('is right, or its error has words', () => {
    const names = instructionNames();
    fc.assert(
      fc.property(completers, fc.array(operand, { maxLength: 4 }), (words, operands) => {
        const lines = names.map((name) => `\t${name}${words} ${operands.join(',')}\n`);
        for (const message of messages(`x:\n${lines.join('')}later = 4\n`)) expect(message).toMatch(/^\S+ .*\S$/s);
      }),
      { numRuns: 60, seed: 11, interruptAfterTimeLimit: 20_000 },
    );
  });
});
