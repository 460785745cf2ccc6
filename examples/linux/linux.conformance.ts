/**
 * An unmodified Linux on every kind of machine: what it prints and what is on its disk afterwards is the same on the bare machine
 * and on a pair whose machines are killed. The kernel is what build.sh has made; the file systems are looked at by e2fsprogs.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HvrunProcess } from '../../hypervisor/testing/hvrun-process.ts';
import { Workshop } from '../../kernel/testing/tools.ts';

const CACHE = process.env['HVFT_LINUX'] ?? join(homedir(), '.cache/hvft-linux');
const LINUX = ['--firmware', 'pdc', '--ram', '32M', '--initrd', join(CACHE, 'initramfs.cpio'), join(CACHE, 'vmlinux')];
const COMMAND_LINE = 'console=ttyB0 virtio_mmio.device=4K@0xf0007000:76 panic=1';
const FILES = 10;

const workshop = new Workshop();
afterAll(() => workshop.remove());

/** A disk with an empty file system; its path. */
async function newDisk(name: string): Promise<string> {
  const path = workshop.path(name);
  writeFileSync(path, '');
  truncateSync(path, 8 * 1024 * 1024);
  await workshop.must('mke2fs', ['-q', '-F', '-t', 'ext2', path]);
  return path;
}

/** The arguments of a run of Linux that does what `run` says, or gives a shell. */
function argumentsOf(disk: string, run: string | undefined, more: readonly string[]): string[] {
  const append = run === undefined ? COMMAND_LINE : `${COMMAND_LINE} run=${run}`;
  return ['--idle-mark', '--disk', disk, '--append', append, ...more, ...LINUX];
}

/** What was printed but for the kernel's own lines, which begin with the time. */
function printed(stdout: Buffer): string[] {
  const text = stdout
    .toString('latin1')
    .replaceAll('\r', '')
    .replaceAll(/\[ *\d+\.\d{6}\] .*\n?/g, '');
  return text.split('\n').filter((line) => line !== '');
}

/** How often the kernel says that its disk was reset. The power-on is one of them. */
function resets(stdout: Buffer): number {
  return [...stdout.toString('latin1').matchAll(/sd 0:0:0:0: Power-on or device reset occurred/g)].length;
}

/** The files on a disk with their contents. e2fsck finds nothing wrong with it. */
function filesOn(disk: string): ReadonlyMap<string, string> {
  const checked = spawnSync('e2fsck', ['-fn', disk], { encoding: 'latin1' });
  expect([checked.status, checked.stdout]).toEqual([0, expect.anything()]);
  const folder = `${disk}.files`;
  mkdirSync(folder);
  spawnSync('debugfs', ['-R', `rdump / ${folder}`, disk]);
  const names = readdirSync(folder).filter((name) => name !== 'lost+found');
  return new Map(names.sort().map((name) => [name, readFileSync(join(folder, name), 'latin1')]));
}

/** Resolves when it has printed something like this. A host that is busy takes its time for a boot. */
async function shows(run: HvrunProcess, pattern: RegExp): Promise<void> {
  while (!pattern.test(run.output().toString('latin1')) && !run.over) await sleep(20);
  expect(run.output().toString('latin1')).toMatch(pattern);
}

/** Kills the primary, then the backup, and so on, each as soon as the pair is whole again. Resolves with how many died. */
async function killInTurn(run: HvrunProcess, most: number): Promise<number> {
  for (let deaths = 0; deaths < most; deaths += 1) {
    const pair = await run.whole(deaths);
    if (pair === 'ended') return deaths;
    process.kill(pair[deaths % 2], 'SIGKILL');
  }
  return most;
}

let reference: { printed: string[]; files: ReadonlyMap<string, string> };

beforeAll(async () => {
  const disk = await newDisk('reference');
  const { status, stdout } = await new HvrunProcess(workshop.folder, argumentsOf(disk, `work,${FILES}`, ['--bare']))
    .outcome;
  expect(status).toBe(0);
  reference = { printed: printed(stdout), files: filesOn(disk) };
});

describe('the bare machine', () => {
  it('has done the work', () => {
    const lines = (first: number): string => Array.from({ length: 401 }, (_, index) => `${first + index}\n`).join('');
    const expected = Array.from({ length: FILES }, (_, index) => [`file.${index + 1}`, lines(index + 1)] as const);
    const copies = [6, 9].map((number) => [`copy.${number}`, lines(number)] as const);
    expect([...reference.files]).toEqual([...expected, ...copies].sort(([a], [b]) => (a < b ? -1 : 1)));
    expect(reference.printed.at(-1)).toBe(`work,${FILES}: status 0`);
    expect(reference.printed[0]).toMatch(/^file 1: \d+ 1496$/);
  });

  it('tells which calls its firmware does not know, and rests or polls when it is idle', async () => {
    const args = argumentsOf(await newDisk('polls'), 'true', ['--bare', '--verbose']);
    const { status, stderr } = await new HvrunProcess(
      workshop.folder,
      args.filter((arg) => arg !== '--idle-mark'),
    ).outcome;
    expect(status).toBe(0);
    // PDC_SYSTEM_MAP, which a 720 has not; PDC_SOFT_POWER.
    expect(stderr).toContain("the guest's note 22, 0");
    expect(stderr).toContain("the guest's note 23, 0");
  });
});

