import { describe, expect, it } from 'vitest';
import { countRepeats } from './repeats.ts';

const TEXT = 'file 1: abc\nfile 2: def\nend\n';

describe('countRepeats', () => {
  it.each([
    ['the text itself', TEXT, 0],
    ['a line twice', 'file 1: abc\nfile 1: abc\nfile 2: def\nend\n', 1],
    ['a part of a line twice', 'file 1: abc\nfile 2: de2: def\nend\n', 1],
    ['the end of one line and the next twice', 'file 1: abc\nfileabc\nfile 2: def\nend\n', 1],
    ['two parts twice', 'file 1: afile 1: abc\nfile 2: def\nend\nf\nend\n', 2],
    ['the end twice', `${TEXT}d\n`, 1],
    ['nothing at all', '', undefined],
    ['less than the text', 'file 1: abc\nfile 2: def\nen', undefined],
    ['a line left out', 'file 1: abc\nend\n', undefined],
    ['something else in it', 'file 1: abc\n!file 2: def\nend\n', undefined],
    ['something that had not been printed yet, before its time', 'end\nfile 1: abc\nfile 2: def\nend\n', undefined],
  ])('%s', (_, printed, expected) => {
    expect(countRepeats(printed, TEXT)).toBe(expected);
  });

  it('knows an empty text', () => {
    expect(countRepeats('', '')).toBe(0);
    expect(countRepeats('a', '')).toBeUndefined();
  });

  it('takes a long text with many repeats', () => {
    const lines = Array.from({ length: 300 }, (_, index) => `round ${index + 1}\n`);
    const printed = lines.map((line, index) => (index % 30 === 15 ? lines[index - 1] + line : line)).join('');
    expect(countRepeats(printed, lines.join(''))).toBe(10);
  });
});
