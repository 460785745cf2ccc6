/** Steps of line tables and call frames in their shortest forms, and what -g does where sources speak of lines themselves. */
import { describe, expect, it } from 'vitest';
import { readObject } from '../../emulator/elf/object-reader.ts';
import { assembleObject } from '../assemble.ts';
import { renderDiagnostics } from '../diagnostics/render.ts';
import { encodeAdvance } from './frame-section.ts';
import { encodeStep } from './line-program.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('a step of a line table', () => {
  it.each<[number | 'end', number, string]>([
    // Copy, one opcode for both, const_add_pc and one opcode, advance_pc and one opcode.
    [0, 0, '01'],
    [1, 1, '21'],
    [-5, 0, '0d'],
    [8, 16, 'fa'],
    [0, 17, '0812'],
    [0, 34, '022212'],
    // advance_line in front for lines that are further away.
    [9, 0, '030901'],
    [-6, 1, '037a20'],
    [300, 1000, '03ac0202e80701'],
    // The end of a section.
    ['end', 0, '000101'],
    ['end', 17, '08000101'],
    ['end', 18, '0212000101'],
  ])('of %s lines and %i instructions is %s', (lines, instructions, expected) => {
    expect(hex(encodeStep(lines, instructions))).toBe(expected);
  });
});

describe('a step of a call frame', () => {
  it.each([
    [0, ''],
    [4, '41'],
    [252, '7f'],
    [256, '0240'],
    [1024, '030100'],
    [262144, '0400010000'],
  ])('of %i bytes is %s', (bytes, expected) => {
    expect(hex(encodeAdvance(bytes))).toBe(expected);
  });
});

describe('-g', () => {
  const assembled = (text: string): { names: string[]; errors: string } => {
    const { image, diagnostics } = assembleObject({ name: 'a.s', text }, { debugVersion: 5, directory: '/here' });
    const names = image === undefined ? [] : readObject(image).sections.map(({ name }) => name);
    return { names, errors: renderDiagnostics(diagnostics) };
  };

  it('writes nothing about a source without instructions', () => {
    expect(assembled('\t.data\n\t.word 1\n').names).toEqual(['.text', '.data', '.bss']);
  });

  it('gives no file numbers that .loc could name', () => {
    expect(assembled('\tnop\n\t.loc 1 5\n\tnop\n').errors).toMatch(
      /^a\.s:2:7: error: no \.file has given the number 1 yet/,
    );
  });

  it("gives way to the source's own lines", () => {
    const { names, errors } = assembled('\tnop\n\t.file 1 "b.c"\n\t.loc 1 5\n\tnop\n');
    expect(errors).toBe('');
    expect(names).toContain('.debug_line_str');
  });
});
