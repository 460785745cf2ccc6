/** A kernel runs a program from its disk: findings are told with the program's system call, whoever is wrong. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { assemble } from '../../assembler/assemble.ts';
import { DoubtAdversity } from './adversities/doubt.ts';
import { PowerAdversity } from './adversities/power/power.ts';
import { callsOf, describeResult } from './report/text.ts';
import { referenceOf } from './testing/guests.ts';
import type { CaseResult } from './result.ts';

const KERNEL = join(import.meta.dirname, '../../kernel');

/** The executable of the kernel's source, or of a program's, with lines; `edit`: changes a file's text. */
function built(name: string, text: string, edit: (text: string, path: string) => string = (same) => same): Uint8Array {
  const read = (path: string): Uint8Array | undefined => {
    try {
      return new TextEncoder().encode(edit(readFileSync(path, 'utf8'), path));
    } catch {
      return undefined;
    }
  };
  const { image, diagnostics } = assemble([{ name: join(KERNEL, name), text }], { files: { read }, debugVersion: 5 });
  if (!image) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return image;
}

/** A ustar archive, with a sector of zeros behind it, twice. */
function archive(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const parts = Object.entries(files).map(([name, contents]) => {
    const member = new Uint8Array(512 + Math.ceil(contents.length / 512) * 512);
    const write = (at: number, words: string): void => member.set(new TextEncoder().encode(words), at);
    write(0, name);
    write(100, '0000644\0');
    write(124, `${contents.length.toString(8).padStart(11, '0')}\0`);
    write(136, '00000000000\0');
    write(148, '        0');
    write(257, 'ustar\x0000');
    const sum = member.subarray(0, 512).reduce((total, byte) => total + byte, 0);
    write(148, `${sum.toString(8).padStart(6, '0')}\0 `);
    member.set(contents, 512);
    return member;
  });
  return new Uint8Array([...parts, new Uint8Array(1024)].flatMap((part) => [...part]));
}

/** Writes a record, and then the head that says it is there, by a routine that both calls go through. */
const LOG = `
	.level	1.1
	.include "syscall.inc"
	.text
_start:	la	name,%r26
	ldi	0,%r25
	syscall	SYS_OPEN
	copy	%r28,%r3
	bl	append,%r2
	 nop
	syscall	SYS_SYNC
	ldi	0,%r26
	syscall	SYS_EXIT
append:	enter
	ldi	512,%r25
	la	data,%r24
	bl	store,%r2		; the record
	 nop
	ldi	0,%r25
	la	one,%r24
	bl	store,%r2		; the head
	 nop
	leave
store:	copy	%r24,%r4
	copy	%r3,%r26
	syscall	SYS_SEEK
	copy	%r3,%r26
	copy	%r4,%r25
	ldi	512,%r24
	syscall	SYS_WRITE		; what came of it is ignored
	bv,n	%r0(%r2)
	nop
name:	.asciz	"log"
	.align	4
	.data
data:	.space	512, 0x55
one:	.space	512, 0x66
`;

let log: Uint8Array;
beforeAll(() => {
  log = built('user/log.s', LOG);
});

/** Line number of the first line of the program that holds `text`; lines count from the one that the template begins with. */
function lineOf(text: string): number {
  return 1 + LOG.split('\n').findIndex((line) => line.includes(text));
}

/** The kernel with the program on its disk. `edit`: of the kernel. */
function guest(edit?: (text: string, path: string) => string, program = log) {
  const text = readFileSync(join(KERNEL, 'kernel.s'), 'utf8');
  const image = built('kernel.s', text, edit);
  return { image, disk: archive({ log: new Uint8Array(1024), run: program }), append: 'run run' };
}

