/**
 * docs/add-an-instruction.md, done: `clearbits` is a row of the table, here added by the mock, of a family that exists. Then the
 * assembler takes it, the disassembler prints it, and the machine does it.
 */
import { expect, it, vi } from 'vitest';
import { MIN_RAM } from '../emulator/board.ts';
import { readExecutable } from '../emulator/elf/reader.ts';
import { disassemble } from '../emulator/isa/disassemble.ts';
import type { Instruction } from '../emulator/isa/instructions.ts';
import { runGuest } from '../emulator/run-guest.ts';
import { assemble } from './assemble.ts';

vi.mock('../emulator/isa/instructions.ts', async (original) => {
  const { INSTRUCTIONS } = await original<{ INSTRUCTIONS: readonly Instruction[] }>();
  const { row } = await import('../emulator/isa/row.ts');
  const drawn = row(
    'clearbits',
    '000010 r2:5 r1:5 c:3 f:1 001011 0 t:5',
    'r1,r2,t',
    { family: 'logical', operation: 'and-complement' },
    { condition: 'logical' },
  );
  const all: readonly Instruction[] = [...INSTRUCTIONS, { ...drawn, index: INSTRUCTIONS.length }];
  return { INSTRUCTIONS: all, instruction: (name: string) => all.find((each) => each.name === name) };
});

const GUEST = `
	.level	1.1
	.text
_start:	ldi	0x7f,%r1
	ldi	0x55,%r2
	clearbits,<> %r1,%r2,%r3	; 0x2a is not 0: what follows is not executed
	ldi	0,%r3
	ldil	L%0xf0000000,%r4
	stw	%r3,0(%r4)
	b	.
	 nop
`;

const assembled = (text: string) => assemble([{ name: 'guest.s', text }]);

it('is assembled, with its completers, and disassembled', () => {
  const { data } = readExecutable(assembled(GUEST).image!).segments[0];
  const word = new DataView(data.buffer, data.byteOffset).getUint32(8);
  expect(word.toString(16)).toBe('84132c3');
  expect(disassemble(word, 0x10008)).toBe('clearbits,<> %r1,%r2,%r3');
});

it('is executed', async () => {
  const { status } = await runGuest({ image: assembled(GUEST).image!, ram: MIN_RAM });
  expect(status).toBe(0x7f & ~0x55);
});

it('has its errors', () => {
  const messages = assembled(GUEST.replace('%r1,%r2,%r3', '%r1,%r2')).diagnostics.map(({ message }) => message);
  expect(messages).toEqual([expect.stringContaining('clearbits')]);
});
