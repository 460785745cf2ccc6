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
