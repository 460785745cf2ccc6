/**
 * An unmodified Linux on every kind of machine: what it prints and what is on its disk afterwards is the same on the bare machine
 * and on a pair whose machines are killed. The kernel is what build.sh has made; the file systems are looked at by e2fsprogs.
 */
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HvrunProcess } from '../../hypervisor/testing/hvrun-process.ts';
import { killInTurn, linuxArguments, printedBy, qemuArguments } from './testing/linux.ts';
import { type Left, LinuxWorkshop, shows, soundFilesOn } from './testing/linux-workshop.ts';
import { countRepeats } from './testing/repeats.ts';

const FILES = 10;
const WORK = ['work', FILES];
/** How often the pair of the longest test loses a machine. */
const DEATHS = 20;

const workshop = new LinuxWorkshop();
afterAll(() => workshop.remove());

/** How often the kernel says that its disk was reset. The power-on is one of them. */
function resets(stdout: Buffer): number {
  return [...stdout.toString('latin1').matchAll(/sd 0:0:0:0: Power-on or device reset occurred/g)].length;
}

/** The primary and the backup, once the pair is whole after so many deaths. */
async function whole(run: HvrunProcess, deaths: number): Promise<readonly [number, number]> {
  const pair = await run.whole(deaths);
  if (pair === 'ended') throw new Error(`it has ended before the pair was whole after ${deaths} deaths`);
  return pair;
}

let reference: Left;
beforeAll(async () => {
  reference = await workshop.undisturbed(FILES);
});

describe('the bare machine', () => {
  it('has done the work', () => {
    const lines = (first: number): string => Array.from({ length: 401 }, (_, index) => `${first + index}\n`).join('');
    const expected = Array.from({ length: FILES }, (_, index) => [`file.${index + 1}`, lines(index + 1)] as const);
    const copies = [6, 9].map((number) => [`copy.${number}`, lines(number)] as const);
    expect([...reference.files]).toEqual([...expected, ...copies].sort(([a], [b]) => (a < b ? -1 : 1)));
    expect(reference.printed).toMatch(/^file 1: \d+ 1496\n/);
    expect(reference.printed).toMatch(new RegExp(`\nwork,${FILES}: status 0\n$`));
  });

  it('tells which calls its firmware does not know, and rests or polls when it is idle', async () => {
    const args = linuxArguments({ disk: workshop.newDisk('polls'), run: ['true'], flags: ['--bare', '--verbose'] });
    const polling = args.filter((arg) => arg !== '--idle-mark');
    const { status, stderr } = await new HvrunProcess(workshop.folder, polling).outcome;
    expect(status).toBe(0);
    // PDC_SYSTEM_MAP, which a 720 has not; PDC_SOFT_POWER.
    expect(stderr).toContain("the guest's note 22, 0");
    expect(stderr).toContain("the guest's note 23, 0");
  });
});

const qemu = spawnSync('qemu-system-hppa', ['--version']).error === undefined;
if (!qemu) console.warn('no second opinion on Linux: there is no qemu-system-hppa (Debian: qemu-system-misc)');
describe.skipIf(!qemu)('qemu-system-hppa', () => {
  it('boots the same kernel and initial RAM disk on its own hardware, and the work prints the same', () => {
    const { status, stdout } = spawnSync('qemu-system-hppa', qemuArguments({ run: WORK }), { encoding: 'buffer' });
    expect(status).toBe(0);
    const lines = (text: string): string[] => text.match(/^file \d+: .*$/gm) ?? [];
    expect(lines(printedBy(stdout))).toEqual(lines(reference.printed));
    expect(lines(reference.printed)).toHaveLength(FILES);
  });
});

describe.each([
  ['one machine under the hypervisor', ['--solo']],
  ['one machine under the hypervisor, translated', ['--solo', '--engine', 'auto']],
  ['the bare machine with commands in doubt', ['--bare', '--uncertain', '0.3,7']],
  ['a pair with commands in doubt', ['--uncertain', '0.3,7']],
])('%s', (name, flags) => {
  it('prints the same, and has the same files on its disk', async () => {
    const disk = workshop.newDisk(name.replaceAll(/\W/g, '-'));
    const { status, stdout, stderr } = await workshop.start({ disk, run: WORK, flags }).outcome;
    expect([status, printedBy(stdout)]).toEqual([0, reference.printed]);
    expect(soundFilesOn(disk)).toEqual(reference.files);
    if (!flags.includes('--uncertain')) return;
    // Nearly all of them repeated: of metadata, Linux writes what it has by then.
    expect(stderr).toMatch(/\d+ commands, \d\d uncertain, /);
    expect(resets(stdout)).toBeGreaterThan(1);
  });
});

