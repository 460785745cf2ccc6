import { xorshift32 } from '../emulator/xorshift.ts';
import { copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Outcome, Workshop } from './testing/tools.ts';

const PROGRAMS = ['hello', 'date', 'work', 'cat', 'ls', 'sh', 'fault'];
const NOTE = 'A text file.\n';

/** What the kernel says first, with the disk of these tests. */
let banner: string;

const workshop = new Workshop();
beforeAll(async () => {
  await workshop.assemble('kernel/kernel.s', 'kernel');
  for (const program of PROGRAMS) await workshop.assemble(`kernel/user/${program}.s`, program);
  writeFileSync(workshop.path('note'), NOTE);
  await workshop.pack('disk.tar', ['note', ...PROGRAMS], 16384);
  const sectors = statSync(workshop.path('disk.tar')).size / 512;
  banner = `kernel: 16384 KiB of RAM, ${sectors} sectors of disk\n`;
});
afterAll(() => workshop.remove());

interface Run {
  readonly disk?: string;
  readonly input?: string;
  readonly options?: readonly string[];
}

/** Boots the kernel on the bare machine with these boot arguments, on a copy of the disk. */
function boot(append: string, { disk = 'copy.tar', input = '', options = [] }: Run = {}): Promise<Outcome> {
  copyFileSync(workshop.path('disk.tar'), workshop.path(disk));
  return workshop.hvrun(['--bare', '--disk', disk, '--append', append, ...options, 'kernel'], input);
}

describe('the kernel without a disk', () => {
  it('runs the program that is built in', async () => {
    const { status, stdout } = await workshop.hvrun(['--bare', 'kernel']);
    expect(stdout).toBe(`kernel: 16384 KiB of RAM, 0 sectors of disk
demo: hello from privilege level 3, address space 1
demo: primes below 1000: 168, the last of them 997
demo: slept ten times until the interval timer woke me
demo: two bad system calls were refused with errors 14 and 38
demo: now give me a disk: hvrun --disk DISK.tar --append 'run hello'
kernel: demo ended with status 0
`);
    expect(status).toBe(0);
  });

  it('says that it has no program to run', async () => {
    const { status, stdout } = await workshop.hvrun(['--bare', '--append', 'run hello', 'kernel']);
    expect(stdout).toContain("kernel: can't run hello: error -2\n");
    expect(status).toBe(61);
  });
});

describe('the kernel with a tar archive', () => {
  it('runs a program from it', async () => {
    const { status, stdout } = await boot('run hello');
    expect(stdout).toBe(`${banner}hello, world\nkernel: hello ended with status 0\n`);
    expect(status).toBe(0);
  });

  it('lists what tar packed', async () => {
    const { stdout } = await boot('run ls');
    const sizes = ['note', ...PROGRAMS].map((name) => `${name} ${readFileSync(workshop.path(name)).length}\n`);
    expect(stdout).toBe(`${banner}${sizes.join('')}kernel: ls ended with status 0\n`);
  });

  it('reads a file', async () => {
    const { stdout } = await boot('run cat note');
    expect(stdout).toBe(`${banner}${NOTE}kernel: cat ended with status 0\n`);
  });

  it('writes a file that tar reads back, and computes what this test computes', async () => {
    const { status, stdout } = await boot('run work 6 3');
    const lines = Array.from({ length: 6 }, (_, round) => workLine(round + 1, 6, 3)).join('');
    expect(stdout).toBe(`${banner}${lines}kernel: work ended with status 0\n`);
    expect(status).toBe(0);
    expect(await workshop.unpack('copy.tar', 'results')).toBe(lines);
    expect(await workshop.unpack('copy.tar', 'note')).toBe(NOTE);
  });

  it.each([1, 2, 3])('writes and prints the same when commands end uncertain (seed %d)', async (seed) => {
    const certain = await boot('run work 12 1', { disk: 'certain.tar' });
    const uncertain = await boot('run work 12 1', {
      disk: 'uncertain.tar',
      options: ['--uncertain', `0.3,${seed}`],
    });
    expect(uncertain.stdout).toBe(certain.stdout);
    expect(uncertain.status).toBe(0);
    const disks = ['certain.tar', 'uncertain.tar'].map((disk) => readFileSync(workshop.path(disk)));
    expect(disks[1].equals(disks[0])).toBe(true);
  });

  it('tells the program that there is no room, and leaves an archive that tar can read', async () => {
    await workshop.pack('full.tar', ['-b', '1', 'work'], 512);
    const { status, stdout } = await workshop.hvrun([
      ...['--bare', '--disk', 'full.tar', '--append', 'run work 2 1'],
      'kernel',
    ]);
    expect(stdout).toContain("work: the file `results` can't be written: is there room behind the archive?\n");
    expect(status).toBe(1);
    expect(await workshop.unpack('full.tar', 'results')).toBe('');
  });

  it('says what it thinks of a disk that is no archive', async () => {
    writeFileSync(workshop.path('noise'), Buffer.alloc(2048, 0x55));
    const { stdout } = await workshop.hvrun(['--bare', '--disk', 'noise', '--append', 'run hello', 'kernel']);
    expect(stdout).toContain('kernel: sector 0 of the disk is not a ustar header');
    expect(stdout).toContain("kernel: can't run hello: error -2\n");
  });

  it('knows what time it is', async () => {
    const before = Math.floor(Date.now() / 1000);
    const { stdout } = await boot('run date');
    const after = Math.floor(Date.now() / 1000);
    const seconds = Number(stdout.split('\n')[1]);
    expect(seconds).toBeGreaterThanOrEqual(before);
    expect(seconds).toBeLessThanOrEqual(after);
  });

  it('refuses to run what is not a program', async () => {
    const { status, stdout } = await boot('run note');
    expect(stdout).toContain("kernel: can't run note: error -8\n");
    expect(status).toBe(61);
  });

  it('refuses boot arguments that it does not know', async () => {
    const { status, stdout } = await boot('walk hello');
    expect(stdout).toContain("kernel: boot arguments are 'run NAME ARGUMENTS', not 'walk hello'\n");
    expect(status).toBe(61);
  });

  it('works with a TLB of four entries', async () => {
    const { stdout } = await boot('run cat note', { options: ['--tlb-entries', '4'] });
    expect(stdout).toBe(`${banner}${NOTE}kernel: cat ended with status 0\n`);
  });
});

