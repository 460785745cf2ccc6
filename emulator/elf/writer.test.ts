import { describe, expect, it } from 'vitest';
import { HEADER, SECTION_HEADER, SYMBOL, SYMBOL_BINDING, SYMBOL_TYPE } from './format.ts';
import { readExecutable } from './reader.ts';
import { writeExecutable, type ElfSection } from './writer.ts';

const text: ElfSection = {
  name: '.text',
  address: 0x10000,
  data: Uint8Array.of(1, 2, 3, 4),
  size: 4,
  alignment: 4,
  allocated: true,
  writable: false,
  executable: true,
};
const data: ElfSection = { ...text, name: '.data', address: 0x11010, writable: true, executable: false };
const bss: ElfSection = { ...data, name: '.bss', address: 0x11020, data: undefined, size: 100 };
const note: ElfSection = { ...text, name: '.note', address: 0, allocated: false, executable: false };

const symbol = { value: 0x10000, size: 4, type: SYMBOL_TYPE.FUNC, section: text };
const file = writeExecutable({
  entry: 0x10000,
  segments: [{ sections: [text] }, { sections: [data, bss] }],
  others: [note],
  symbols: [
    { ...symbol, name: 'global', binding: SYMBOL_BINDING.GLOBAL },
    { ...symbol, name: 'local', binding: SYMBOL_BINDING.LOCAL },
  ],
});
const view = new DataView(file.buffer);

/** Section headers by name, as a reader finds them. */
function sections(): Map<string, { offset: number; size: number; link: number; info: number }> {
  const table = view.getUint32(HEADER.SHOFF);
  const header = (index: number): number => table + index * SECTION_HEADER.SIZE;
  const names = view.getUint32(header(view.getUint16(HEADER.SHSTRNDX)) + SECTION_HEADER.OFFSET);
  const found = new Map<string, { offset: number; size: number; link: number; info: number }>();
  for (let index = 0; index < view.getUint16(HEADER.SHNUM); index++) {
    found.set(stringAt(names + view.getUint32(header(index) + SECTION_HEADER.NAME)), {
      offset: view.getUint32(header(index) + SECTION_HEADER.OFFSET),
      size: view.getUint32(header(index) + SECTION_HEADER.SECTION_SIZE),
      link: view.getUint32(header(index) + SECTION_HEADER.LINK),
      info: view.getUint32(header(index) + SECTION_HEADER.INFO),
    });
  }
  return found;
}

function stringAt(offset: number): string {
  return Buffer.from(file.subarray(offset, file.indexOf(0, offset))).toString('utf8');
}

describe('the ELF writer', () => {
  it('writes what the reader reads', () => {
    const { entry, segments } = readExecutable(file);
    expect(entry).toBe(0x10000);
    expect(segments.map(({ virtualAddress, memorySize }) => [virtualAddress, memorySize])).toEqual([
      [0x10000, 4],
      [0x11010, 116],
    ]);
    expect(segments.map((segment) => [...segment.data])).toEqual([
      [1, 2, 3, 4],
      [1, 2, 3, 4],
    ]);
  });

  it('puts segments at the same offset in a page as in memory', () => {
    const found = sections();
    expect((found.get('.text')?.offset ?? -1) % 4096).toBe(0);
    expect((found.get('.data')?.offset ?? -1) % 4096).toBe(0x10);
  });

  it('lists every section by name, those outside the segments too', () => {
    expect([...sections().keys()]).toEqual(['', '.text', '.data', '.bss', '.note', '.symtab', '.strtab', '.shstrtab']);
  });

  it('writes local symbols first, and says where the others begin', () => {
    const found = sections();
    const symbols = found.get('.symtab') ?? { offset: 0, info: 0, size: 0, link: 0 };
    const strings = found.get('.strtab')?.offset ?? 0;
    const names = Array.from({ length: symbols.size / SYMBOL.SIZE }, (_, index) =>
      stringAt(strings + view.getUint32(symbols.offset + index * SYMBOL.SIZE + SYMBOL.NAME)),
    );
    expect(names).toEqual(['', 'local', 'global']);
    expect(symbols.info).toBe(2);
    expect([...found.keys()][symbols.link]).toBe('.strtab');
  });
});
