/**
 * The firmware as a kernel finds it: a small one that is linked where Linux is calls it on a bare machine. And what is said of
 * images that don't go together.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assemble } from '../../assembler/assemble.ts';
import { BootError } from '../../emulator/boot.ts';
import { HEADER } from '../../emulator/elf/format.ts';
import { readExecutable } from '../../emulator/elf/reader.ts';
import { type FirmwareBoot, firmwareImage } from '../../emulator/firmware.ts';
import { runGuest } from '../../emulator/run-guest.ts';

const kernelFolder = join(import.meta.dirname, '..');

function build(name: string, text: string, textBase?: number): Uint8Array {
  const read = (path: string): Uint8Array => readFileSync(join(kernelFolder, 'firmware', path));
  const { image, diagnostics } = assemble([{ name, text }], { files: { read }, ...(textBase && { textBase }) });
  if (!image) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return image;
}

function withEntry(image: Uint8Array, entry: number): Uint8Array {
  const changed = image.slice();
  new DataView(changed.buffer).setUint32(HEADER.ENTRY, entry);
  return changed;
}

const FIRMWARE = build('firmware.s', readFileSync(join(kernelFolder, 'firmware/firmware.s'), 'utf8'));
const RAM = 4 * 1024 * 1024;
/** As Linux's: the first digit is not physical. */
const KERNEL_BASE = 0x10100000;

const prologue = `
	.level	1.1
	.include "../board.inc"
	.include "../macros.inc"
	.include "layout.inc"
	.text
	.globl	_start
_start:	la	stack - 0x10000000,%r30	; it runs in real mode, where it was loaded
`;
/** call: PDC with a procedure, an option and a word of \`results\`; its status is added to %r3 shifted. print: a word as 4 bytes. */
const epilogue = `
end:	la	SYSTEM_PAGE,%r1
	stw	%r0,SYSTEM_EXIT(%r1)
call:	la	results - 0x10000000,%r24
	ldw	PZ_MEM_PDC(%r0),%r1
	bv,n	%r0(%r1)
	nop
; prints %r26 as eight digits and a newline, by the firmware's console
print:	copy	%r2,%r4
	la	text - 0x10000000,%r5
	ldi	8,%r6
1:	extru	%r26,3,4,%r7
	shd	%r26,%r0,28,%r26
	ldi	10,%r1
	comb,<<	%r7,%r1,2f
	 ldo	48(%r7),%r8
	ldo	87(%r7),%r8
2:	stbs,ma	%r8,1(%r5)
	addib,>	-1,%r6,1b
	 nop
	ldi	10,%r8
	stb	%r8,0(%r5)
	la	printed - 0x10000000,%r1
	stw	%r1,ARG4(%r30)
	la	text - 0x10000000,%r1
	stw	%r1,ARG6(%r30)
	ldi	9,%r1
	stw	%r1,ARG7(%r30)
	ldw	PZ_CONSOLE+DEVICE_HPA(%r0),%r26
	ldi	IODC_COUT,%r25
	ldw	PZ_CONSOLE+DEVICE_IODC_IO(%r0),%r1
	bl	3f,%r2
	 nop
3:	ldo	4f-3b(%r2),%r2
	bv,n	%r0(%r1)
	nop
4:	bv,n	%r0(%r4)
	nop
	.data
	.align	8
path:	.byte	0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2
	.bss
	.align	64
results: .space	256
text:	.space	64
printed: .space	64
	.space	128
stack:	.space	256
`;

const kernelOf = (body: string): Uint8Array => build('kernel.s', `${prologue}${body}${epilogue}`, KERNEL_BASE);
const boot = (kernel: Uint8Array, more: Partial<FirmwareBoot> = {}): Uint8Array =>
  firmwareImage({ firmware: FIRMWARE, kernel, idleMark: false, ram: RAM, append: '', ...more });

/** Runs the firmware and a kernel that does \`body\`; what is printed, line by line. */
async function run(body: string, more: Partial<FirmwareBoot> & { input?: Uint8Array } = {}): Promise<string[]> {
  const { input, ...options } = more;
  const image = boot(kernelOf(body), options);
  const result = await runGuest({ image, ram: RAM, append: options.append, input, limitInstructions: 100_000 });
  expect([result.status, result.report]).toEqual([0, []]);
  return new TextDecoder().decode(result.console).trimEnd().split('\n');
}