function linesOf({ place }: CaseResult): (string | undefined)[] {
  return [place, ...callsOf(place)].map((one) => one?.line?.replace(/^.*\//, ''));
}

it('a program that writes a record before its data is told the call of its own, when power has gone', () => {
  const head = 0x66;
  const expectations = {
    disk: (disk: Uint8Array) => (disk[512] === head && disk[1024] !== 0x55 ? 'no record' : undefined),
  };
  const adversity = new PowerAdversity(referenceOf(guest(), expectations), { writes: 2 });
  const broken = [...adversity.cases()].filter((one) => adversity.run(one, { told: false }).verdict === 'broken');
  const result = adversity.run(broken[0], { told: true });
  expect(result.cause?.rule).toBe('no-flush-between');
  expect(linesOf(result)).toEqual([`log.s:${lineOf('; the head')}`, `log.s:${lineOf('bl\tappend')}`]);
  expect(result.place?.label).toMatch(/^<append\+/);
});

/** A kernel that does not repeat what is uncertain: its caller is told of an error. */
function withoutRetry(text: string, path: string): string {
  if (!path.endsWith('/disk.s')) return text;
  const left = text.replace('\tcomib,=,n RESULT_UNCERTAIN,%r7,disk_retry\n', '');
  expect(left).not.toBe(text);
  return left;
}

/** What comes of a doubt about the first command of a kind, not performed, told. */
function told(image: ReturnType<typeof guest>, kind: string, from = 1): CaseResult {
  const reference = referenceOf(image);
  const adversity = new DoubtAdversity(reference, { depth: 1 });
  const { number } = reference.commands.find((one) => one.request.kind === kind && one.number >= from)!;
  return adversity.run({ adversity: 'doubt', key: `doubt:${number}=not`, stands: 1 }, { told: true });
}

it("the driver's line stays the place where the driver is wrong, and the program's calls stand beside it", () => {
  const result = told(guest(withoutRetry), 'disk-write');
  expect(result.verdict).toBe('broken');
  expect(linesOf(result)).toEqual([
    expect.stringMatching(/^disk\.s:/),
    `log.s:${lineOf('SYS_WRITE')}`,
    `log.s:${lineOf('; the record')}`,
    `log.s:${lineOf('bl\tappend')}`,
  ]);
  const from = describeResult(result).filter((line) => line.startsWith('called from: '));
  expect(from).toEqual([
    expect.stringMatching(/log\.s:\d+ <store\+0x\w+>: ble /),
    expect.stringMatching(/log\.s:\d+ <append\+0x\w+>: bl /),
    expect.stringMatching(/log\.s:\d+ <_start\+0x\w+>: bl /),
  ]);
});

it('before a program runs, and of one without names, no call is told', () => {
  expect(callsOf(told(guest(withoutRetry), 'disk-read').place)).toEqual([]);
  const stripped = log.slice();
  // No section headers: e_shoff, e_shnum, e_shstrndx.
  stripped.fill(0, 32, 36);
  stripped.fill(0, 48, 52);
  const result = told(guest(withoutRetry, stripped), 'disk-write');
  expect(linesOf(result)).toEqual([expect.stringMatching(/^disk\.s:/)]);
});

/** Prints two lines, so that the kernel gives the second to the port when an interrupt says that the first is out, and computes meanwhile. */
const LINES = `
	.level	1.1
	.include "syscall.inc"
	.text
_start:	la	line,%r26
	bl	say,%r2
	 nop
	la	line,%r26
	bl	say,%r2
	 nop
	ldil	L%20480,%r3
spin:	addib,<>	-1,%r3,spin
	 nop
	ldi	0,%r26
	syscall	SYS_EXIT
line:	.asciz	"a line\\n"
	.align	4
	.include "text.s"
`;

it('what the kernel does when it has interrupted a program is for no call', () => {
  const { commands } = referenceOf(guest(undefined, built('user/lines.s', LINES)));
  const calls = commands
    .filter(({ request }) => request.kind === 'console-write')
    .map(({ place }) => place.call?.code.label?.replace(/\+.*/, ''));
  // Two of the kernel's at boot; the first line; the second, by an interrupt; what the kernel says in `exit`, which stands behind `spin`.
  expect(calls).toEqual([undefined, undefined, '<say', undefined, '<spin', '<spin']);
});
