/** Pairs under pressure, as real processes: guests that poll a clock or store to all memory, and machines that hang at birth. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workshop } from '../kernel/testing/tools.ts';
import { HvrunProcess } from './testing/hvrun-process.ts';

const workshop = new Workshop();
const HVASM = join(import.meta.dirname, '../dist/hvasm.js');

beforeAll(async () => {
  for (const [guest, seconds] of [
    ['clock-poller', 3],
    ['memory-writer', 120],
  ] as const) {
    const source = join(import.meta.dirname, `guests/${guest}.s`);
    await workshop.must('node', [HVASM, '-D', `SECONDS=${seconds}`, source, '-o', workshop.path(guest)]);
  }
});
afterAll(() => workshop.remove());

/** `VmHWM`, in mebibytes: the most memory that a process ever had. */
function peakOf(pid: number): number {
  const [, kibibytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))!;
  return Number(kibibytes) / 1024;
}

describe('a guest that does nothing but look at the clock', () => {
  it.each([
    ['with the epochs that everybody has', []],
    ['with epochs of a million instructions', ['--epoch', '1000000']],
    ['with such epochs of a fixed length', ['--epoch', '1000000', '--fixed-epochs']],
  ])('keeps its backup: %s', { timeout: 60_000 }, async (_, flags) => {
    const run = new HvrunProcess(workshop.folder, ['--timeout', '3000', ...flags, 'clock-poller']);
    const { status, stderr } = await run.outcome;
    expect(status, stderr).toBe(0);
    expect(stderr).toMatch(/^primary \d+, backup \d+: the guest starts\n$/);
  });
});

describe.runIf(existsSync('/proc/self/status'))('a guest that stores to all of its memory', () => {
  it('gets a new backup, and the copy takes no memory to speak of', { timeout: 120_000 }, async () => {
    const run = new HvrunProcess(workshop.folder, ['--ram', '96M', '--timeout', '5000', 'memory-writer']);
    const { primary, backup } = await run.pids();
    await sleep(300);
    process.kill(backup, 'SIGKILL');
    await run.joined(1);
    // RAM, half as much for what is decoded of it, and a process of Node's.
    expect(peakOf(primary)).toBeLessThan(96 * 1.5 + 160);
    run.signal('SIGTERM');
    await run.outcome;
  });
});

describe.runIf(existsSync('/proc/self/stat'))('a machine that hangs while it is born', { concurrent: true }, () => {
  // If it was ready before it could be stopped, it is its primary that gives it up.
  it('is given up, and another one takes its place', { timeout: 90_000 }, async () => {
    const run = new HvrunProcess(workshop.folder, ['memory-writer']);
    const { primary, backup } = await run.pids();
    process.kill(backup, 'SIGKILL');
    const joiner = await run.child((pid) => pid !== primary && pid !== backup);
    process.kill(joiner, 'SIGSTOP');
    const second = await run.joined(1);
    expect(second).not.toBe(joiner);
    run.signal('SIGTERM');
    const why = '(not ready after 10 s|it has not come|it has been silent for too long)';
    expect((await run.outcome).stderr).toMatch(new RegExp(`^backup ${joiner}: ${why}: it is given up$`, 'm'));
  });

  it('is given up if it is one of the first two, and the run with it', { timeout: 90_000 }, async () => {
    const run = new HvrunProcess(workshop.folder, ['memory-writer']);
    const hung = await run.child(() => true);
    process.kill(hung, 'SIGSTOP');
    const { status, stderr } = await run.outcome;
    expect(stderr).toMatch(new RegExp(`^the guest could not start: .*${hung}.*: not ready after 10 s\n$`));
    expect(status).toBe(69);
  });
});
