/** $global$, the address that programs have in %dp: .data's, or if none of that is left, of what else can be written. */
import { expect, it } from 'vitest';
import { readImage } from '../../emulator/elf/image.ts';
import { assemble, type Source } from '../assemble.ts';
import { renderDiagnostics } from '../diagnostics/render.ts';
import { object, source } from '../testing/link.ts';

const ADDRESSES = "_start:\tldil L%$global$,%r27\n\tldo R%$global$(%r27),%r27\n\taddil LR'x-$global$,%r27\n";

function words(file: Source | ReturnType<typeof object>): number[] {
  const { image, diagnostics } = assemble([file], { onlyUsed: true });
  expect(renderDiagnostics(diagnostics)).toBe('');
  const text = Buffer.from(readImage(image!).sections[0].data!);
  return [0, 4, 8].map((at) => text.readUInt32BE(at));
}

it.each([
  ['a source', source],
  ['an object', object],
])('is that of .bss in a program without .data, from %s', (_, make) => {
  // LDIL of 0x11000, LDO of 0, ADDIL of 0.
  const expected = [0x23682000, 0x377b0000, 0x2b600000];
  expect(words(make('a.s', `${ADDRESSES}\t.bss\nx:\t.space 4\n`))).toEqual(expected);
  expect(words(make('a.s', `${ADDRESSES}\t.data\nx:\t.word 4\n`))).toEqual(expected);
});

it.each([
  ['a source', source],
  ['an object', object],
])('is behind the code of a program with nothing to be written, from %s', (_, make) => {
  expect(words(make('a.s', `${ADDRESSES}x:\tnop\n`))).toEqual([0x23682000, 0x377b0000, 0x2b7fefff]);
});

it.each([
  ['a source', source],
  ['an object', object],
])('serves to find the linkage table, whichever register a compiler has copied %%r19 to, from %s', (_, make) => {
  const text = '_start:\taddil LT%x,%r19\n\tcopy %r19,%r8\n\taddil LT%x,%r8\n\t.data\nx:\t.word 4\n';
  expect(words(make('a.s', text))).toEqual([0x2b600000, 0x08130248, 0x2b600000]);
});
