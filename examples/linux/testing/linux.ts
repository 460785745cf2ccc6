/** The Linux that build.sh has made, as tests run it: hvrun's arguments, disks with a file system, and what is read from both. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { HvrunProcess } from '../../../hypervisor/testing/hvrun-process.ts';

const CACHE = process.env['HVFT_LINUX'] ?? join(homedir(), '.cache/hvft-linux');
const VMLINUX = join(CACHE, 'vmlinux');
const MACHINE = ['--firmware', 'pdc', '--idle-mark', '--ram', '32M'];
/** A machine that dies is missed at once; one that the host lets wait is not to be taken for dead. */
const PATIENCE = ['--timeout', '10000'];
/** How fast an empty loop is: to find out takes Linux a tenth of a second to half a one, as luck has it. */
const SPEED = 'lpj=1000000';
/** The multiplexer, and the SCSI host. */
const COMMAND_LINE = `console=ttyB0 ${SPEED} virtio_mmio.device=4K@0xf0007000:76 panic=1`;
const ENTROPY = 'virtio_mmio.device=4K@0xf0008000:77';
const DISK_BYTES = 8 * 1024 * 1024;

export interface LinuxRun {
  /** The image of the disk; without it there is none. */
  readonly disk?: string;
  /** What init runs, with its arguments; a shell if it is left out. */
  readonly run?: readonly (string | number)[];
  /** Are the kernel's own lines left out of what is printed? */
  readonly quiet?: boolean;
  /** Has the initial RAM disk busybox's tests in it? */
  readonly suite?: boolean;
  /** Is there a source of random bytes? There is, unless this says otherwise: its draws are commands, too, and come when they like. */
  readonly entropy?: boolean;
  /** More flags of hvrun. */
  readonly flags?: readonly string[];
}

/** The arguments of hvrun. */
export function linuxArguments(wanted: LinuxRun): string[] {
  const { disk, run, quiet = false, suite = false, entropy = true, flags = [] } = wanted;
  const options = [...(entropy ? [ENTROPY] : []), ...(quiet ? ['quiet'] : [])];
  const append = [COMMAND_LINE, ...options, ...runOf(run)].join(' ');
  return [...MACHINE, ...PATIENCE, ...diskOf(disk), '--append', append, ...flags, '--initrd', initrd(suite), VMLINUX];
}

/**
 * The arguments of hvrun explore. Nothing is printed that tells the time, as the kernel's own lines do, and nothing is drawn that
 * nobody could know.
 */
export function exploreArguments({ disk, run, flags = [] }: LinuxRun): string[] {
  const append = [COMMAND_LINE, 'loglevel=0', ...runOf(run)].join(' ');
  return ['explore', ...MACHINE, ...diskOf(disk), '--append', append, ...flags, '--initrd', initrd(false), VMLINUX];
}

/** The arguments of qemu-system-hppa, whose machine has another console and no disk. */
export function qemuArguments({ run, suite = false }: Pick<LinuxRun, 'run' | 'suite'>): string[] {
  const append = ['console=ttyS0 panic=1 quiet', SPEED, ...runOf(run)].join(' ');
  const files = ['-kernel', VMLINUX, '-initrd', initrd(suite)];
  return ['-m', '256M', '-nographic', '-no-reboot', ...files, '-append', append];
}

function diskOf(disk: string | undefined): string[] {
  return disk === undefined ? [] : ['--disk', disk];
}

function runOf(run: LinuxRun['run']): string[] {
  return run === undefined ? [] : [`run=${run.join(',')}`];
}

/** The path of the initial RAM disk: the one with busybox's tests in it, or the other. */
export function initrd(suite: boolean): string {
  return join(CACHE, suite ? 'initramfs-suite.cpio' : 'initramfs.cpio');
}

/** The lines in which busybox's tests tell how they ended. */
export function verdictsIn(printed: string): string[] {
  return printed.match(/^(PASS|FAIL|SKIPPED|UNTESTED): .*$/gm) ?? [];
}

/** Makes a disk with an empty file system at `path`. */
export function makeDisk(path: string): void {
  writeFileSync(path, '');
  truncateSync(path, DISK_BYTES);
  const { status, stderr, error } = spawnSync('mke2fs', ['-q', '-F', '-t', 'ext2', path], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`mke2fs: ${stderr || error?.message}`);
}

/** What e2fsck says of the file system, which it does not touch; its status is 0 if nothing is wrong with it. */
export function checkDisk(path: string): { readonly status: number | null; readonly said: string } {
  const { status, stdout } = spawnSync('e2fsck', ['-fn', path], { encoding: 'latin1' });
  return { status, said: stdout };
}

/** The files on a disk with their contents, by name. */
export function filesOn(disk: string): ReadonlyMap<string, string> {
  const folder = `${disk}.files`;
  mkdirSync(folder);
  spawnSync('debugfs', ['-R', `rdump / ${folder}`, disk]);
  const names = readdirSync(folder).filter((name) => name !== 'lost+found');
  return new Map(names.sort().map((name) => [name, readFileSync(join(folder, name), 'latin1')]));
}

/** What was printed but for the kernel's own lines, which begin with the time. */
export function printedBy(stdout: Buffer): string {
  return stdout
    .toString('latin1')
    .replaceAll('\r', '')
    .replaceAll(/\[ *\d+\.\d{6}\] .*\n?/g, '');
}

/** Kills the primary, then the backup, and so on, each as soon as the pair is whole again. Resolves with how many died. */
export async function killInTurn(run: HvrunProcess, most: number): Promise<number> {
  for (let deaths = 0; deaths < most; deaths += 1) {
    const pair = await run.whole(deaths);
    if (pair === 'ended') return deaths;
    process.kill(pair[deaths % 2], 'SIGKILL');
  }
  return most;
}
