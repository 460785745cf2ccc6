/**
 * The soak: a long-running program on the pair, whose primary is killed from outside at a random moment, again and again.
 * Three rounds unless SOAK_ROUNDS says otherwise: SOAK_ROUNDS=20 npx vitest run kernel/soak.test.ts
 */
import { copyFileSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Outcome, Workshop } from './testing/tools.ts';

/** Some 250 million instructions: ten seconds and more on most machines. */
const TASK = 'run work 160 45';
const ROUNDS = Number(process.env.SOAK_ROUNDS ?? 3);
const ROUND_TIMEOUT_MS = 300_000;

const workshop = new Workshop();
let reference: Outcome;
/** Of the undisturbed pair. */
let durationMs: number;

beforeAll(async () => {
  await workshop.assemble('kernel/kernel.s', 'kernel');
  await workshop.assemble('kernel/user/work.s', 'work');
  await workshop.pack('disk.tar', ['work'], 32768);
  const start = performance.now();
  reference = await run('reference.tar', () => {});
  durationMs = performance.now() - start;
}, ROUND_TIMEOUT_MS);
afterAll(() => workshop.remove());

/** Runs the pair on a copy of the disk; `started` learns the primary's process id when the guest starts. */
function run(disk: string, started: (primary: number) => void): Promise<Outcome> {
  copyFileSync(workshop.path('disk.tar'), workshop.path(disk));
  let told = '';
  return workshop.hvrun(['--disk', disk, '--append', TASK, 'kernel'], '', (text) => {
    const before = told;
    told += text;
    const primary = /primary (\d+), backup/.exec(told);
    if (primary && !/primary (\d+), backup/.test(before)) started(Number(primary[1]));
  });
}

describe('a long run whose primary is killed', () => {
  it('is worth killing', () => {
    expect(reference.status).toBe(0);
    expect(reference.stdout).toContain('work 160 of 160');
  });

  it.each(Array.from({ length: ROUNDS }, (_, round) => round + 1))(
    'ends as if nothing had happened (round %d)',
    async () => {
      const moment = Math.random() * durationMs * 0.8;
      let victim = 0;
      const outcome = await run('soak.tar', (primary) => {
        victim = primary;
        setTimeout(() => process.kill(primary, 'SIGKILL'), moment);
      });
      const circumstances = `primary ${victim} killed after ${moment.toFixed(0)} ms\n${outcome.stderr}`;
      expect(outcome.stderr, circumstances).toContain(`primary ${victim} is dead`);
      expect(outcome.status, circumstances).toBe(0);
      expect(outcome.stdout, circumstances).toBe(reference.stdout);
      const disks = ['reference.tar', 'soak.tar'].map((name) => readFileSync(workshop.path(name)));
      expect(disks[1].equals(disks[0]), circumstances).toBe(true);
      expect(await workshop.unpack('soak.tar', 'results')).toContain('work 160 of 160');
    },
    ROUND_TIMEOUT_MS,
  );
});
