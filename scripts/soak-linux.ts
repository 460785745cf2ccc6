/**
 * `npm run soak:linux -- [--minutes M] [--every SECONDS]`: Linux writes files and compares them, on a pair of which a machine dies
 * every so many seconds. What is printed must be what an undisturbed Linux prints, but for what the raw port repeats, and
 * e2fsck must find nothing. It needs what examples/linux/build.sh makes.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { randomInt } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { checkDisk, linuxArguments, makeDisk, printedBy } from '../examples/linux/testing/linux.ts';
import { countRepeats } from '../examples/linux/testing/repeats.ts';
import { HvrunProcess } from '../hypervisor/testing/hvrun-process.ts';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '60' }, every: { type: 'string', default: '60' } },
});
const [minutes, every] = [Number(values.minutes), Number(values.every)];
if (!(minutes > 0 && every > 0)) {
  console.error('soak-linux: --minutes and --every take positive numbers');
  process.exit(64);
}

const folder = mkdtempSync(join(tmpdir(), 'hvft-soak-linux-'));
const disk = join(folder, 'disk');
makeDisk(disk);
const seconds = Math.round(minutes * 60);
const run = new HvrunProcess(folder, linuxArguments({ disk, run: ['soak', seconds], quiet: true }));
let deaths = 0;
while (!run.over) {
  await Promise.race([sleep(every * 1000), run.outcome]);
  const replicas = await run.whole(deaths);
  if (replicas === 'ended') break;
  process.kill(replicas[randomInt(2)], 'SIGKILL');
  deaths += 1;
  const rounds = [...printedBy(run.output()).matchAll(/^round (\d+)$/gm)].at(-1)?.[1] ?? '0';
  console.log(`death ${deaths} in round ${rounds}`);
}

const { status, stdout, stderr } = await run.outcome;
const printed = printedBy(stdout);
const [, read, written] = /sectors read (\d+), written (\d+)/.exec(printed)?.map(Number) ?? [0, 0, 0];
const rounds = Number([...printed.matchAll(/^round (\d+)$/gm)].at(-1)?.[1] ?? 0);
const expected = [
  ...Array.from({ length: rounds }, (_, index) => `round ${index + 1}\n`),
  `sectors read ${read}, written ${written}\n`,
  `soak,${seconds}: status 0\n`,
].join('');
const repeats = countRepeats(printed, expected);
const { status: sound, said } = checkDisk(disk);
const gigabytes = ((read + written) * 512) / 1e9;
console.log(
  `${rounds} rounds, ${gigabytes.toFixed(2)} GB from and to the disk, ${deaths} deaths, ${repeats} repeats of raw output`,
);
const good = status === 0 && rounds > 0 && repeats !== undefined && repeats <= deaths && sound === 0;
if (good) {
  rmSync(folder, { recursive: true });
} else {
  console.log(`status ${status}; e2fsck ${sound}:\n${said}\nstderr:\n${stderr}\nprinted:\n${printed}`);
  console.log(`the disk is in ${folder}`);
}
process.exitCode = good ? 0 : 1;
