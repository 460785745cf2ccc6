import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const HVRUN = join(import.meta.dirname, '../../dist/hvrun.js');
let folder: string;

/** Runs a shell command in this folder. */
function shell(command: string) {
  return spawnSync('sh', ['-c', command], { cwd: import.meta.dirname, encoding: 'utf8' });
}

beforeAll(() => {
  if (shell('command -v hppa-linux-gnu-gcc').status !== 0) {
    throw new Error('hppa-linux-gnu-gcc is missing: apt-get install gcc-hppa-linux-gnu');
  }
  folder = mkdtempSync(join(tmpdir(), 'hvft-c-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The command as the README gives it, but for the place of its output. */
function buildCommand(): string {
  const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');
  const [command] = /hppa-linux-gnu-gcc(?:.*\\\n)*.*/.exec(readme) ?? [];
  if (command === undefined) throw new Error('the README has no gcc command');
  return command.replace('-o primes.out', `-o ${join(folder, 'primes.out')}`);
}

test.each([
  ['the bare machine', ['--bare']],
  ['the pair', []],
])("the README's command builds a program that runs on %s", (_where, flags) => {
  expect(shell(buildCommand())).toMatchObject({ status: 0, stderr: '' });
  const image = join(folder, 'primes.out');
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [HVRUN, ...flags, ...args, image], { encoding: 'utf8' });
  expect(run('--append', '50')).toMatchObject({
    status: 0,
    stdout: '2 3 5 7 11 13 17 19 23 29 31 37 41 43 47\n15 primes, 16 MiB of RAM\n',
  });
  expect(run('--ram', '64M', '--append', '2000').stdout).toMatch(/ 1999\n303 primes, 64 MiB of RAM\n$/);
});
