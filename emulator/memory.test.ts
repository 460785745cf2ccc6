import { expect, it } from 'vitest';
import { MachineState } from './layout.ts';
import { PhysicalMemory } from './memory.ts';

function memory(): PhysicalMemory {
  return new PhysicalMemory(new MachineState({ ram: 1 << 20 }));
}

it('shows devices big-endian bytes, at any alignment', () => {
  const ram = memory();
  ram.storeWord(0x100, 0x11223344);
  expect([...ram.read(0x101, 4)]).toEqual([0x22, 0x33, 0x44, 0]);
  ram.write(0x103, Uint8Array.from([0xaa, 0xbb]));
  expect([ram.words[0x40] >>> 0, ram.words[0x41] >>> 0]).toEqual([0x112233aa, 0xbb000000]);
});

it('moves many bytes as it moves few, whatever their alignment', () => {
  for (const length of [63, 64, 65, 66, 67, 700]) {
    for (const address of [0x200, 0x201, 0x202, 0x203, 0xfdd, 0xfff]) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 7 + length) & 0xff);
      const [many, few] = [memory(), memory()];
      many.write(address, bytes);
      for (const [i, byte] of bytes.entries()) few.write(address + i, Uint8Array.of(byte));
      expect(many.words.subarray(0, 0x800)).toEqual(few.words.subarray(0, 0x800));
      expect(many.takeDirtyPages()).toEqual(few.takeDirtyPages());
      expect(many.read(address, length)).toEqual(bytes);
    }
  }
});

it('knows its bounds', () => {
  const ram = memory();
  expect(ram.contains(0xfffff, 1)).toBe(true);
  expect(ram.contains(0xfffff, 2)).toBe(false);
  expect(ram.contains(0xf0000000, 1)).toBe(false);
});

it('DMA drops every decoded word that it touches, and no other', () => {
  const ram = memory();
  ram.operations.fill(7, 0, 8);
  ram.write(7, Uint8Array.from([1, 2, 3, 4, 5, 6]));
  expect([...ram.operations.subarray(0, 8)]).toEqual([7, 0, 0, 0, 7, 7, 7, 7]);
});
