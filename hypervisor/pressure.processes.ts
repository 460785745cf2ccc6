/** Pairs under pressure, as real processes: guests that poll a clock or store to all memory, and machines that hang at birth. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
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

/** Read first by all that hvrun starts: the replica with the number $HANGS, from 0 on, stops itself at its birth, and says who it is. */
const HANG = `
const { mkdirSync, writeFileSync } = require('node:fs');
const { BIRTHS, HANGS } = process.env;
function isBirth(number) {
  try {
    mkdirSync(BIRTHS + number);
    return true;
  } catch {
    return false;
  }
}
if (process.argv[1].endsWith('replica.cjs') && [0, 1, 2, 3].find(isBirth) === Number(HANGS)) {
  writeFileSync(BIRTHS, String(process.pid));
  process.kill(process.pid, 'SIGSTOP');
}
`;

/** A run of which one replica hangs, by its number; and that one's process, once it does. */
function runWithHung(number: number): { run: HvrunProcess; hung: () => number } {
  const [module, births] = ['hang.cjs', `births-${number}-`].map((name) => workshop.path(name));
  writeFileSync(module, HANG);
  const environment = { NODE_OPTIONS: `--require ${module}`, BIRTHS: births, HANGS: String(number) };
  const run = new HvrunProcess(workshop.folder, ['memory-writer'], '', environment);
  return { run, hung: () => Number(readFileSync(births, 'latin1')) };
}

describe('a machine that hangs while it is born', { concurrent: true }, () => {
  it('is given up, and another one takes its place', { timeout: 90_000 }, async () => {
    const { run, hung } = runWithHung(2);
    const { backup } = await run.pids();
    process.kill(backup, 'SIGKILL');
    const second = await run.joined(1);
    expect(second).not.toBe(hung());
    run.signal('SIGTERM');
    expect((await run.outcome).stderr).toContain(`backup ${hung()}: not ready after 10 s: it is given up\n`);
  });

  it('is given up if it is one of the first two, and the run with it', { timeout: 90_000 }, async () => {
    const { run, hung } = runWithHung(0);
    const { status, stderr } = await run.outcome;
    expect(stderr).toMatch(new RegExp(`^the guest could not start: .*${hung()}.*: not ready after 10 s\n$`));
    expect(status).toBe(69);
  });
});