describe('a program that does what it must not', () => {
  it.each([
    ['null', 'data TLB miss'],
    ['kernel', 'data TLB miss'],
    ['io', 'data TLB miss'],
    ['code', 'data memory access rights trap'],
    ['privileged', 'privileged operation trap'],
    ['gateway', 'privileged operation trap'],
    ['unaligned', 'unaligned data reference trap'],
    ['break', 'BREAK instruction trap'],
  ])('is killed: %s', async (kind, name) => {
    const { status, stdout } = await boot(`run fault ${kind}`);
    expect(stdout).toContain(`kernel: fault is killed: ${name} at `);
    expect(stdout).toContain('kernel: fault ended with status 62\n');
    expect(status).toBe(62);
  });

  it('is told by PROBE what it may do, even where there is no page', async () => {
    const { status } = await boot('run fault ?');
    expect(status).toBe(2);
  });

  it('does not take the kernel with it', async () => {
    const { status, stdout } = await boot('run sh', { input: 'fault null\nhello\nexit\n' });
    expect(stdout).toMatch(/^\$ fault null\nkernel: fault is killed: .*\n\$ hello\nhello, world\n\$ exit\n/m);
    expect(status).toBe(0);
  });
});

describe('console input', () => {
  it('comes by lines, echoed when a program reads them, up to the end', async () => {
    const { stdout } = await boot('run cat', { input: 'one\ntwo\nthree' });
    expect(stdout).toBe(`${banner}one\none\ntwo\ntwo\nthreethree\nkernel: cat ended with status 0\n`);
  });

  it('is edited: backspace, return, Ctrl-D', async () => {
    const { stdout } = await boot('run cat', { input: 'ax\bb\x7fc\r\x04never read' });
    expect(stdout).toBe(`${banner}ax\b \bb\b \bc\nac\nkernel: cat ended with status 0\n`);
  });

  it('names programs for the shell, which can run itself until memory of processes is used up', async () => {
    const { stdout } = await boot('run sh', { input: 'nosuch\nsh\nsh\nsh\nsh\n' });
    expect(stdout).toContain('$ nosuch\nsh: no such program\n');
    expect(stdout).toContain("$ sh\nsh: the kernel can't run that\n");
  });
});

/** The line that `work` prints after `round` of `rounds` rounds of `kib` KiB, computed from its description. */
function workLine(round: number, rounds: number, kib: number): string {
  let x = 1;
  let crc = ~0;
  for (let i = 0; i < round * kib * 1024; i++) {
    x = xorshift32(x);
    crc ^= x >>> 24;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  const digits = (n: number): string => n.toString().padStart(3, '0');
  return `work ${digits(round)} of ${digits(rounds)}: crc ${(~crc >>> 0).toString(16).padStart(8, '0')}\n`;
}
