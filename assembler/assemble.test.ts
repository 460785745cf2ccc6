/** Linking: several files, addresses, the entry point. What single statements give is in the corpus (golden.test.ts). */
import { describe, expect, it } from 'vitest';
import { readExecutable } from '../emulator/elf/reader.ts';
import { assemble, type AssembleOptions } from './assemble.ts';
import { renderDiagnostics } from './diagnostics/render.ts';

function link(texts: readonly string[], options: AssembleOptions = {}) {
  const result = assemble(
    texts.map((text, index) => ({ name: `${index + 1}.s`, text })),
    options,
  );
  return { ...result, errors: renderDiagnostics(result.diagnostics) };
}

function executable(texts: readonly string[], options?: AssembleOptions) {
  const { image, errors } = link(texts, options);
  expect(errors).toBe('');
  return readExecutable(image ?? new Uint8Array());
}

function wordsOf(data: Uint8Array): number[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Array.from({ length: data.length >> 2 }, (_, index) => view.getUint32(index * 4));
}

describe('several files', () => {
  it('share global symbols and keep local ones to themselves', () => {
    const first = '\t.globl shared\nlocal: .word shared, local\n';
    const second = '\t.globl shared\nlocal: .word local\nshared: .word 0\n';
    const { segments } = executable([first, second]);
    expect(wordsOf(segments[0].data)).toEqual([0x1000c, 0x10000, 0x10008, 0]);
  });

  it('are aligned within a section as each asks', () => {
    const { segments } = executable(['\t.data\n\t.byte 1\n', '\t.data\n\t.align 8\n\t.byte 2\n']);
    expect([...segments[0].data]).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 2]);
  });

  it('may not both define a global symbol, unless one is weak', () => {
    const twice = link(['\t.globl x\nx: nop\n', '\t.globl x\nx: nop\n']);
    expect(twice.errors).toContain("2.s:2:1: error: 'x' is global and defined twice");
    expect(twice.errors).toContain("1.s:2:1: note: 'x' is defined here already");
    const { segments } = executable(['\t.weak x\nx: .word x\n', '\t.globl x\nx: .word x\n', '\t.word x\n\t.globl x\n']);
    expect(wordsOf(segments[0].data).at(-1)).toBe(0x10004);
  });

  it('do not see a symbol that is not global', () => {
    expect(link(['hidden: nop\n', '\tb hidden\n']).errors).toContain("2.s:1:4: error: undefined symbol 'hidden'");
  });
});

describe('the image', () => {
  it('has a page for each kind of access, in the order text, rodata, data, bss', () => {
    const text = '\t.bss\n\t.space 9\n\t.data\n\t.word 3\n\t.rodata\n\t.word 2\n\t.text\n\tnop\n';
    const { segments } = executable([text]);
    const shape = segments.map(({ virtualAddress, data, memorySize }) => [virtualAddress, data.length, memorySize]);
    expect(shape).toEqual([
      [0x10000, 4, 4],
      [0x11000, 4, 4],
      [0x12000, 4, 13],
    ]);
  });

  it('begins at _start if there is one, at the entry symbol if that is given, else with .text', () => {
    expect(executable(['\tnop\n_start: nop\n']).entry).toBe(0x10004);
    expect(executable(['\tnop\n_start: nop\nmain: nop\n'], { entry: 'main' }).entry).toBe(0x10008);
    expect(executable(['\tnop\n'], { textBase: 0x40000 }).entry).toBe(0x40000);
    expect(link(['main: nop\n'], { entry: 'mian' }).errors).toBe(
      "hvasm: error: the entry symbol 'mian' is not defined; did you mean 'main'?\n",
    );
  });

  it('defines $global$ as the start of .data unless the source does', () => {
    const text = '\t.word $global$\n\t.data\nx: .word 1\n';
    expect(wordsOf(executable([text]).segments[0].data)).toEqual([0x11000]);
    expect(wordsOf(executable([`${text}$global$: .word 2\n`]).segments[0].data)).toEqual([0x11004]);
  });

  it('must fit the address space', () => {
    expect(link(['\t.bss\n\t.space 0xffff0001\n']).errors).toContain('beyond the 32-bit address space');
  });
});

describe('symbols', () => {
  it('come with address, section and visibility, by address', () => {
    const { symbols } = link(['\t.globl end\nstart: nop\nend:\nfive = 5\n']);
    expect(symbols).toEqual([
      { name: 'five', value: 5, section: undefined, global: false },
      { name: 'start', value: 0x10000, section: '.text', global: false },
      { name: 'end', value: 0x10004, section: '.text', global: true },
    ]);
  });
});

describe('diagnostics', () => {
  it('stand in source order although some are found late', () => {
    const { errors } = link(['\tb nowhere\n\tbogus\n\t.word 1/0\n\tb 1f\n']);
    expect([...errors.matchAll(/1\.s:(\d)/g)].map(([, line]) => line)).toEqual(['1', '2', '3', '4']);
  });

  it('say nothing about a label whose statement was wrong', () => {
    expect(link(['here: bogus\n\tb here\n1: ldw\n\tb 1b\n']).errors).not.toContain('undefined');
  });
});
