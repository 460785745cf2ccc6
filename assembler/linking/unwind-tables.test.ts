/** Tables for unwinders, in a program without what is left out and in order. */
import { describe, expect, it } from 'vitest';
import { readImage } from '../../emulator/elf/image.ts';
import { readExecutable } from '../../emulator/elf/reader.ts';
import { assemble, type BinaryInput, type Source } from '../assemble.ts';
import { renderDiagnostics } from '../diagnostics/render.ts';
import { object, source } from '../testing/link.ts';

describe('tables for unwinders', () => {
  const code = (personality: string, more = ''): string => `
\t.section .text.f,"axG",@progbits,f,comdat
\t.weak\tf
f:\t.proc
\t.callinfo
\t.entry
\t.cfi_startproc
\t.cfi_personality 0x1b,${personality}
\tnop
\t.cfi_def_cfa_offset 64
\t.cfi_endproc
\t.exit
\t.procend
\t.text
own:\t.cfi_startproc
\t.cfi_personality 0x1b,${personality}
\tnop
\t.cfi_endproc
${more}`;
  const persons = '\t.globl p, q\np:\tnop\nq:\tnop\n';

  /** Sizes of the tables, and how many common records the frames have. */
  function tables(files: readonly (Source | BinaryInput)[]): { unwind: number; frames: number; commons: number } {
    const { image, diagnostics } = assemble(files);
    expect(renderDiagnostics(diagnostics)).toBe('');
    const { sections } = readImage(image ?? new Uint8Array());
    const bytes = Buffer.from(sections.find(({ name }) => name === '.eh_frame')?.data ?? []);
    let commons = 0;
    let frames = 0;
    for (let at = 0; at < bytes.length; at += 4 + bytes.readUInt32BE(at)) {
      const distance = bytes.readUInt32BE(at + 4);
      if (distance === 0) commons++;
      else {
        frames++;
        // It finds a common record, and what it is about lies in .text.
        expect(bytes.readUInt32BE(at + 4 - distance + 4)).toBe(0);
        const place = (sections.find(({ name }) => name === '.eh_frame')?.address ?? 0) + at + 8;
        const { address = 0, size = 0 } = sections.find(({ name }) => name === '.text') ?? {};
        const subject = place + bytes.readInt32BE(at + 8);
        expect(subject >= address && subject < address + size).toBe(true);
      }
    }
    return { unwind: sections.find(({ name }) => name === '.PARISC.unwind')?.size ?? 0, frames, commons };
  }

  it.each([
    ['sources', source],
    ['objects', object],
  ])('have nothing about what is left out, and equal common records once, in %s', (_, make) => {
    const last = make('c.s', persons);
    expect(tables([make('a.s', code('p')), make('b.s', code('p')), last])).toEqual({
      unwind: 16,
      frames: 3,
      commons: 1,
    });
    expect(tables([make('a.s', code('p')), make('b.s', code('q')), last])).toEqual({
      unwind: 16,
      frames: 3,
      commons: 2,
    });
  });
});

describe('the unwind table', () => {
  it('is in the order of the addresses', () => {
    const procedure = (name: string): string =>
      `\t.section .text.${name},"ax"\n${name}:\t.proc\n\t.callinfo\n\t.entry\n\tnop\n\t.exit\n\t.procend\n`;
    const { image } = assemble([source('a.s', `\t.section .text.b,"ax"\n${procedure('a')}${procedure('b')}`)]);
    const segments = readExecutable(image ?? new Uint8Array()).segments;
    const table = Buffer.from(segments[1].data);
    expect([table.readUInt32BE(0), table.readUInt32BE(16)]).toEqual([0, 4]);
  });
});
