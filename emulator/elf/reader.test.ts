import { expect, test } from 'vitest';
import { HEADER, IDENT, PROGRAM_HEADER } from './format.ts';
import { readExecutable } from './reader.ts';
import { buildElf } from './testing/build-elf.ts';

const segment = { address: 0x1000, data: Uint8Array.of(1, 2, 3, 4), memorySize: 16 };

test('an executable gives its entry and what is to be loaded', () => {
  const file = buildElf({
    entry: 0x1004,
    segments: [segment, { address: 0x4000, data: Uint8Array.of(), memorySize: 0 }],
  });
  expect(readExecutable(file)).toEqual({
    entry: 0x1004,
    segments: [{ virtualAddress: 0x1000, physicalAddress: 0x1000, data: Uint8Array.of(1, 2, 3, 4), memorySize: 16 }],
  });
});

test('segments that are not PT_LOAD are not loaded', () => {
  const file = buildElf({ entry: 0x1000, segments: [segment] });
  new DataView(file.buffer).setUint32(HEADER.SIZE + PROGRAM_HEADER.TYPE, 4);
  expect(readExecutable(file).segments).toEqual([]);
});

test.each<[string, (view: DataView) => void, RegExp]>([
  ['text', (view) => view.setUint32(0, 0x68656c6c), /not an ELF file/],
  ['a 64-bit file', (view) => view.setUint8(IDENT.CLASS, 2), /64-bit/],
  ['a little-endian file', (view) => view.setUint8(IDENT.DATA, 1), /little-endian/],
  ['a SPARC file', (view) => view.setUint16(HEADER.MACHINE, 2), /machine 2, not for PA-RISC/],
  ['an object file', (view) => view.setUint16(HEADER.TYPE, 1), /not linked/],
  ['a shared library', (view) => view.setUint16(HEADER.TYPE, 3), /-static/],
  ['a core file', (view) => view.setUint16(HEADER.TYPE, 4), /type is 4/],
  ['short program headers', (view) => view.setUint16(HEADER.PHENTSIZE, 8), /8 bytes long/],
  ['program headers beyond the end', (view) => view.setUint32(HEADER.PHOFF, 0xffffff00), /cut off: its program/],
  ['more data than memory', (view) => view.setUint32(HEADER.SIZE + PROGRAM_HEADER.MEMSZ, 2), /4 bytes in the file/],
  ['data beyond the end', (view) => view.setUint32(HEADER.SIZE + PROGRAM_HEADER.OFFSET, 9999), /segment 0 is incomp/],
])('%s is refused, and the message says so', (_what, damage, message) => {
  const file = buildElf({ entry: 0x1000, segments: [segment] });
  damage(new DataView(file.buffer));
  expect(() => readExecutable(file)).toThrow(message);
});

test.each([0, 3, 4, 20, 51])('a file cut off after %i bytes is refused', (length) => {
  expect(() => readExecutable(buildElf({ entry: 0x1000, segments: [segment] }).slice(0, length))).toThrow(
    length < 4 ? /not an ELF file/ : /cut off/,
  );
});
