/** Memory that each thread has for itself. */
import { describe, expect, it } from 'vitest';
import { HEADER, PROGRAM_HEADER, PT_TLS, SYMBOL_TYPE } from '../../emulator/elf/format.ts';
import { readImage } from '../../emulator/elf/image.ts';
import { assemble } from '../assemble.ts';
import { renderDiagnostics } from '../diagnostics/render.ts';
import { object, source } from '../testing/link.ts';

describe('memory of threads', () => {
  const THREADS = `
\t.globl\t_start
_start:\taddil\tLR%y-$tls_leoff$,%r26
\tldo\tRR%y-$tls_leoff$(%r1),%r1
\taddil\tLT%y-$tls_ieoff$,%r19
\tldw\tRT%y-$tls_ieoff$(%r1),%r1
\taddil\tLT%y-$tls_gdidx$,%r19
\tldo\tRT%y-$tls_gdidx$(%r1),%r26
\taddil\tLR%y-$tls_dtpoff$,%r28
\tldo\tRR%y-$tls_dtpoff$(%r1),%r1
\t.data
\t.word\t5
\t.bss
\t.space\t64
\t.section .tdata,"awT",@progbits
\t.word\t7
\t.section .tbss,"awT",@nobits
\t.space\t8
y:\t.space\t4
`;

  it.each([
    ['a source', source('a.s', THREADS)],
    ['an object', object('a', THREADS)],
  ])('is found from the thread pointer, by the table, and by its offset, in %s', (_, file) => {
    const { image, diagnostics } = assemble([file]);
    expect(renderDiagnostics(diagnostics)).toBe('');
    const { notes, sections, symbols } = readImage(image ?? new Uint8Array());
    expect(notes.size).toBeGreaterThan(0);
    // Two words lie between the thread pointer and its memory: y is 12 bytes into that.
    const text = Buffer.from(sections.find(({ name }) => name === '.text')?.data ?? []);
    expect(text.readUInt32BE(4) & 0x3fff).toBe((8 + 12) << 1);
    expect(text.readUInt32BE(28) & 0x3fff).toBe(12 << 1);
    const table = Buffer.from(sections.find(({ name }) => name === '.got')?.data ?? []);
    expect([0, 4, 8].map((at) => table.readUInt32BE(at))).toEqual([8 + 12, 1, 12]);
    expect(symbols.find(({ name }) => name === 'y')).toMatchObject({ value: 12, type: SYMBOL_TYPE.TLS });
    const headers = Buffer.from(image ?? []);
    const kinds = Array.from({ length: headers.readUInt16BE(HEADER.PHNUM) }, (_, i) =>
      headers.readUInt32BE(52 + 32 * i),
    );
    expect(kinds).toContain(PT_TLS);
    const at = 52 + 32 * kinds.indexOf(PT_TLS);
    expect([headers.readUInt32BE(at + PROGRAM_HEADER.FILESZ), headers.readUInt32BE(at + PROGRAM_HEADER.MEMSZ)]).toEqual(
      [4, 16],
    );
  });
});