describe.each([
  ['the bare machine with commands in doubt', ['--bare', '--uncertain', '0.3,7']],
  ['one machine under the hypervisor', ['--solo']],
  ['one machine under the hypervisor, translated', ['--solo', '--engine', 'auto']],
  ['a pair whose primary dies with a command under way', ['--kill', 'primary@command=30', '--record', 'run.rec']],
  ['a pair with the revised protocol', ['--protocol', 'revised', '--kill', 'primary@command=41']],
  ['a pair with the original protocol', ['--protocol', 'original', '--kill', 'primary@command=22']],
])('%s', (name, flags) => {
  it('prints the same, and has the same files on its disk', async () => {
    const disk = await newDisk(name.replaceAll(/\W/g, '-'));
    const { status, stdout, stderr } = await new HvrunProcess(
      workshop.folder,
      argumentsOf(disk, `work,${FILES}`, flags),
    ).outcome;
    expect([status, printed(stdout)]).toEqual([0, reference.printed]);
    expect(filesOn(disk)).toEqual(reference.files);
    // Nearly all of them repeated: of metadata, Linux writes what it has by then.
    if (flags.includes('--uncertain')) expect(stderr).toMatch(/\d+ commands, \d\d uncertain, /);
    if (flags.includes('--kill')) {
      expect(stderr).toMatch(/disk (write|flush|read).*: uncertain/);
      expect(stderr).toMatch(/the driver repeated it/);
    }
    if (!flags.includes('--solo')) expect(resets(stdout)).toBeGreaterThan(1);
  });
});

it('the recorded run is replayed bit for bit', async () => {
  const { status, stderr, stdout } = await workshop.hvrun(['replay', 'run.rec']);
  expect([status, stderr]).toEqual([0, expect.stringMatching(/replayed \d+ epochs, \d+ instructions: identical/)]);
  expect(printed(Buffer.from(stdout))).toEqual(reference.printed);
});

it('a pair whose machines are killed one after the other prints the same, and has the same files', async () => {
  const disk = await newDisk('killed');
  const run = new HvrunProcess(workshop.folder, argumentsOf(disk, `work,${FILES}`, []));
  await shows(run, /file 1:/);
  const deaths = await killInTurn(run, 5);
  const { status, stdout } = await run.outcome;
  expect([status, printed(stdout)]).toEqual([0, reference.printed]);
  expect(filesOn(disk)).toEqual(reference.files);
  expect(deaths).toBeGreaterThan(1);
});

it("Linux's clock agrees with the board's, and never goes back over a failover", async () => {
  const run = new HvrunProcess(workshop.folder, argumentsOf(await newDisk('clock'), 'watch,40', []));
  await shows(run, /clock \d/);
  await killInTurn(run, 1);
  const { status, stdout, stderr } = await run.outcome;
  expect(status).toBe(0);
  expect(stderr).toContain('wins term 2');
  const looks = printed(stdout).flatMap((line) => /^clock (\d+) ([\d.]+)$/.exec(line)?.slice(1).map(Number) ?? []);
  const [days, ups] = [looks.filter((_, index) => index % 2 === 0), looks.filter((_, index) => index % 2 === 1)];
  expect(days).toHaveLength(40);
  for (const times of [days, ups]) expect(times).toEqual(times.toSorted((a, b) => a - b));
  const [, hardware, system] = /hardware clock (\d+), system clock (\d+)/.exec(stdout.toString('latin1'))!.map(Number);
  expect(Math.abs(hardware - system)).toBeLessThanOrEqual(2);
  expect(Math.abs(days.at(-1)! - days[0] - (ups.at(-1)! - ups[0]))).toBeLessThanOrEqual(1.5);
});

it('a shell takes what is typed, and nothing of it is lost or doubled when the primary dies', async () => {
  const lines = Array.from({ length: 30 }, (_, index) => `echo $((${index} + 1000)) >>typed`);
  const run = new HvrunProcess(
    workshop.folder,
    argumentsOf(await newDisk('shell'), undefined, []),
    [...lines, 'md5sum typed', 'exit', ''].join('\n'),
  );
  await shows(run, /echo \$\(\(3 \+ 1000/);
  await killInTurn(run, 1);
  const { status, stdout } = await run.outcome;
  expect(status).toBe(0);
  const typed = lines.map((_, index) => `${index + 1000}\n`).join('');
  expect(filesOn(workshop.path('shell')).get('typed')).toBe(typed);
  expect(stdout.toString('latin1')).toMatch(/[0-9a-f]{32} {2}typed/);
});