/** Calls PDC, and prints its status and some of its results. */
const pdc = (procedure: number, option: number, results: readonly number[] = [], before = ''): string => `
	ldi	${procedure},%r26
	ldi	${option},%r25
	${before}
	bl	call,%r2
	 nop
	bl	print,%r2
	 copy	%r28,%r26
${results.map((index) => `	la	results - 0x10000000,%r26\n	bl	print,%r2\n	 ldw	${index * 4}(%r26),%r26\n`).join('')}`;

const printWord = (load: string): string => `${load}\n	bl	print,%r2\n	 nop\n`;

describe('the firmware', () => {
  it('gives the kernel its command line and its RAM disk', async () => {
    const initrd = Uint8Array.of(0x11, 0x22, 0x33, 0x44, 0x55);
    const body = `
	copy	%r25,%r10
	copy	%r24,%r11
	copy	%r23,%r12
	${printWord('ldw	0(%r10),%r26')}${printWord('copy	%r11,%r26')}${printWord('copy	%r12,%r26')}
	${printWord('ldw	0(%r11),%r26')}`;
    const start = RAM - 2 * 4096;
    expect(await run(body, { append: 'console=x', initrd })).toEqual([
      '636f6e73',
      start.toString(16).padStart(8, '0'),
      (start + 5).toString(16).padStart(8, '0'),
      '11223344',
    ]);
  });

  it('fills page zero', async () => {
    const offsets = [
      'PZ_CONT',
      'PZ_MEM_10MSEC',
      'PZ_IMM_MAX_MEM',
      'PZ_CONSOLE',
      'PZ_CONSOLE+4',
      'PZ_KEYBOARD+DEVICE_CLASS',
    ];
    const lines = await run([...offsets, 'PZ_IDLE_MARK'].map((at) => printWord(`ldw	${at}(%r0),%r26`)).join(''));
    expect(lines).toEqual(['00400000', '0007a120', '00400000', '00ffffff', 'ffffff02', '00000007', '00000000']);
    const [mark] = await run(printWord('ldw	PZ_IDLE_MARK(%r0),%r26'), { idleMark: true });
    expect(mark).toBe('53656142');
  });

  it('tells of the machine', async () => {
    expect(await run(pdc(4, 0, [0, 6]))).toEqual(['00000000', '00002000', '00000004']);
    expect(await run(pdc(7, 0, [0, 1]))).toEqual(['00000000', '000000c0', '000000c0']);
    expect(await run(pdc(5, 0, [0, 1, 13, 29]))).toEqual(['00000000', '00000000', '01400000', '00050000', '00000001']);
    const name = 'la	text - 0x10000000,%r1\n	stw	%r1,ARG4(%r30)';
    const printName = printWord('la	text - 0x10000000,%r26\n	ldw	0(%r26),%r26');
    expect((await run(`${pdc(4, 3, [0], name)}`))[1]).toBe('00000008');
    expect((await run(`	ldi	4,%r26\n	ldi	3,%r25\n	${name}\n	bl	call,%r2\n	 nop\n${printName}`))[0]).toBe('39303030');
  });

  it('knows its modules, by number and by page', async () => {
    const byPath = 'la	path - 0x10000000,%r23';
    expect(await run(pdc(128, 0, [0], byPath))).toEqual(['00000000', 'f0006000']);
    const beyond = `${byPath}\n	ldi	3,%r1\n	stb	%r1,7(%r23)`;
    expect((await run(pdc(128, 0, [], beyond)))[0]).toBe('fffffffb');
    const behindConverter = `${byPath}\n	stb	%r0,6(%r23)`;
    expect((await run(pdc(128, 0, [], behindConverter)))[0]).toBe('fffffffb');
    const identify = (page: string, room: number): string => `
	stw	%r0,ARG4(%r30)
	la	text - 0x10000000,%r1
	stw	%r1,ARG5(%r30)
	ldi	${room},%r1
	stw	%r1,ARG6(%r30)
	la	${page},%r23`;
    expect(await run(pdc(8, 0, [0], identify('MUX_PAGE', 32)))).toEqual(['00000000', '00000010']);
    expect(await run(pdc(8, 0, [0], identify('MUX_PAGE', 3)))).toEqual(['00000000', '00000003']);
    expect((await run(pdc(8, 0, [], identify('DISK_PAGE', 32))))[0]).toBe('fffffffb');
  });

  it('gives the time of the clock', async () => {
    const [status, seconds] = await run(pdc(9, 0, [0]));
    expect(status).toBe('00000000');
    expect(Math.abs(parseInt(seconds, 16) - Date.now() / 1000)).toBeLessThan(60);
  });

  it('knows what it does not know', async () => {
    expect(await run(pdc(4, 7))).toEqual(['fffffffe']);
    expect(await run(pdc(22, 0))).toEqual(['ffffffff']);
  });

  it('takes what was typed', async () => {
    // Input comes between two slices of the machine.
    const body = `
	zdepi	1,16,1,%r1
0:	addib,>	-1,%r1,0b
	 nop
	la	results - 0x10000000,%r1
	stw	%r1,ARG4(%r30)
	la	text - 0x10000000,%r1
	stw	%r1,ARG6(%r30)
	ldi	2,%r1
	stw	%r1,ARG7(%r30)
	ldw	PZ_CONSOLE+DEVICE_HPA(%r0),%r26
	ldi	IODC_CIN,%r25
	ldw	PZ_CONSOLE+DEVICE_IODC_IO(%r0),%r1
	bl	1f,%r2
	 nop
1:	ldo	2f-1b(%r2),%r2
	bv,n	%r0(%r1)
	nop
2:	${printWord('la	results - 0x10000000,%r26\n	ldw	0(%r26),%r26')}`;
    expect(await run(body, { input: new TextEncoder().encode('xyz') })).toEqual(['00000002']);
  });

  it('ends the run when the machine is to be reset', async () => {
    expect(await run(`${pdc(136, 0)}${pdc(4, 0)}`)).toEqual(['']);
  });
});

