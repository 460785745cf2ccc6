import { copyFileSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Outcome, Workshop } from './testing/tools.ts';

const TASK = 'run work 12 4';
const workshop = new Workshop();
let reference: Outcome;

beforeAll(async () => {
  await workshop.assemble('kernel/kernel.s', 'kernel');
  for (const program of ['hello', 'work', 'sh']) await workshop.assemble(`kernel/user/${program}.s`, program);
  await workshop.pack('disk.tar', ['hello', 'work', 'sh'], 16384);
  reference = await run('reference.tar', ['--bare', '--append', TASK]);
});
afterAll(() => workshop.remove());

/** Runs the kernel on a copy of the disk, which is left as `disk`. */
function run(disk: string, options: readonly string[], input = ''): Promise<Outcome> {
  copyFileSync(workshop.path('disk.tar'), workshop.path(disk));
  return workshop.hvrun([...options, '--disk', disk, 'kernel'], input);
}

/** Expects that `outcome` and the disk it left are what the undisturbed run on the bare machine gave. */
function expectReference(outcome: Outcome, disk: string): void {
  expect(outcome.stdout).toBe(reference.stdout);
  expect(outcome.status).toBe(0);
  const [expected, left] = ['reference.tar', disk].map((name) => readFileSync(workshop.path(name)));
  expect(left.equals(expected)).toBe(true);
}

describe('the kernel on a pair', () => {
  it('prints what it prints on the bare machine', async () => {
    const bare = await workshop.hvrun(['--bare', 'kernel']);
    const pair = await workshop.hvrun(['kernel']);
    expect(pair.stdout).toBe(bare.stdout);
    expect(pair.status).toBe(0);
  });

  it.each(['original', 'revised'])('computes, prints and writes the same with the %s protocol', async (protocol) => {
    expectReference(await run('quiet.tar', ['--append', TASK, '--protocol', protocol]), 'quiet.tar');
  });

  // The directory is read from command 1 on, the program from 5 on; then come rounds of console, file and header.
  it.each([1, 7, 18, 33, 47, 60])('does so when the primary dies at command %d', async (command) => {
    const outcome = await run('failover.tar', ['--append', TASK, '--kill', `primary@command=${command}`]);
    expect(outcome.stderr).toContain('uncertain');
    expectReference(outcome, 'failover.tar');
  });

  it('does so when the backup dies', async () => {
    const outcome = await run('alone.tar', ['--append', TASK, '--kill', 'backup@epoch=20']);
    expectReference(outcome, 'alone.tar');
  });

  it('reads console input to its end, also when the primary dies', async () => {
    const input = 'hello\nwork 6 4\nhello\n';
    const bare = await run('shell.tar', ['--bare', '--append', 'run sh'], input);
    const pair = await run('shell.tar', ['--append', 'run sh', '--kill', 'primary@epoch=12'], input);
    expect(pair.stdout).toBe(bare.stdout);
    expect(pair.status).toBe(0);
  });
});
