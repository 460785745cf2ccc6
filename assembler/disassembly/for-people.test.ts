/** Instructions as people write them mean what they are: the assembler makes the same of them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readExecutable } from '../../emulator/elf/reader.ts';
import { disassemble, disassembleForPeople } from '../../emulator/isa/disassemble.ts';
import { INSTRUCTIONS } from '../../emulator/isa/instructions.ts';
import { assemble } from '../assemble.ts';

const BASE = 0x10000;

function assembled(text: string): number {
  const { image } = assemble([{ name: 'in.s', text: `\t.level 1.1\n\t.text\n_start:\t${text}\n` }]);
  expect(image, text).toBeDefined();
  const { data } = readExecutable(image!).segments[0];
  return new DataView(data.buffer, data.byteOffset).getUint32(0);
}

describe('an instruction as people write it', () => {
  it.each([
    [0x08000240, 'nop'],
    [0x08030244, 'copy %r3,%r4'],
    [0x3404000a, 'ldi 5,%r4'],
    [0xe8000000, 'b 0x10008'],
    [0xe8000002, 'b,n 0x10008'],
    [0xe8400000, 'bl 0x10008,%r2'],
    [0x0c281082, 'ldw 4(%r1),%r2'],
    [0x0c2810a2, 'ldw,ma 4(%r1),%r2'],
    [0x0c612082, 'ldw,s %r1(%r3),%r2'],
    [0x0c221288, 'stw %r2,4(%r1)'],
    [0x2c601004, 'fldd 0(%r3),%fr4'],
    [0x20610e01, 'ldil L%0xf0002000,%r3'],
    [0x88412000, 'comb,<> %r1,%r2,0x10008'],
    [0x01c51840, 'mtctl %r5,%iva'],
    [0x01651840, 'mtsar %r5'],
    [0x02e008a1, 'mfctl %eirr,%r1'],
    [0x002008a1, 'mfctl 1,%r1'],
    [0x094a024a, 'or %r10,%r10,%r10'],
    [0x00000000, 'break 0,0'],
    [0xfc000000, '.word 0xfc000000'],
  ])('%i is %s', (word, text) => {
    expect(disassembleForPeople(word, BASE)).toBe(text);
  });

  it('assembles to the same word, or to the other form of the same load or store', () => {
    const word = fc
      .tuple(fc.constantFrom(...INSTRUCTIONS), fc.nat(0xffffffff))
      .map(([{ pattern }, bits]) => (pattern.match | (bits & ~pattern.mask)) >>> 0);
    fc.assert(
      fc.property(word, (original) => {
        const text = disassembleForPeople(original);
        const again = assembled(text);
        if (again !== original) {
          expect(withoutForm(disassemble(again)), text).toBe(withoutForm(disassemble(original)));
          expect(text).toMatch(/^(?:ld|st)/);
        }
      }),
      { numRuns: 400 },
    );
  });
});

/** `ldws` and `ldw` are two forms of one instruction. */
function withoutForm(text: string): string {
  return text.replace(/^((?:ld|st)[whb])s(?=[ ,])/, '$1');
}
