/** Which sections of a program those of its files become part of. */
import { describe, expect, it } from 'vitest';
import { readExecutable } from '../../emulator/elf/reader.ts';
import { assemble } from '../assemble.ts';
import { renderDiagnostics } from '../diagnostics/render.ts';
import { object, source, words } from '../testing/link.ts';

describe('sections for each function and variable', () => {
  it('become part of the common ones', () => {
    const text =
      '\t.section .text.f,"ax"\n\tnop\n\t.section .data.x,"aw"\n\t.word 1\n\t.section .bss.y,"aw",@nobits\ny:\t.word 0\n';
    const { map } = assemble([object('a', text), object('b', text)]);
    const names = map
      .split('\n\n')[1]
      .split('\n')
      .filter((line) => line.startsWith('0001') && !line.includes('.o'));
    expect(names.map((line) => line.replace(/.* /, ''))).toEqual(['.text', '.data', '.bss']);
  });

  it('with lists of functions are sorted by priority, and the old lists turned round', () => {
    const list =
      '\t.section .init_array.200,"aw",@init_array\n\t.word 200\n\t.section .init_array,"aw",@init_array\n\t.word 9\n';
    const old = '\t.section .ctors.65435,"aw"\n\t.word 100\n\t.section .ctors,"aw"\n\t.word 2, 1\n';
    const ends = '\t.data\n\t.word __init_array_start, __init_array_end, __bss_start, end\n';
    const { image, diagnostics, map } = assemble([object('a', list), object('b', old), source('c.s', ends)]);
    expect(renderDiagnostics(diagnostics)).toBe('');
    const segment = readExecutable(image ?? new Uint8Array()).segments[0];
    const view = Buffer.from(segment.data);
    const numbers = Array.from({ length: view.length / 4 }, (_, i) => view.readUInt32BE(4 * i));
    expect(map).toContain('.init_array');
    expect(numbers).toEqual([0x10010, 0x10024, 0x10024, 0x10024, 100, 200, 9, 1, 2]);
  });

  it('have symbols at both ends if their names are C names', () => {
    const at = words([source('a.s', '\t.data\n\t.word __start_set, __stop_set\n\t.section set,"aw"\n\t.word 1, 2\n')]);
    expect([at(0x10000), at(0x10004)]).toEqual(['00010008', '00010010']);
  });
});
