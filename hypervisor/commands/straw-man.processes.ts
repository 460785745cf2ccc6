import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunningProcess } from '../../kernel/testing/running-process.ts';
import { tool, Workshop } from '../../kernel/testing/tools.ts';
import { assembleGuest } from '../guests/assemble.ts';

const workshop = new Workshop();
afterAll(() => workshop.remove());

/** Writes the clock's microseconds into sector 3, or exits with the first byte of input. */
const GUESTS = {
  writer: `
	.level	1.1
_start:	ldil	L%0xf0001000,%r3
	ldil	L%0xf0003000,%r4
	ldil	L%0x40000,%r5
	ldw	0(%r3),%r0
	ldw	4(%r3),%r6
	stw	%r6,0(%r5)
	ldi	3,%r6
	stw	%r6,0x100(%r4)		; SECTOR
	ldi	1,%r6
	stw	%r6,0x104(%r4)		; COUNT
	stw	%r5,0x108(%r4)		; ADDRESS
	ldi	2,%r6
	stw	%r6,0x10c(%r4)		; COMMAND: write
1:	ldw	0x110(%r4),%r6
	comib,=	1,%r6,1b
	 nop
	ldil	L%0xf0000000,%r3
	stw	%r0,0(%r3)
	b,n	.
	nop`,
  busy: `
	.level	1.1
_start:	b,n	.
	nop`,
  reader: `
	.level	1.1
_start:	ldil	L%0xf0002000,%r3
	ldil	L%0x00800000,%r4
	mtctl	%r4,%eiem
	.word	0x094a024a
	ldw	0x1c(%r3),%r4		; INPUT
	ldil	L%0xf0000000,%r3
	stw	%r4,0(%r3)
	b,n	.
	nop`,
};

beforeAll(() => {
  for (const [name, text] of Object.entries(GUESTS)) writeFileSync(workshop.path(name), assembleGuest(text));
  // Writes the same on both machines.
  writeFileSync(workshop.path('even'), assembleGuest(GUESTS.writer.replace('ldw\t4(%r3),%r6', 'ldi\t7,%r6')));
});

describe('hvrun --protocol none', () => {
  it('gives each machine a copy of the disk, and tells in which sectors they differ', async () => {
    const before = Buffer.alloc(8 * 512, 'disk');
    writeFileSync(workshop.path('disk'), before);
    const { status, stdout, stderr } = await workshop.hvrun(['--protocol', 'none', '--disk', 'disk', 'writer']);
    expect(stderr).toContain('hvrun: the consoles are the same\nhvrun: the disks differ in sector 3\n');
    expect(stdout).toBe('');
    expect(status).toBe(83);
    expect(readFileSync(workshop.path('disk')).equals(before)).toBe(true);
  });

  it('gives both the input, and says when they agree by luck', async () => {
    const { status, stderr } = await workshop.hvrun(['--protocol', 'none', 'reader'], '7');
    expect(status).toBe('7'.charCodeAt(0));
    expect(stderr).toBe(
      'hvrun: two machines on their own, with devices of their own: nothing keeps them together\n' +
        'hvrun: machine 1 printed 0 bytes and exited with status 55\n' +
        'hvrun: machine 2 printed 0 bytes and exited with status 55\n' +
        'hvrun: the consoles are the same\n' +
        'hvrun: that was luck: nothing made sure of it\n',
    );
  });

  it('carries out the first of several orders to kill, and tells of those that it could not', async () => {
    const kill = (...counts: number[]): string[] => counts.flatMap((count) => ['--kill', `primary@command=${count}`]);
    const run = (...counts: number[]) =>
      workshop.hvrun(['--protocol', 'none', '--disk', 'disk', ...kill(...counts), 'even']);
    writeFileSync(workshop.path('disk'), Buffer.alloc(8 * 512));
    const late = await run(7);
    expect(late.stderr).toContain('hvrun: --kill primary@command=7 was never carried out: machine 1 gave 1 command\n');
    expect(late.status).toBe(82);
    const both = await run(2, 1);
    expect(both.stderr).toContain('hvrun: --kill primary@command=1: machine 1 is dead');
    expect(both.stderr).toContain('hvrun: --kill primary@command=2 was never carried out: machine 1 gave 1 command\n');
    expect(both.status).toBe(82);
    const twice = await run(1, 1);
    expect(twice.stderr).not.toContain('never carried out');
    expect(twice.status).toBe(0);
  });

  it('hears a signal while it copies the disk, and leaves no copy behind', async () => {
    const folder = workshop.path('temporary');
    mkdirSync(folder);
    writeFileSync(workshop.path('large'), '');
    truncateSync(workshop.path('large'), 300 << 20);
    const start = (): RunningProcess =>
      new RunningProcess('node', [tool('hvrun'), '--protocol', 'none', '--disk', 'large', 'busy'], {
        folder: workshop.folder,
        environment: { TMPDIR: folder },
      });
    const signalled = start();
    // The folder of the replicas' FIFOs comes first, and nobody hears signals yet.
    const copying = (): boolean =>
      readdirSync(folder, { recursive: true }).some((name) => String(name).endsWith('disk-1'));
    await signalled.until(copying, 'a copy');
    signalled.signal('SIGTERM');
    expect((await signalled.closed()).status).toBe(143);
    expect(signalled.errors()).toMatch(/^(hvrun: two machines.*\n)?hvrun: ended by SIGTERM\n$/);
    expect(readdirSync(folder)).toEqual([]);
    // Nor when it is killed, once the machines have theirs.
    const killed = start();
    await killed.told(/two machines/);
    killed.signal('SIGKILL');
    await killed.closed();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('tells what is wrong with a disk or an image in one line', async () => {
    const disk = await workshop.hvrun(['--protocol', 'none', '--disk', 'none.img', 'reader']);
    expect(disk).toEqual({
      status: 66,
      stdout: '',
      stderr: "hvrun: cannot open disk 'none.img': there is no such file\n",
    });
    const image = await workshop.hvrun(['--protocol', 'none', 'disk']);
    expect(image).toEqual({ status: 65, stdout: '', stderr: "hvrun: cannot boot 'disk': it is not an ELF file\n" });
  });
});
