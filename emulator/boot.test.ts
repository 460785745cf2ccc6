import { beforeEach, describe, expect, test } from 'vitest';
import { MIN_RAM } from './board.ts';
import { boot, BootError } from './boot.ts';
import type { Processor } from './cpu/processor.ts';
import { buildElf, type TestSegment, words } from './elf/testing/build-elf.ts';
import { LAYOUT, MachineState } from './layout.ts';
import { PhysicalMemory } from './memory.ts';

const LAST_PAGE = MIN_RAM - 4096;

let state: MachineState;
let memory: PhysicalMemory;
let startedAt: number | undefined;

beforeEach(() => {
  state = new MachineState({ ram: MIN_RAM });
  memory = new PhysicalMemory(state);
  startedAt = undefined;
});

/** Boot needs only these three of a processor. */
function start(image: Uint8Array, bootArguments = ''): void {
  const processor: Pick<Processor, 'state' | 'memory' | 'powerOn'> = {
    state,
    memory,
    powerOn: (entry) => {
      startedAt = entry;
    },
  };
  boot(processor as Processor, image, bootArguments);
}

const code: TestSegment = { address: 0x1000, data: words(0x08000240, 0x08000240), memorySize: 0x100 };
const imageOf = (...segments: TestSegment[]) => buildElf({ entry: 0x1000, segments });

test('an image is loaded at its physical addresses and begins at its entry', () => {
  start(imageOf({ address: 0x8000, data: Uint8Array.of(9, 8, 7) }, code), 'quiet root=disk');
  expect(startedAt).toBe(0x1000);
  expect(memory.read(0x1000, 8)).toEqual(words(0x08000240, 0x08000240));
  expect(memory.read(0x8000, 4)).toEqual(Uint8Array.of(9, 8, 7, 0));
  expect(state.words[LAYOUT.GR + 26]).toBe(MIN_RAM);
  expect(state.words[LAYOUT.GR + 25]).toBe(LAST_PAGE);
  expect(Buffer.from(memory.read(LAST_PAGE, 16)).toString()).toBe('quiet root=disk\0');
});

test('boot arguments fill the last page but for their NUL', () => {
  start(imageOf(code), 'x'.repeat(4095));
  expect(memory.read(MIN_RAM - 2, 2)).toEqual(Uint8Array.of(0x78, 0));
});

test('a segment may end right before the last page', () => {
  start(imageOf(code, { address: LAST_PAGE - 16, data: words(1), memorySize: 16 }));
  expect(startedAt).toBe(0x1000);
});

describe('an error', () => {
  const at = (address: number, memorySize: number): TestSegment => ({ address, data: words(1), memorySize });

  test.each<[string, Uint8Array, string | undefined, RegExp]>([
    ['text', Buffer.from('hello, world'), undefined, /not an ELF file/],
    ['no segments', imageOf(), undefined, /nothing to load/],
    ['outside RAM', imageOf(code, at(MIN_RAM, 16)), undefined, /0x00100000 to 0x0010000f lies outside.*0x000fffff/],
    [
      'where Linux is linked',
      imageOf(code, at(0x10100000, 64)),
      undefined,
      /0x000fffff; a kernel linked there.*firmware$/,
    ],
    ['wrapping around', imageOf(code, at(0xfffffff0, 64)), undefined, /outside RAM/],
    ['last page', imageOf(code, at(LAST_PAGE - 8, 16)), undefined, /touches the last page of RAM, 0x000ff000/],
    ['overlap', imageOf(at(0x10f0, 16), code), undefined, /0x00001000 to 0x000010ff and 0x000010f0 to .* overlap/],
    ['entry', buildElf({ entry: 0x1100, segments: [code] }), undefined, /entry point 0x00001100.*loads nothing/],
    ['odd entry', buildElf({ entry: 0x1002, segments: [code] }), undefined, /not a multiple of 4/],
    ['long arguments', imageOf(code), 'ä'.repeat(2048), /4096 bytes; there is room for 4095/],
  ])('(%s) is found before anything has changed', (_what, image, bootArguments, message) => {
    expect(() => start(image, bootArguments)).toThrow(BootError);
    expect(() => start(image, bootArguments)).toThrow(message);
    expect(startedAt).toBeUndefined();
    expect(state.ram.every((word) => word === 0)).toBe(true);
  });
});
