/** `hvrun status` and `hvrun join`, as their user runs them: real processes. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workshop } from '../kernel/testing/tools.ts';
import type { RunStatus } from './control/control-messages.ts';
import { HvrunProcess } from './testing/hvrun-process.ts';
import { openFiles } from './testing/open-files.ts';

const workshop = new Workshop();
/** Some eighty million instructions: time enough for a replica to join while it runs. */
const WORK = ['--append', 'run work 150 48'];
let expected: { stdout: string; results: string };

beforeAll(async () => {
  await workshop.assemble('kernel/kernel.s', 'kernel');
  for (const program of ['work', 'cat']) await workshop.assemble(`kernel/user/${program}.s`, program);
  await workshop.pack('disk.tar', ['work', 'cat'], 16384);
  const { stdout } = await start('bare.tar', ['--bare', ...WORK]).outcome;
  expected = { stdout: stdout.toString(), results: await workshop.unpack('bare.tar', 'results') };
});
afterAll(() => workshop.remove());

function start(disk: string, flags: readonly string[]): HvrunProcess {
  copyFileSync(workshop.path('disk.tar'), workshop.path(disk));
  return new HvrunProcess(workshop.folder, ['--disk', disk, ...flags, 'kernel']);
}

/** Another hvrun, which asks the one that runs. */
async function ask(...args: string[]): Promise<{ status: number | null; stdout: string; stderr: string }> {
  const { status, stdout, stderr } = await new HvrunProcess(workshop.folder, args).outcome;
  return { status, stdout: stdout.toString(), stderr };
}

async function statusOf(run: HvrunProcess): Promise<RunStatus> {
  const { status, stdout, stderr } = await ask('status', String(run.pid), '--json');
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout) as RunStatus;
}

async function expectUndisturbed(run: HvrunProcess, disk: string): Promise<void> {
  const { status, stdout, stderr } = await run.outcome;
  expect(stdout.toString(), stderr).toBe(expected.stdout);
  expect(status).toBe(0);
  expect(await workshop.unpack(disk, 'results')).toBe(expected.results);
}

describe('hvrun status', () => {
  it('says who is who, where they are, and when nobody runs', async () => {
    const run = start('pair.tar', WORK);
    const { primary, backup } = await run.pids();
    const { stdout } = await ask('status');
    expect(stdout).toMatch(
      new RegExp(
        `^hvrun ${run.pid}: kernel, running, up \\d+ s\nprotocol queued, epochs of at most 131072 instructions\n` +
          `term 1\nprimary ${primary}, epoch \\d+\nbackup ${backup}, epoch \\d+\nlag \\d+ epochs, \\d+ instructions\n` +
          'commands outstanding: \\d+\n$',
      ),
    );
    const { status, stderr } = await ask('join');
    expect(status).toBe(1);
    expect(stderr).toContain('there are two replicas already');
    run.signal('SIGTERM');
    await run.outcome;
    expect(readdirSync(workshop.folder).filter((name) => name.startsWith('hvrun-'))).toEqual([]);
    expect(await ask('status')).toMatchObject({ status: 1, stderr: 'no hvrun is running\n' });
  });

  it('tells of a machine that hangs', async () => {
    const run = start('hangs.tar', [...WORK, '--timeout', '60000']);
    const { backup } = await run.pids();
    process.kill(backup, 'SIGSTOP');
    expect((await statusOf(run)).backup).toEqual({ pid: backup, epoch: null, place: null, engine: null });
    process.kill(backup, 'SIGCONT');
    await expectUndisturbed(run, 'hangs.tar');
  });
});

