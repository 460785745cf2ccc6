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
