import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, linkSync, mkdtempSync, openSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FileInUse, lockFile } from './file-lock.ts';

const HAS_FLOCK = spawnSync('flock', ['-h']).status === 0;

let folder: string;
let path: string;
const opened: number[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hvft-lock-'));
  path = join(folder, 'image');
  writeFileSync(path, 'image');
});

afterEach(() => {
  for (const file of opened.splice(0)) closeSync(file);
  rmSync(folder, { recursive: true });
});

/** Each opening has locks of its own, in one process, too. */
function open(name = path): number {
  const file = openSync(name, 'r+');
  opened.push(file);
  return file;
}

test('an exclusive lock keeps all others out, until the file is closed', () => {
  const first = openSync(path, 'r+');
  lockFile(first, 'exclusive');
  expect(() => lockFile(open(), 'exclusive')).toThrow(FileInUse);
  expect(() => lockFile(open(), 'shared')).toThrow(FileInUse);
  closeSync(first);
  lockFile(open(), 'exclusive');
});

test('shared locks go together', () => {
  lockFile(open(), 'shared');
  lockFile(open(), 'shared');
  expect(() => lockFile(open(), 'exclusive')).toThrow(FileInUse);
});

test('a lock is about the file, not its name', () => {
  lockFile(open(), 'exclusive');
  linkSync(path, join(folder, 'hard'));
  symlinkSync('image', join(folder, 'symbolic'));
  for (const name of ['hard', 'symbolic']) {
    expect(() => lockFile(open(join(folder, name)), 'exclusive'), name).toThrow(FileInUse);
  }
});

test.runIf(HAS_FLOCK)('a lock names the process that has it, and goes when that is killed', async () => {
  const holder = spawn('flock', ['-x', path, 'sh', '-c', 'echo locked; exec sleep 100'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => holder.stdout.once('data', resolve));
  const file = open();
  expect(() => lockFile(file, 'exclusive')).toThrow(/^it is in use by (process|one of the processes) \d+/);
  await killAll(holder);
  lockFile(file, 'exclusive');
});

/** `flock` waits for the command that it started, and both hold the lock. */
async function killAll(flock: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => flock.once('close', resolve));
  spawn('pkill', ['-KILL', '-P', String(flock.pid)], { stdio: 'ignore' });
  await gone;
}

test('without a command that can lock it, the reason of each is told', () => {
  const { PATH } = process.env;
  process.env.PATH = folder;
  try {
    const missing = 'no such file or directory';
    expect(() => lockFile(open(), 'shared')).toThrow(
      `it cannot be locked: neither \`flock\` (${missing}) nor \`perl\` (${missing}) can do that here`,
    );
    for (const command of ['flock', 'perl']) {
      writeFileSync(join(folder, command), `#!/bin/sh\necho '${command}: 3: no locks here' >&2\nexit 2\n`, {
        mode: 0o755,
      });
    }
    expect(() => lockFile(open(), 'shared')).toThrow(
      'it cannot be locked: neither `flock` (flock: 3: no locks here) nor `perl` (perl: 3: no locks here) can do that here',
    );
  } finally {
    process.env.PATH = PATH;
  }
});
