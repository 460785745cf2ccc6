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

beforeAll(async () => {
  await workshop.assemble('kernel/kernel.s', 'kernel');
  await workshop.assemble('kernel/user/work.s', 'work');
  await workshop.pack('disk.tar', ['work'], 32768);
  reference = (await run('reference.tar')).outcome;
}, ROUND_TIMEOUT_MS);
afterAll(() => workshop.remove());

/**
 * A moment by the guest's own progress, since machines are of unequal speed: when it has printed so many lines (0: as soon
 * as it starts), and a little later.
 */
interface Moment {
  readonly lines: number;
  readonly delayMs: number;
}

/** Runs the pair on a copy of the disk, and kills the primary at that moment. */
async function run(disk: string, moment?: Moment): Promise<{ outcome: Outcome; victim: number }> {
  copyFileSync(workshop.path('disk.tar'), workshop.path(disk));
  let victim = 0;
  const outcome = await workshop.hvrun(['--disk', disk, '--append', TASK, 'kernel'], '', (stdout, stderr) => {
    const primary = /primary (\d+), backup/.exec(stderr);
    if (!primary || !moment || victim !== 0 || stdout.split('\n').length <= moment.lines) return;
    victim = Number(primary[1]);
    setTimeout(() => process.kill(victim, 'SIGKILL'), moment.delayMs);
  });
  return { outcome, victim };
}

describe('a long run whose primary is killed', () => {
  it('is worth killing', () => {
    expect(reference.status).toBe(0);
    expect(reference.stdout).toContain('work 160 of 160');
  });

  it.each(Array.from({ length: ROUNDS }, (_, round) => round + 1))(
    'ends as if nothing had happened (round %d)',
    async () => {
      const moment = { lines: Math.floor(Math.random() * 140), delayMs: Math.random() * 100 };
      const { outcome, victim } = await run('soak.tar', moment);
      const circumstances = `primary ${victim} killed ${moment.delayMs} ms after line ${moment.lines}\n${outcome.stderr}`;
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
