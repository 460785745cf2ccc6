/** What a static C library counts on. */
import { describe, expect, it } from 'vitest';
import { HEADER } from '../../emulator/elf/format.ts';
import { readExecutable } from '../../emulator/elf/reader.ts';
import { buildArchive } from '../../emulator/elf/testing/build-archive.ts';
import { assemble, type BinaryInput } from '../assemble.ts';
import { renderDiagnostics } from '../diagnostics/render.ts';
import { object, source, words } from '../testing/link.ts';

describe('what a C library needs', () => {
  it('is that a call of a weak function that nobody defines goes on behind it', () => {
    const far = `\t.weak none\n\t.space 0x90000\n\tbl none,%r2\n\tnop\n\tbl none+8,%r2\n\tnop\n\tldil L%none,%r1\n`;
    for (const file of [source('a.s', far), object('a', far)]) {
      const at = words([file]);
      // bl .+8 twice: the delay slot, then what stands behind it.
      expect([at(0xa0000), at(0xa0008), at(0xa0010)]).toEqual(['e8400000', 'e8400000', '20200000']);
    }
  });

  it('is to find its own header in memory', () => {
    const { image, diagnostics, symbols } = assemble([
      source('a.s', '\t.globl _start\n_start:\tldil L%__ehdr_start,%r1\n\t.data\n\t.word __ehdr_start\n'),
    ]);
    expect(renderDiagnostics(diagnostics)).toBe('');
    const { segments, entry } = readExecutable(image ?? new Uint8Array());
    const [first, second] = segments;
    expect(first.virtualAddress).toBe(0x10000);
    expect(Buffer.from(first.data.subarray(0, 4)).toString('latin1')).toBe('\x7fELF');
    expect(entry).toBe(symbols[0].value);
    expect(entry).toBeGreaterThan(0x10000 + new DataView(first.data.buffer).getUint16(HEADER.PHNUM) * 32 + 52);
    expect(Buffer.from(second.data).toString('hex')).toBe('00010000');
  });

  it('is that members stand where their archive does', () => {
    const library = (name: string): BinaryInput => ({
      name: `${name}.a`,
      bytes: buildArchive([
        { name: 'm.o', symbols: [name], data: object(name, `\t.globl ${name}\n\t.data\n${name}:\t.word 7\n`).bytes },
      ]),
    });
    const files = [
      object('first', '\t.data\n\t.word x, y\n'),
      library('x'),
      object('last', '\t.data\n\t.word 9\n'),
      library('y'),
    ];
    const at = words(files);
    expect([0, 4, 8, 12, 16].map((offset) => at(0x10000 + offset))).toEqual([
      '00010008',
      '00010010',
      '00000007',
      '00000009',
      '00000007',
    ]);
  });
});
