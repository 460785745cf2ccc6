import { describe, expect, it } from 'vitest';
import { SourceText } from '../diagnostics/source.ts';
import { splitArguments } from './arguments.ts';

function split(text: string): string[] {
  const source = new SourceText('x.s', text);
  return splitArguments(source.span(0, text.length)).map((argument) => argument.text);
}

describe('arguments of macros', () => {
  it.each([
    ['', []],
    ['  ; a comment', []],
    ['a', ['a']],
    [' a , b ', ['a', 'b']],
    ['a,,c', ['a', '', 'c']],
    ['a,', ['a']],
    ['a,,', ['a', '']],
    [',', ['']],
    ['%r1 %r2', ['%r1', '%r2']],
    ['1 + 2, x - 3', ['1+2', 'x-3']],
    ['x -3', ['x-3']],
    ['(2 + 3)*4', ['(2+3)*4']],
    ['a * b', ['a', '*', 'b']],
    ['a < b', ['a', '<', 'b']],
    ['4(%sr1,%r2), (a b)', ['4(%sr1', '%r2)', '(a b)']],
    ["',',3", ["','", '3']],
    ["L'x,%r1", ["L'x,%r1"]],
    ['{1 2},[3 4],`a?', ['{1', '2}', '[3 4]', '`a?']],
    ['1 /* a, b */, 2', ['1', '2']],
    ['"one, two" three', ['one, two', 'three']],
    ['"a \\" b"', ['a \\" b']],
    ['a b ; comment, more', ['a', 'b']],
  ])('%j are %j', (text, expected) => {
    expect(split(text)).toEqual(expected);
  });
});
