/**
 * The soak: round after round a program that computes, prints and writes the disk, and in each round the primary's
 * process is killed with SIGKILL at a random moment. Nothing of that may be seen in what comes out: the console's bytes
 * and the whole disk are those of an undisturbed run.
 *
 *     npm run soak                               # rounds of ten seconds and more
 *     SOAK='run work 160 64' npx vitest run hypervisor/soak.test.ts
 */
import { randomInt } from 'node:crypto';
import { copyFileSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Workshop } from '../kernel/testing/tools.ts';
import { HvrunProcess } from './testing/hvrun-process.ts';

const ROUNDS = 20;
const TASK = process.env['SOAK'] ?? 'run work 16 16';
/** The moment is one by the guest's own progress, since machines differ in speed, and up to so many milliseconds later. */
const LATER_MS = 100;

const workshop = new Workshop();
let expected: { stdout: string; disk: Buffer; results: string };

beforeAll(async () => {
  await workshop.assemble('kernel/kernel.s', 'kernel');
  await workshop.assemble('kernel/user/work.s', 'work');
  await workshop.pack('disk.tar', ['work'], 65536);
  expected = await run((pair) => pair.pids());
  expect(expected.stdout).toContain('kernel: work ended with status 0\n');
  expect(expected.results).toMatch(/work (\d+) of \1: /);
}, 600_000);
afterAll(() => workshop.remove());

/** One run on a fresh disk, disturbed. */
async function run(disturb: (pair: HvrunProcess) => Promise<unknown>): Promise<typeof expected & { stderr: string }> {
  copyFileSync(workshop.path('disk.tar'), workshop.path('soak.tar'));
  const pair = new HvrunProcess(workshop.folder, ['--disk', 'soak.tar', '--append', TASK, 'kernel']);
  await disturb(pair);
  const { status, stdout, stderr } = await pair.outcome;
  expect(status, stderr).toBe(0);
  const disk = readFileSync(workshop.path('soak.tar'));
  return { stdout: stdout.toString(), disk, results: await workshop.unpack('soak.tar', 'results'), stderr };
}

it(
  `survives ${ROUNDS} deaths of the primary at random moments`,
  async () => {
    let failovers = 0;
    for (let round = 1; round <= ROUNDS; round++) {
      const printed = randomInt(expected.stdout.length);
      const delayMs = randomInt(LATER_MS);
      const { stdout, disk, results, stderr } = await run(async (pair) => {
        const { primary } = await pair.pids();
        await pair.printed(printed);
        await sleep(delayMs);
        kill(primary);
      });
      const told = `round ${round}, killed ${delayMs} ms after ${printed} bytes:\n${stderr}`;
      expect(stdout, told).toBe(expected.stdout);
      expect(results, told).toBe(expected.results);
      expect(disk.equals(expected.disk), told).toBe(true);
      if (stderr.includes('failover epoch')) failovers += 1;
    }
    // A moment after the end of the run is a random moment, too, but the soak is about the others.
    expect(failovers).toBeGreaterThan(ROUNDS / 2);
    console.log(`${ROUNDS} rounds, ${failovers} failovers, nothing lost`);
  },
  ROUNDS * 120_000,
);

/** Unless it has just ended by itself. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It was quicker.
  }
}
