import { describe, expect, it } from 'vitest';
import { isPrinted } from './raw-port.ts';

describe('isPrinted', () => {
  it.each([
    ['', '', 0, true],
    ['abc', 'abc', 0, true],
    ['ab', 'abc', 0, false],
    ['abbc', 'abc', 0, false],
    ['abbc', 'abc', 1, true],
    ['ababc', 'abc', 1, true],
    ['abcabc', 'abc', 1, true],
    ['acbc', 'abc', 1, false],
    ['abbbc', 'abc', 1, false],
    ['abbbc', 'abc', 2, true],
    ['abcb', 'abc', 1, false],
    ['aabab', 'aab', 1, true],
    ['', 'a', 3, false],
  ])('%j for %j, gone back over %i times: %s', (printed, expected, repeats, result) => {
    expect(isPrinted(printed, expected, repeats)).toBe(result);
  });

  it('judges long texts with many repetitions at once', () => {
    const text = 'This is a line of a long text.\n'.repeat(100);
    const repeated = text.slice(0, 2000) + text.slice(1990, 2500) + text.slice(2400);
    expect(isPrinted(repeated, text, 4)).toBe(true);
    expect(isPrinted(`${repeated}x`, text, 4)).toBe(false);
  });
});
