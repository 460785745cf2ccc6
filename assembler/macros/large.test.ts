/**
 * Macros and repetitions over texts of a size that machines write, and such as grow without end. Times are not measured, but
 * work that grows with the square of these sizes would take minutes.
 */
import { describe, expect, it } from 'vitest';
import { assembleObject } from '../assemble.ts';
import { readObject } from '../../emulator/elf/object-reader.ts';

function assembled(text: string): { size: number | undefined; messages: string[] } {
  const { image, diagnostics } = assembleObject({ name: 'a.s', text });
  const section = image && readObject(image).sections.find(({ name }) => name === '.text');
  return { size: section?.data?.length, messages: diagnostics.map(({ message }) => message) };
}

const right = (size: number) => ({ size, messages: [] });
const wrong = (...messages: string[]) => ({ size: undefined, messages });

const TOO_MUCH = 'macros and repetitions produce more than 8388608 characters';
const M = '\t.macro m a:vararg\n\tnop\n\t.endm\n';

describe('a long line', () => {
  const count = 200_000;

  it.each([
    ['one argument', `\tm ${'x'.repeat(count)}\n`],
    ['a string', `\tm "${'x'.repeat(count)}"\n`],
    ['many arguments', `\tm ${'x,'.repeat(count)}x\n`],
    ['spaces', `\tm ${' '.repeat(count)}x${' '.repeat(count)}y\n`],
    ['comments', `\tm ${'/* x */'.repeat(count)}\n`],
    ['brackets', `\tm ${'()'.repeat(count)}\n`],
    ['another kind of argument', `\t.altmacro\n\tm <${'x,'.repeat(count)}>\n`],
  ])('of a call may be %s', (_, call) => {
    expect(assembled(M + call)).toEqual(right(4));
  });

  it('may name many parameters, and give them', () => {
    const names = Array.from({ length: 50_000 }, (_, index) => `a${index}`);
    const given = names.map((name) => `${name}=1`);
    expect(assembled(`\t.macro m ${names.join(',')}\n\t.byte \\a9999\n\t.endm\n\tm ${given.join(',')}\n`)).toEqual(
      right(1),
    );
  });

  it('may be compared', () => {
    const text = 'x'.repeat(count);
    expect(assembled(`\t.ifc ${text},${text}\n\tnop\n\t.endif\n\t.ifb ${text}\n\tnop\n\t.endif\n`)).toEqual(right(4));
  });

  it('may have an error in each statement', () => {
    expect(assembled('\tfoo!'.repeat(50_000)).messages).toHaveLength(1);
    expect(assembled(`\t.byte ${'300,'.repeat(50_000)}1\n`).messages).toHaveLength(50_000);
  });
});

describe('a repetition', () => {
  it.each([
    ['\t.irp x', `${'1,'.repeat(20_000)}1`, 20_001],
    ['\t.irpc x', '1'.repeat(20_000), 20_000],
  ])('goes over many values: %s', (head, values, size) => {
    expect(assembled(`${head},${values}\n\t.byte \\x\n\t.endr\n`)).toEqual(right(size));
  });

  it.each([
    ['\t.irp x', `${'1,'.repeat(199_999)}1`, 200_000],
    ['\t.irpc x', '1'.repeat(1_000_000), 1_000_000],
  ])('has a limit: %s', (head, values, count) => {
    const message = `${count} repetitions produce more than 8388608 characters`;
    expect(assembled(`${head},${values}\n\t.byte \\x\n\t.endr\n`)).toEqual(wrong(message));
  });

  it('in macros in macros comes to an end', () => {
    const macros = Array.from({ length: 20 }, (_, n) => `\t.macro m${n}\n\t.rept 10\n\tm${n + 1}\n\t.endr\n\t.endm\n`);
    expect(assembled(`${macros.join('')}\tm0\n`)).toEqual(
      wrong(TOO_MUCH, "unknown instruction or macro 'm20'; did you mean 'm0'?"),
    );
  });
});

describe('an argument that doubles in each call', () => {
  it.each([2, 64])('comes to an end: times %d', (times) => {
    expect(assembled(`\t.macro m a\n\tm ${'\\a'.repeat(times)}\n\t.endm\n\tm x\n`)).toEqual(wrong(TOO_MUCH));
  });

  it('through different macros, too', () => {
    const macros = Array.from({ length: 30 }, (_, n) => `\t.macro m${n} a\n\tm${n + 1} \\a\\a\n\t.endm\n`);
    expect(assembled(`${macros.join('')}\tm0 x\n`)).toEqual(wrong(TOO_MUCH));
  });
});

describe('many lines', () => {
  it('with comments that have no end have their errors', () => {
    expect(assembled(M + '\tm /* x\n'.repeat(50_000)).messages.length).toBeGreaterThan(0);
  });

  it('of preprocessors may each have an error', () => {
    expect(assembled('# 1 "a.c"\n\t.byte 300\n'.repeat(50_000)).messages).toHaveLength(50_000);
  });

  it('may each lack a symbol that must be known, or have a name that is similar to others', () => {
    const lines = Array.from({ length: 20_000 }, (_, n) => `label${n}:\n\t.if lebal${n}\n\t.endif\n\tnopp\n`);
    expect(assembled(lines.join('')).messages).toHaveLength(40_000);
  });
});
