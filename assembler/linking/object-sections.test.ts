/** Sections of objects as compilers and tools leave them: unique, and compressed. */
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { SECTION_FLAGS } from '../../emulator/elf/format.ts';
import { readImage } from '../../emulator/elf/image.ts';
import { readObject } from '../../emulator/elf/object-reader.ts';
import { writeObject } from '../../emulator/elf/object-writer.ts';
import { assemble } from '../assemble.ts';
import { renderDiagnostics } from '../diagnostics/render.ts';
import { errors, object, source, words } from '../testing/link.ts';

describe('sections and symbols of real objects', () => {
  const MAIN = source(
    'a.s',
    '\t.data\n\t.word _GLOBAL_OFFSET_TABLE_, .startof.(.data), .sizeof.(.data)\n\taddil LT%x,%r19\nx:\n',
  );

  it('have the names of the linker', () => {
    const at = words([MAIN]);
    expect([at(0x10000), at(0x10004), at(0x10008)]).toEqual(['00010010', '00010000', '00000010']);
  });

  it('may be unique: one of them serves all', () => {
    const unique = '\t.type u,@gnu_unique_object\n\t.globl u\n\t.data\nu:\t.word u\n';
    const at = words([object('a', unique), object('b', unique)]);
    expect([at(0x10000), at(0x10004)]).toEqual(['00010000', '00010000']);
  });

  it.each(['SHF_COMPRESSED', '.zdebug'])('are unpacked if they are compressed, %s', (form) => {
    const { bytes } = object(
      'a',
      '\t.data\n\t.word 1\n\t.section .debug_x\n\t.word 5\n\t.word main\nmain:\t.zero 500\n',
    );
    const packed = pack(bytes, '.debug_x', form === '.zdebug');
    expect(packed.length).toBeLessThan(bytes.length);
    const [section] = readObject(packed).sections.filter(({ name }) => name === '.debug_x');
    expect(section).toMatchObject({ size: 508, alignment: 1, flags: 0 });
    const { image, diagnostics } = assemble([{ name: 'a.o', bytes: packed }]);
    expect(renderDiagnostics(diagnostics)).toBe('');
    const { notes } = readImage(image ?? new Uint8Array());
    expect(Buffer.from(notes.get('.debug_x')?.subarray(0, 8) ?? []).toString('hex')).toBe('0000000500000008');
  });

  it('are refused if what is compressed is damaged, too large, or made by another method', () => {
    const { bytes } = object('a', '\t.section .debug_x\n\t.zero 500\n');
    const refusal = (edit: (data: DataView) => void): string => {
      const packed = Buffer.from(pack(bytes, '.debug_x', false));
      const at = packed.indexOf(Buffer.from([0, 0, 0, 1, 0, 0, 1, 244]));
      edit(new DataView(packed.buffer, packed.byteOffset + at));
      return errors([{ name: 'a.o', bytes: packed }]);
    };
    const cannot = "hvasm: error: can't link a.o: ";
    expect(refusal((data) => data.setUint32(0, 2))).toBe(
      `${cannot}section .debug_x is compressed with zstd; -gz=zlib makes what can be read here\n`,
    );
    expect(refusal((data) => data.setUint32(4, 0xffffffff))).toBe(
      `${cannot}compressed section .debug_x is said to hold 4294967295 bytes, which is too many\n`,
    );
    expect(refusal((data) => data.setUint32(4, 499))).toBe(
      `${cannot}compressed section .debug_x is damaged: it holds more than the 499 bytes that it is said to hold\n`,
    );
    expect(refusal((data) => data.setUint32(4, 501))).toBe(
      `${cannot}compressed section .debug_x is damaged: it holds 500 bytes, not 501\n`,
    );
    expect(refusal((data) => data.setUint8(14, 7))).toMatch(/compressed section \.debug_x is damaged: /);
  });
});

/** An object with a section compressed, as `objcopy --compress-debug-sections` does it. */
function pack(bytes: Uint8Array, name: string, isOld: boolean): Uint8Array {
  const object = readObject(bytes);
  const sections = new Map(
    object.sections.map((section) => {
      const { size, data } = section;
      if (section.name !== name || data === undefined) return [section, section];
      const header = Buffer.alloc(12);
      if (isOld) header.write('ZLIB');
      else header.writeUInt32BE(1);
      header.writeUInt32BE(size, isOld ? 8 : 4);
      if (!isOld) header.writeUInt32BE(1, 8);
      const packed = Buffer.concat([header, deflateSync(data)]);
      const flags = isOld ? section.flags : section.flags | SECTION_FLAGS.COMPRESSED;
      const named = isOld ? name.replace('.', '.z') : name;
      return [section, { ...section, name: named, flags, size: packed.length, data: packed }];
    }),
  );
  const placed = new Map(
    object.symbols.map((symbol) => {
      const { place } = symbol;
      return [symbol, { ...symbol, place: typeof place === 'string' ? place : (sections.get(place) ?? place) }];
    }),
  );
  const changed = [...sections.values()].map((section) => ({
    ...section,
    relocations: section.relocations.map((each) => ({ ...each, symbol: each.symbol && placed.get(each.symbol) })),
  }));
  const again = new Map([...sections.values()].map((section, index) => [section, changed[index]]));
  const symbols = [...placed.values()].map((symbol) => {
    const { place } = symbol;
    return Object.assign(symbol, { place: typeof place === 'string' ? place : (again.get(place) ?? place) });
  });
  return writeObject({ ...object, groups: [], sections: changed, symbols });
}
