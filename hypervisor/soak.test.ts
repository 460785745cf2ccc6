/**
 * The soak: round after round a program that computes, prints and writes the disk, and in each round the primary's
 * process is killed with SIGKILL at a random moment. Nothing of that may be seen in what comes out.
 *
 *     SOAK='run work 160 64' npx vitest run hypervisor/soak.test.ts      # rounds of ten seconds and more
 */
import { randomInt } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Workshop } from '../kernel/testing/tools.ts';
import { HvrunProcess } from './testing/hvrun-process.ts';

const ROUNDS = 20;
const TASK = process.env['SOAK'] ?? 'run work 16 16';

const workshop = new Workshop();
let expected: { stdout: string; results: string };
/** How long a pair takes that nothing happens to, in milliseconds. */
let usualMs: number;

beforeAll(async () => {
  await workshop.assemble('kernel/kernel.s', 'kernel');
  await workshop.assemble('kernel/user/work.s', 'work');
  await workshop.pack('disk.tar', ['work'], 65536);
  const started = performance.now();
  const { stdout } = await run((pair) => pair.pids());
  usualMs = performance.now() - started;
  expected = { stdout, results: await workshop.unpack('soak.tar', 'results') };
  expect(expected.stdout).toContain('kernel: work ended with status 0\n');
}, 600_000);
afterAll(() => workshop.remove());

/** One run on a fresh disk, disturbed. */
async function run(disturb: (pair: HvrunProcess) => Promise<unknown>): Promise<{ stdout: string; stderr: string }> {
  copyFileSync(workshop.path('disk.tar'), workshop.path('soak.tar'));
  const pair = new HvrunProcess(workshop.folder, ['--disk', 'soak.tar', '--append', TASK, 'kernel']);
  await disturb(pair);
  const { status, stdout, stderr } = await pair.outcome;
  expect(status, stderr).toBe(0);
  return { stdout: stdout.toString(), stderr };
}

it(
  `survives ${ROUNDS} deaths of the primary at random moments`,
  async () => {
    let failovers = 0;
    for (let round = 1; round <= ROUNDS; round++) {
      let delayMs = 0;
      const { stdout, stderr } = await run(async (pair) => {
        const { primary } = await pair.pids();
        delayMs = randomInt(Math.ceil(usualMs));
        await sleep(delayMs);
        kill(primary);
      });
      const told = `round ${round}, killed after ${delayMs} ms:\n${stderr}`;
      expect(stdout, told).toBe(expected.stdout);
      expect(await workshop.unpack('soak.tar', 'results'), told).toBe(expected.results);
      if (stderr.includes('failover epoch')) failovers += 1;
    }
    // A moment after the end of the run is a random moment, too, but the soak is about the others.
    expect(failovers).toBeGreaterThan(ROUNDS / 2);
  },
  ROUNDS * 60_000,
);

/** Unless it has just ended by itself. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It was quicker.
  }
}