describe('an image', () => {
  const kernel = kernelOf('');

  it('is loaded without the first digit of its addresses, and keeps what else is in its file', () => {
    const image = boot(kernel, { initrd: new Uint8Array(100) });
    const { entry, segments } = readExecutable(image);
    const kernelSegments = segments.filter(({ virtualAddress }) => virtualAddress >= KERNEL_BASE);
    expect(entry).toBe(readExecutable(FIRMWARE).entry);
    expect(kernelSegments.map(({ physicalAddress, virtualAddress }) => virtualAddress - physicalAddress)).toEqual(
      kernelSegments.map(() => 0x10000000),
    );
    expect(segments.at(-1)).toMatchObject({ physicalAddress: RAM - 2 * 4096, memorySize: 100 });
    expect(image.subarray(52, 1000)).toEqual(kernel.subarray(52, 1000));
  });

  it.each<[string, () => Uint8Array, RegExp]>([
    ['no ELF file', () => boot(new Uint8Array(100)), /not an ELF file/],
    [
      'a kernel in the firmware’s place',
      () => boot(build('k.s', '_start: nop\n')),
      /begins at 0x00010000, where the firmware is/,
    ],
    [
      'a kernel that begins where nothing of it is',
      () => boot(withEntry(kernel, 0x10000000)),
      /its entry point 0x00000000 is a physical address at which it loads nothing/,
    ],
    [
      'a RAM disk too large',
      () => boot(kernel, { initrd: new Uint8Array(RAM) }),
      /has 4194304 bytes, .* RAM has room for \d+/,
    ],
    ['a command line too long', () => boot(kernel, { append: 'ä'.repeat(512) }), /have 1024 bytes; .* room for 1023/],
  ])('%s is refused', (_name, make, message) => {
    expect(make).toThrow(BootError);
    expect(make).toThrow(message);
  });

  it('has as much room for a RAM disk as it says: whole pages behind the kernel', () => {
    const refusalOf = (length: number): string => {
      try {
        boot(kernel, { initrd: new Uint8Array(length) });
        return '';
      } catch (error) {
        return String(error);
      }
    };
    const room = Number(/room for (\d+)/.exec(refusalOf(RAM))?.[1]);
    expect(refusalOf(room)).toBe('');
    expect(refusalOf(room + 1)).toMatch(`has ${room + 1} bytes`);
  });

  it('may have a command line of 1023 bytes', () => {
    expect(() => boot(kernel, { append: 'x'.repeat(1023) })).not.toThrow();
  });
});
