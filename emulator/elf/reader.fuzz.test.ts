/** A damaged file is an ElfError with a message, never another exception. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ElfError, readExecutable } from './reader.ts';
import { buildElf } from './testing/build-elf.ts';

const good = buildElf({
  entry: 0x10000,
  segments: [
    { address: 0x10000, data: Uint8Array.of(1, 2, 3, 4) },
    { address: 0x11000, data: Uint8Array.of(5), memorySize: 100 },
  ],
});

function check(file: Uint8Array): void {
  try {
    for (const { data, memorySize } of readExecutable(file).segments)
      expect(data.length).toBeLessThanOrEqual(memorySize);
  } catch (error) {
    expect(error).toBeInstanceOf(ElfError);
    expect((error as ElfError).message).not.toBe('');
  }
}

describe('the ELF reader', () => {
  it('takes any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), check));
  });

  it('takes a good file with some bytes changed', () => {
    const change = fc.tuple(fc.nat(good.length - 1), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        const file = good.slice();
        for (const [at, value] of changes) file[at] = value;
        check(file);
      }),
      { numRuns: 1000 },
    );
  });

  it('takes a good file that is cut off anywhere', () => {
    for (let length = 0; length < good.length; length++) check(good.slice(0, length));
  });
});
