/** Lines and shapes of lines that were assembled before mean what they would mean if they came first. */
import { describe, expect, it } from 'vitest';
import { assembleObject } from '../assemble.ts';
import { renderDiagnostics } from '../diagnostics/render.ts';
import { readObject } from '../../emulator/elf/object-reader.ts';

function assembled(text: string) {
  const { image, diagnostics } = assembleObject({ name: 'a.s', text });
  return { image, errors: renderDiagnostics(diagnostics) };
}

function textOf(source: string): { words: string[]; relocations: string[] } {
  const { image, errors } = assembled(source);
  expect(errors).toBe('');
  const section = readObject(image ?? new Uint8Array()).sections.find(({ name }) => name === '.text');
  const bytes = Buffer.from(section?.data ?? []);
  const relocations = (section?.relocations ?? []).map(({ offset, symbol }) => `${offset} ${symbol?.name}`);
  return { words: bytes.toString('hex').match(/.{8}/g) ?? [], relocations };
}

describe('a line that was there before', () => {
  it('gives the same word', () => {
    const { words } = textOf('\tcopy %r4,%r26\n'.repeat(3));
    expect(words).toEqual(['0804025a', '0804025a', '0804025a']);
  });

  it('may have another label in front, or none', () => {
    const { words, relocations } = textOf(
      'a:\tldi 1,%r4\n\tldi 1,%r4\nb.$1:\tldi 1,%r4\nc: d:\tldi 1,%r4\n\tldi 1,%r4\n\t.word b.$1-a, d-a\n\t.globl b.$1\n\t.word b.$1\n',
    );
    expect(words).toEqual([...Array<string>(5).fill('34040002'), '00000008', '0000000c', '00000000']);
    expect(relocations).toEqual(['28 b.$1']);
  });

  it('has a label that is defined once, stands in no delay slot, and is no macro', () => {
    expect(assembled('a:\tnop\n\tnop\na:\tnop\n').errors).toMatch(/^a\.s:3:1: error: 'a' is defined twice/);
    const text = 'a:\tnop\n\tbv %r0(%r2)\nb:\tnop\n';
    const { diagnostics } = assembleObject({ name: 'a.s', text }, { warnings: new Set(['delay-slot']) });
    expect(renderDiagnostics(diagnostics)).toContain('a.s:3:1: warning: this label stands in the delay slot');
    expect(textOf('\t.macro a\n\t.word 5\n\t.endm\n\tnop\na:\tnop\n').words).toEqual(['08000240', '08000240']);
  });

  it('is a call once there is a macro of its name, and an instruction again without', () => {
    const { words } = textOf(
      '\tldi 1,%r4\n\t.macro ldi a, b\n\tnop\n\t.endm\n\tldi 1,%r4\n\t.purgem ldi\n\tldi 1,%r4\n',
    );
    expect(words).toEqual(['34040002', '08000240', '34040002']);
  });

  it('takes the values that symbols have by then', () => {
    const { words } = textOf('x = 1\n\tldi x,%r4\nx = 2\n\tldi x,%r4\n');
    expect(words).toEqual(['34040002', '34040004']);
  });

  it('is refused where no instruction can stand', () => {
    expect(assembled('\tnop\n\t.byte 1\n\tnop\n').errors).toContain(
      'a.s:3:2: error: instructions stand at multiples of 4',
    );
    expect(assembled('\tnop\n\t.bss\n\tnop\n').errors).toContain('a.s:3:2: error: section .bss holds zeros alone');
  });

  it('is left out where a condition does not hold', () => {
    expect(textOf('\tnop\n\t.if 0\n\tnop\n\t.endif\n\tnop\n').words).toHaveLength(2);
  });

  it('says of a branch in a delay slot where it is', () => {
    const { diagnostics } = assembleObject(
      { name: 'a.s', text: '\tbv %r0(%r2)\n\tnop\n\tbv %r0(%r2)\n\tbv %r0(%r2)\n' },
      { warnings: new Set(['delay-slot']) },
    );
    expect(renderDiagnostics(diagnostics)).toContain('a.s:4:2: warning: this branch stands in the delay slot');
  });
});

describe('a shape that was there before', () => {
  it('takes the symbols of its own line', () => {
    const { relocations } = textOf('\tbl one,%r2\n\tnop\n\tbl two,%r2\n\tnop\nx:\tbl three + 4,%r2\n');
    expect(relocations).toEqual(['0 one', '8 two', '16 three']);
  });

  it('is another instruction if the symbol is a number', () => {
    const { words } = textOf('\tldw far(%r3),%r4\nnear = 4\n\tldw near(%r3),%r4\n');
    expect(words[1]).toBe('0c681084');
  });

  it('finds the numeric label next to it', () => {
    const { words } = textOf('1:\tb 1b\n\tnop\n1:\tb 1b\n\tnop\n\tb 1f\n\tnop\n1:\n');
    expect(words[0]).toBe(words[2]);
    expect(words[4]).toBe('e8000000');
  });

  it('has its range error where it stands', () => {
    const { errors } = assembled('\tcomb,= %r1,%r2,a\n\tnop\na:\tnop\n\t.space 9000\n\tcomb,= %r1,%r2,a\n');
    expect(errors).toContain('a.s:5:17: error: branch distance -9012 is out of range: -8192 to 8188');
  });

  it('complains of the label that is missing there', () => {
    const { errors } = assembled('1:\tb 1b\n\tb 2b\n');
    expect(errors).toContain('a.s:2:4: error: there is no label 2: before this line');
  });

  it('defines its label once', () => {
    expect(assembled('a:\tb x\nb:\tb x\na:\tb x\n').errors).toContain("a.s:3:1: error: 'a' is defined twice");
  });
});
