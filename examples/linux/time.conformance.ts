/** Linux's clocks on a pair: over a failover, and over a time in which nobody executes anything. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { killInTurn, printedBy } from './testing/linux.ts';
import { LinuxWorkshop, shows, soundFilesOn } from './testing/linux-workshop.ts';
import { countRepeats } from './testing/repeats.ts';

/** Longer than the 30 seconds after which Linux gives up a SCSI command. */
const STANDS_MS = 35_000;

const workshop = new LinuxWorkshop();
afterAll(() => workshop.remove());

/** What `watch` has seen: the seconds of the time of day, and since the boot, at each look. */
function looksIn(stdout: Buffer): (readonly [number, number])[] {
  // The raw port may have repeated itself once: a line may be there twice, or in the middle of another.
  const lines = new Set(printedBy(stdout).split('\n'));
  return [...lines].flatMap((line) => {
    const [, day, up] = /^clock (\d+) ([\d.]+)$/.exec(line) ?? [];
    return day === undefined ? [] : [[Number(day), Number(up)] as const];
  });
}

/** The clocks never went back, went together, and agree with the board's at the end. Seconds between the first look and the last. */
function judgeClocks(stdout: Buffer, looked: number): number {
  const looks = looksIn(stdout);
  expect(looks.length).toBeGreaterThanOrEqual(looked - 1);
  const [days, ups] = [looks.map(([day]) => day), looks.map(([, up]) => up)];
  for (const times of [days, ups]) expect(times).toEqual(times.toSorted((a, b) => a - b));
  const [, hardware, system] = /hardware clock (\d+), system clock (\d+)/.exec(stdout.toString('latin1'))!.map(Number);
  expect(Math.abs(hardware - system)).toBeLessThanOrEqual(2);
  expect(Math.abs(days.at(-1)! - days[0] - (ups.at(-1)! - ups[0]))).toBeLessThanOrEqual(1.5);
  return ups.at(-1)! - ups[0];
}

it("Linux's clock agrees with the board's, and never goes back over a failover", async () => {
  const run = workshop.start({ disk: workshop.newDisk('clock'), run: ['watch', 40], quiet: true });
  await shows(run, /clock \d/);
  await killInTurn(run, 1);
  const { status, stdout, stderr } = await run.outcome;
  expect([status, stderr]).toEqual([0, expect.stringContaining('wins term 2')]);
  judgeClocks(stdout, 40);
});

/** Stops all machines of a run for a while, as soon as it has shown something like this. */
async function stand(run: ReturnType<LinuxWorkshop['start']>, pattern: RegExp): Promise<void> {
  await shows(run, pattern);
  const machines = run.living();
  for (const pid of machines) process.kill(pid, 'SIGSTOP');
  await sleep(STANDS_MS);
  for (const pid of machines) process.kill(pid, 'SIGCONT');
}

it('guests that stood for longer than a SCSI command may take come back: clocks go on, and work is done', async () => {
  const FILES = 6;
  const expected = await workshop.undisturbed(FILES);
  const disk = workshop.newDisk('stands');
  const watching = workshop.start({ disk: workshop.newDisk('watches'), run: ['watch', 30], quiet: true });
  // Slow enough that a command is under way nearly always.
  const working = workshop.start({ disk, run: ['work', FILES], quiet: true, flags: ['--disk-ms', '200'] });
  await Promise.all([stand(watching, /clock \d/), stand(working, /file 2:/)]);

  const watched = await watching.outcome;
  expect(watched.status, watched.stderr).toBe(0);
  expect(judgeClocks(watched.stdout, 30)).toBeGreaterThan(STANDS_MS / 1000);

  const worked = await working.outcome;
  expect(worked.status, worked.stderr).toBe(0);
  // Of two machines that were silent for so long, each may take the other for dead, once.
  expect(countRepeats(printedBy(worked.stdout), expected.printed), worked.stdout.toString()).toBeLessThanOrEqual(1);
  expect(soundFilesOn(disk)).toEqual(expected.files);
});
