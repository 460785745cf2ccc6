/** Object files: what is written is what is read; damage is an ElfError. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FLAGS_LEVEL_1_1, SECTION_FLAGS, SECTION_TYPE, SYMBOL_BINDING, SYMBOL_TYPE, TYPE } from './format.ts';
import type { ObjectFile, ObjectRelocation, ObjectSection, ObjectSymbol } from './object-file.ts';
import { isObject, readObject } from './object-reader.ts';
import { writeObject } from './object-writer.ts';
import { ElfError } from './reader.ts';
import { relocationNumber, relocationType } from './relocation-types.ts';

function sample(): ObjectFile {
  const data: ObjectSection = {
    name: '.data',
    type: SECTION_TYPE.PROGBITS,
    flags: SECTION_FLAGS.ALLOC | SECTION_FLAGS.WRITE,
    alignment: 8,
    entrySize: 0,
    size: 8,
    data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
    relocations: [],
  };
  const bss: ObjectSection = { ...data, name: '.bss', type: SECTION_TYPE.NOBITS, size: 100, data: undefined };
  const symbol = (name: string, place: ObjectSymbol['place'], binding: number): ObjectSymbol => {
    return { name, value: 4, size: 2, type: SYMBOL_TYPE.OBJECT, binding, visibility: 2, place };
  };
  const symbols = [
    symbol('local', data, SYMBOL_BINDING.LOCAL),
    symbol('number', 'absolute', SYMBOL_BINDING.LOCAL),
    symbol('elsewhere', 'undefined', SYMBOL_BINDING.GLOBAL),
    symbol('shared', 'common', SYMBOL_BINDING.GLOBAL),
    symbol('weak', bss, SYMBOL_BINDING.WEAK),
  ];
  const relocations: ObjectRelocation[] = [
    { offset: 0, type: relocationNumber('DIR32'), symbol: symbols[2], addend: -4 },
    { offset: 4, type: relocationNumber('PLABEL32'), symbol: symbols[0], addend: 0 },
    { offset: 4, type: relocationNumber('NONE'), symbol: undefined, addend: 7 },
  ];
  Object.assign(data, { relocations });
  return {
    flags: FLAGS_LEVEL_1_1,
    sections: [data, bss],
    groups: [{ signature: symbols[1], comdat: true, sections: [data] }],
    symbols,
  };
}

const good = writeObject(sample());

function readDamaged(change: (file: Uint8Array, view: DataView) => void): () => unknown {
  const file = good.slice();
  change(file, new DataView(file.buffer));
  return () => readObject(file);
}

describe('an object file', () => {
  it('is read as it was written', () => {
    expect(readObject(good)).toEqual(sample());
  });

  it('is told by its first bytes', () => {
    expect(isObject(good)).toBe(true);
    expect(isObject(Buffer.from('\t.text\n'.repeat(20)))).toBe(false);
    expect(isObject(good.slice(0, 20))).toBe(true);
    expect(() => readObject(good.slice(0, 20))).toThrow(/cut off/);
  });

  it.each<[string, (file: Uint8Array, view: DataView) => void, RegExp]>([
    ['an executable', (_, view) => view.setUint16(16, TYPE.EXECUTABLE), /executable, not an object/],
    ['a shared library', (_, view) => view.setUint16(16, TYPE.SHARED), /shared library/],
    ['for another processor', (_, view) => view.setUint16(18, 40), /ELF machine 40/],
    [
      'with its section headers cut off',
      (_, view) => view.setUint32(32, good.length - 8),
      /section headers are missing/,
    ],
    ['with short section headers', (_, view) => view.setUint16(46, 8), /8 bytes long, not 40/],
  ])('%s is refused', (_, change, message) => {
    expect(readDamaged(change)).toThrow(ElfError);
    expect(readDamaged(change)).toThrow(message);
  });
});

describe('relocation types', () => {
  it('have names and numbers that belong together', () => {
    expect(relocationType(relocationNumber('DPREL21L'))).toMatchObject({ base: 'data-relative', field: 'im21' });
    expect(relocationType(200)).toBeUndefined();
    expect(() => relocationNumber('DIR33')).toThrow(RangeError);
  });
});

describe('the object reader', () => {
  const check = (file: Uint8Array): void => {
    try {
      for (const { size, data } of readObject(file).sections) if (data !== undefined) expect(data.length).toBe(size);
    } catch (error) {
      expect(error).toBeInstanceOf(ElfError);
      expect((error as ElfError).message).not.toBe('');
    }
  };

  it('takes a good file with some bytes changed', () => {
    const change = fc.tuple(fc.nat(good.length - 1), fc.constantFrom(0, 1, 2, 4, 0x7f, 0x80, 0xff));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        const file = good.slice();
        for (const [at, value] of changes) file[at] = value;
        check(file);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes a good file that is cut off anywhere', () => {
    for (let length = 0; length < good.length; length++) check(good.slice(0, length));
  });
});