describe('hvrun join', () => {
  it('makes a pair of one machine, which then survives the death of that machine', async () => {
    const run = start('solo.tar', ['--solo', ...WORK]);
    const primary = await run.alone();
    await run.printed(1);
    expect(await statusOf(run)).toMatchObject({ term: 1, primary: { pid: primary }, backup: null, lag: null });
    expect(await ask('join')).toMatchObject({ status: 0, stdout: '' });
    const joiner = await run.joined(1);
    process.kill(primary, 'SIGKILL');
    await run.told(/is the primary from epoch/);
    await expectUndisturbed(run, 'solo.tar');
    expect((await run.outcome).stderr).toContain(`process ${joiner} is the primary`);
  });

  it('gives a survivor of --no-restart a new backup, once', async () => {
    const run = start('survivor.tar', ['--no-restart', ...WORK]);
    const { primary, backup } = await run.pids();
    await run.printed(1);
    process.kill(backup, 'SIGKILL');
    await run.told(/goes on without a backup/);
    const both = await Promise.all([ask('join', String(run.pid)), ask('join', String(run.pid))]);
    expect(both.map(({ status }) => status).sort()).toEqual([0, 1]);
    expect(both.map(({ stderr }) => stderr).join()).toMatch(/a new replica is on its way already|two replicas already/);
    const joiner = await run.joined(1);
    const status = await statusOf(run);
    expect(status).toMatchObject({ term: 2, primary: { pid: primary }, backup: { pid: joiner }, joiner: null });
    process.kill(primary, 'SIGKILL');
    await expectUndisturbed(run, 'survivor.tar');
  });
});

describe.runIf(existsSync('/proc/self/fd'))('a primary that survives many backups', () => {
  /** How many files, FIFOs among them, a process has open. Its threads, which come when they come, have pipes and such of their own. */
  function filesOf(pid: number): number {
    return openFiles(pid).filter((path) => path.startsWith('/')).length;
  }

  it('holds nothing of those that have died', { timeout: 120_000 }, async () => {
    const run = start('many.tar', ['--append', 'run work 500 1000']);
    const held: number[] = [];
    for (let deaths = 0; deaths < 9; deaths += 1) {
      const replicas = await run.whole(deaths);
      if (replicas === 'ended') throw new Error((await run.outcome).stderr);
      held.push(filesOf(replicas[0]));
      process.kill(replicas[1], 'SIGKILL');
    }
    run.signal('SIGTERM');
    await run.outcome;
    // One link more or less may be about to go.
    expect(Math.max(...held.slice(1)) - held[1], held.join()).toBeLessThanOrEqual(2);
  });
});

/** Can the limits of a running process be set (prlimit(1), of util-linux)? */
const HAS_LIMITS = spawnSync('prlimit', ['--version']).status === 0 && existsSync('/proc/self/fd');

describe.runIf(HAS_LIMITS)('a host that lets hvrun open nothing more', () => {
  /** From now on it may have so many descriptors more than it has; they are numbers, of which each new one takes the lowest. */
  function allow(run: HvrunProcess, more: number): void {
    const taken = new Set(readdirSync(`/proc/${run.pid}/fd`).map(Number));
    let limit = 0;
    for (let free = 0; free < more || taken.has(limit); limit += 1) if (!taken.has(limit)) free += 1;
    spawnSync('prlimit', ['--pid', String(run.pid), `--nofile=${limit}:`]);
  }

  it.each([
    ['no process', 0, 'cannot start a replica: too many open files'],
    ['no link', 7, 'cannot make the FIFOs between the replicas'],
  ])(
    'costs the survivor its new backup for a while, and not the guest: %s',
    { timeout: 90_000 },
    async (_, more, why) => {
      const run = start(`files-${more}.tar`, ['--append', 'run work 600 100']);
      const { backup } = await run.pids();
      await run.printed(1);
      allow(run, more);
      process.kill(backup, 'SIGKILL');
      for (let told = 0; told < 4; told = run.errors().split(why).length - 1) {
        expect(run.over, run.errors()).toBe(false);
        await sleep(50);
      }
      allow(run, 1000);
      const joiner = await run.joined(1);
      // Nothing is left of those that could not join.
      expect(run.children()).toContain(joiner);
      expect(run.children()).toHaveLength(2);
      run.signal('SIGTERM');
      await run.outcome;
    },
  );
});

describe.runIf(existsSync('/proc/self/stat'))('a hvrun that was killed', () => {
  it('is not asked any more', async () => {
    const run = start('killed.tar', WORK);
    await run.pids();
    run.signal('SIGKILL');
    await run.outcome;
    await sleep(10);
    expect(await ask('status', String(run.pid))).toMatchObject({ status: 1 });
    expect(readdirSync(workshop.folder).filter((name) => name.startsWith('hvrun-control-'))).toEqual([]);
  });
});
