/** `hvrun --firmware`: a small kernel, linked where Linux is, on every kind of machine; and what is said of files that don't fit. */
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tool, Workshop } from '../../kernel/testing/tools.ts';

/** Prints the first word of its initial RAM disk by the multiplexer, asks the firmware what it does not know, and ends. */
const KERNEL = `
	.level	1.1
	.text
	.globl	_start
_start:	ldil	L%0xf0006000,%r3
	ldi	4,%r4
1:	ldbs,ma	1(%r24),%r5
	addib,>	-1,%r4,1b
	 stw	%r5,0x83c(%r3)
	ldi	22,%r26
	ldi	7,%r25
	ldw	0x388(%r0),%r1
	bl	2f,%r2
	 nop
2:	ldo	3f-2b(%r2),%r2
	bv,n	%r0(%r1)
	nop
3:	ldi	136,%r26
	ldi	0,%r25
	ldw	0x388(%r0),%r1
	bv,n	%r0(%r1)
	nop
`;
const FLAGS = ['--firmware', 'pdc', '--initrd', 'ramdisk'];

const workshop = new Workshop();
afterAll(() => workshop.remove());

beforeAll(async () => {
  writeFileSync(workshop.path('kernel.s'), KERNEL);
  writeFileSync(workshop.path('ramdisk'), 'hey\n');
  await workshop.must('node', [tool('hvasm'), '--text-base', '0x10100000', 'kernel.s', '-o', 'kernel']);
});

it.each([
  ['bare', ['--bare']],
  ['solo', ['--solo']],
  ['a pair', ['--record', 'run.rec']],
])('%s: the firmware starts the kernel, and --verbose tells what it did not know', async (_name, more) => {
  const { status, stdout, stderr } = await workshop.hvrun([...FLAGS, '--verbose', ...more, 'kernel']);
  expect([status, stdout]).toEqual([0, 'hey\n']);
  expect(stderr).toContain("the guest's note 22, 7");
});

it('is in a recording, and in the simulator', async () => {
  const replayed = await workshop.hvrun(['replay', 'run.rec']);
  expect([replayed.status, replayed.stdout]).toEqual([0, 'hey\n']);
  expect(replayed.stderr).toMatch(/replayed \d+ epochs, 209 instructions/);
  const simulated = await workshop.hvrun(['simulate', ...FLAGS, '--ram', '2M', '--runs', '5', 'kernel']);
  expect([simulated.status, simulated.stdout]).toEqual([0, expect.stringContaining('5 runs, 0 failed')]);
});

it.each<[string, string[], number, RegExp]>([
  [
    'no such RAM disk',
    ['--firmware', 'pdc', '--initrd', 'nothing', 'kernel'],
    66,
    /cannot open --initrd 'nothing': there is no such file/,
  ],
  ['a kernel that is none', [...FLAGS, 'ramdisk'], 65, /cannot boot 'ramdisk': it is not an ELF file/],
  ['a RAM disk that is written', [...FLAGS, '--history', 'ramdisk', 'kernel'], 64, /nothing was written/],
  ['too little RAM', [...FLAGS, '--ram', '1M', 'kernel'], 65, /cannot boot 'kernel': the (initial RAM disk|segment)/],
])('%s is said in words', async (_name, args, status, message) => {
  const outcome = await workshop.hvrun(['--bare', ...args]);
  expect([outcome.status, outcome.stderr]).toEqual([status, expect.stringMatching(message)]);
});
