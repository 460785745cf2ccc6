import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isExiting } from './exiting.ts';

let proc: string;
beforeEach(() => {
  proc = mkdtempSync(join(tmpdir(), 'hvft-test-'));
});
afterEach(() => rmSync(proc, { recursive: true }));

/** The host tells of process 70: of each thread, its state and flags; nothing of one that goes while it is looked at. */
function process70(threads: Record<number, readonly [state: string, flags: number] | undefined>): void {
  for (const [tid, told] of Object.entries(threads)) {
    const folder = join(proc, '70/task', tid);
    mkdirSync(folder, { recursive: true });
    // The name of a thread may hold whatever stands behind it, too.
    if (told) writeFileSync(join(folder, 'stat'), `${tid} (a) R 1 (b c) ${told[0]} 1 70 70 0 -1 ${told[1]} 99 0 0 0`);
  }
}

const PF_EXITING = 0x4;
const OTHERS = 0x400040;

describe('a process is exiting', () => {
  it.each([
    ['one thread that exits', { 70: ['D', OTHERS | PF_EXITING] }],
    ['one that has exited', { 70: ['Z', OTHERS] }],
    ['a first thread that has exited and another that exits', { 70: ['Z', 0], 71: ['R', PF_EXITING] }],
    ['a thread that goes while it is looked at', { 70: ['R', PF_EXITING], 71: undefined }],
  ] as const)('that has %s', (_, threads) => {
    process70(threads);
    expect(isExiting(70, proc)).toBe(true);
  });
});

describe('a process is not exiting', () => {
  it.each([
    ['that executes', { 70: ['R', OTHERS] }],
    ['whose first thread has exited while another executes', { 70: ['Z', PF_EXITING], 71: ['S', OTHERS] }],
    ['of which another thread exits', { 70: ['S', OTHERS], 71: ['R', PF_EXITING] }],
    ['of which nothing is told', { 71: ['R', PF_EXITING] }],
  ] as const)('%s', (_, threads) => {
    process70(threads);
    expect(isExiting(70, proc)).toBe(false);
  });

  it('on a host that tells of none', () => {
    expect(isExiting(70, join(proc, 'nothing'))).toBe(false);
  });
});

describe.skipIf(process.platform !== 'linux')('a process of this host', () => {
  it('is exiting between its death and its burial', async () => {
    const child = spawn('sh', ['-c', 'exec sleep 100'], { stdio: 'ignore' });
    const pid = child.pid!;
    expect([isExiting(pid), isExiting(process.pid)]).toEqual([false, false]);
    child.kill('SIGKILL');
    // This thread buries nobody before its event loop turns.
    for (const deadline = Date.now() + 20_000; !isExiting(pid);) if (Date.now() > deadline) throw new Error('it lives');
    await once(child, 'exit');
    expect(isExiting(pid)).toBe(false);
  });
});
