import { describe, expect, it } from 'vitest';
import { firstDifference, ranges, sideBySide } from './comparison.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

describe('firstDifference', () => {
  it.each([
    ['', '', undefined],
    ['a\nb\n', 'a\nb\n', undefined],
    ['abc', 'abd', { line: 1, column: 3, byte: 3 }],
    ['a\nbc\n', 'a\nbd\n', { line: 2, column: 2, byte: 4 }],
    ['a\nb', 'a\nbc', { line: 2, column: 2, byte: 4 }],
    ['a\n', 'a\nb', { line: 2, column: 1, byte: 3 }],
    ['', 'x', { line: 1, column: 1, byte: 1 }],
  ])('of %j and %j is %j', (one, other, expected) => {
    expect(firstDifference(bytes(one), bytes(other))).toEqual(expected);
    expect(firstDifference(bytes(other), bytes(one))).toEqual(expected);
  });
});

describe('sideBySide', () => {
  it('shows two lines before and three after, and marks those that differ', () => {
    const one = bytes('one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n');
    const other = bytes('one\ntwo\nthree\nfoul\nfive\n');
    expect(sideBySide(one, other, 4)).toEqual([
      '         machine 1                              | machine 2',
      '      2  two                                    | two',
      '      3  three                                  | three',
      '>     4  four                                   | foul',
      '      5  five                                   | five',
      '>     6  six                                    | (no such line)',
      '>     7  seven                                  | (no such line)',
    ]);
  });

  it('cuts long lines, and shows what is not printable as dots', () => {
    const [, line] = sideBySide(bytes('x'.repeat(50)), bytes('a\tb\x80'), 1);
    expect(line).toBe(`>     1  ${'x'.repeat(37)}… | a.b.`);
  });
});

describe('ranges', () => {
  it('joins neighbours', () => {
    expect(ranges([])).toBe('');
    expect(ranges([3, 7, 8, 9, 11])).toBe('3, 7 to 9, 11');
  });
});