describe.each([
  ['whose primary dies with a command under way', ['--kill', 'primary@command=30', '--record', 'run.rec']],
  ['with the revised protocol', ['--protocol', 'revised', '--kill', 'primary@command=41']],
  ['with the original protocol', ['--protocol', 'original', '--kill', 'primary@command=22']],
])('a pair %s', (name, flags) => {
  it('prints the same, the raw port aside, and has the same files on its disk', async () => {
    const disk = workshop.newDisk(name.replaceAll(/\W/g, '-'));
    const { status, stdout, stderr } = await workshop.start({ disk, run: WORK, quiet: true, flags }).outcome;
    // Which device's command has that number depends on how fast the machine is.
    expect([status, stderr]).toEqual([
      0,
      expect.stringMatching(/(disk (write|flush|read)|drawing \d+ random).*: uncertain/),
    ]);
    expect(stderr).toMatch(/the driver repeated it/);
    expect(countRepeats(printedBy(stdout), reference.printed), stdout.toString()).toBeLessThanOrEqual(1);
    expect(soundFilesOn(disk)).toEqual(reference.files);
  });
});

it('the recorded run is replayed bit for bit', async () => {
  const { status, stderr, stdout } = await workshop.hvrun(['replay', 'run.rec']);
  expect([status, stderr]).toEqual([0, expect.stringMatching(/replayed \d+ epochs, \d+ instructions: identical/)]);
  expect(countRepeats(printedBy(Buffer.from(stdout)), reference.printed), stdout).toBeLessThanOrEqual(1);
});

it(`a pair that loses up to ${DEATHS} machines prints the same, the raw port aside, and has the same files`, async () => {
  // More work than the machines' deaths take.
  const expected = await workshop.undisturbed(6 * FILES);
  const disk = workshop.newDisk('killed');
  const run = workshop.start({ disk, run: ['work', 6 * FILES], quiet: true });
  await shows(run, /file 1:/);
  const deaths = await killInTurn(run, DEATHS);
  const { status, stdout, stderr } = await run.outcome;
  expect(status, stderr).toBe(0);
  expect(countRepeats(printedBy(stdout), expected.printed), stdout.toString()).toBeLessThanOrEqual(deaths);
  expect(soundFilesOn(disk)).toEqual(expected.files);
  expect(deaths).toBeGreaterThan(2);
});

it('a pair that gets a new backup in the middle of the work ends it on the machine that has joined', async () => {
  const disk = workshop.newDisk('join');
  const run = workshop.start({ disk, run: WORK, quiet: true, flags: ['--disk-ms', '100'] });
  await shows(run, /file 1:/);
  const [, backup] = await whole(run, 0);
  process.kill(backup, 'SIGKILL');
  const [primary, joined] = await whole(run, 1);
  process.kill(primary, 'SIGKILL');
  const { status, stdout, stderr } = await run.outcome;
  expect([status, stderr]).toEqual([0, expect.stringContaining(`backup ${joined} wins term`)]);
  expect(countRepeats(printedBy(stdout), reference.printed), stdout.toString()).toBeLessThanOrEqual(1);
  expect(soundFilesOn(disk)).toEqual(reference.files);
});

it('both machines are given the same random bytes: what was printed is what is on the disk, whoever wrote it', async () => {
  const COUNT = 40;
  const disk = workshop.newDisk('draw');
  const run = workshop.start({ disk, run: ['draw', COUNT], quiet: true, flags: ['--record', 'draw.rec'] });
  await shows(run, /drawn:/);
  await killInTurn(run, 1);
  const { status, stdout, stderr } = await run.outcome;
  expect([status, stderr]).toEqual([0, expect.stringContaining('wins term 2')]);
  const drawn = soundFilesOn(disk).get('drawn')!.trimEnd().split('\n');
  expect(new Set(drawn).size).toBe(COUNT);
  for (const bytes of drawn) expect(bytes).toMatch(/^( [0-9a-f]{2}){16}$/);
  const printed = [...drawn.map((bytes) => `drawn:${bytes}\n`), `draw,${COUNT}: status 0\n`].join('');
  expect(countRepeats(printedBy(stdout), printed), stdout.toString()).toBeLessThanOrEqual(1);
  const replay = await workshop.hvrun(['replay', 'draw.rec']);
  expect([replay.status, replay.stderr]).toEqual([0, expect.stringContaining('identical')]);
});

it('a shell takes what is typed, and nothing of it is lost or doubled when the primary dies', async () => {
  const lines = Array.from({ length: 30 }, (_, index) => `echo $((${index} + 1000)) >>typed`);
  const disk = workshop.newDisk('shell');
  const run = workshop.start({ disk }, [...lines, 'md5sum typed', 'exit', ''].join('\n'));
  await shows(run, /echo \$\(\(3 \+ 1000/);
  await killInTurn(run, 1);
  const { status, stdout } = await run.outcome;
  expect(status).toBe(0);
  const typed = lines.map((_, index) => `${index + 1000}\n`).join('');
  expect(soundFilesOn(disk).get('typed')).toBe(typed);
  expect(stdout.toString('latin1')).toMatch(/[0-9a-f]{32} {2}typed/);
});
