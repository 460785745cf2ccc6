/** The batch file, run by bash with a Slurm that only notes what it is asked for. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { slurmScript } from './slurm-script.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hvft slurm's-"));
  mkdirSync(join(folder, 'bin'));
  script('scontrol', `echo "$@" >>'queue'`);
});
afterEach(() => rmSync(folder, { recursive: true }));

function script(name: string, text: string): void {
  writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${text}\n`);
  chmodSync(join(folder, 'bin', name), 0o755);
}

/** A task of the job array, in which hvrun does this. */
function runTask(hvrun: string, more: NodeJS.ProcessEnv = {}): number | null {
  script('hvrun', hvrun);
  const text = slurmScript({ command: "explore 'a file' --disk d", shards: 20, results: "the 'results'", folder });
  const { status } = spawnSync('bash', ['-s'], {
    input: text,
    cwd: '/',
    env: {
      PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
      ...{ SLURM_ARRAY_TASK_ID: '3', SLURM_ARRAY_JOB_ID: '77', SLURM_CPUS_PER_TASK: '2', ...more },
    },
  });
  return status;
}

const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

it('tries the shard of its task, where it was written, and keeps what is said', () => {
  expect(runTask('for word in "$@"; do echo "[$word]"; done')).toBe(0);
  const words = ['explore', 'a file', '--disk', 'd', '--results', "the 'results'", '--workers', '2', '--shard', '3/20'];
  expect(read("the 'results'/shard-3.log")).toBe(words.map((word) => `[${word}]\n`).join(''));
  expect(existsSync(join(folder, 'queue'))).toBe(false);
});

it.each([
  ['is killed', 'kill -9 $$', 137],
  ['is out of memory', 'exit 134', 134],
  ['has no room', 'exit 74', 74],
  ['finds its shard in use', 'exit 75', 75],
])('queues the task again if hvrun %s', (_, hvrun, status) => {
  expect(runTask(hvrun)).toBe(status);
  expect(read('queue')).toBe('requeue 77_3\n');
});

it.each([
  ['has found something', 'exit 1', {}],
  ['has not tried all', 'exit 2', {}],
  ['is called wrongly', 'exit 64', {}],
  ['is not there', 'exit 127', {}],
  ['is interrupted', 'exit 130', {}],
  ['is cancelled', 'exit 143', {}],
  ['is killed again and again', 'exit 137', { SLURM_RESTART_COUNT: '10' }],
])('does not if it %s', (_, hvrun, environment) => {
  expect(runTask(hvrun, environment)).toBe(Number(hvrun.split(' ')[1]));
  expect(existsSync(join(folder, 'queue'))).toBe(false);
});
