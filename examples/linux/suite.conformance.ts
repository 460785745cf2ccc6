/** busybox's own tests, in Linux: on a pair as many pass as in qemu-system-hppa, and the same ones. */
import { spawnSync } from 'node:child_process';
import { afterAll, describe, expect, it } from 'vitest';
import { RunningProcess } from '../../kernel/testing/running-process.ts';
import { killInTurn, printedBy, qemuArguments, verdictsIn } from './testing/linux.ts';
import { LinuxWorkshop, shows, soundFilesOn } from './testing/linux-workshop.ts';
import { countRepeats } from './testing/repeats.ts';

/** Some whose tests take a minute together: all of them take an hour. */
const PROGRAMS = ['cut', 'find', 'grep', 'ln', 'sort', 'uniq'];
const LEAST = 100;

const workshop = new LinuxWorkshop();
afterAll(() => workshop.remove());

const qemu = spawnSync('qemu-system-hppa', ['--version']).error === undefined;

describe.skipIf(!qemu)("busybox's own tests", () => {
  it('pass on a pair whose primary dies in their middle as they do in qemu-system-hppa', async () => {
    const run = ['suite', ...PROGRAMS];
    const second = new RunningProcess('qemu-system-hppa', qemuArguments({ run, suite: true }), workshop);
    const disk = workshop.newDisk('suite');
    const pair = workshop.start({ disk, run, suite: true, quiet: true });
    await shows(pair, /(PASS: [^]*){20}/);
    expect(await killInTurn(pair, 1)).toBe(1);

    const { status, stdout, stderr } = await pair.outcome;
    expect([status, stderr]).toEqual([0, expect.stringContaining('wins term 2')]);
    soundFilesOn(disk);
    await second.closed();
    const verdicts = verdictsIn(printedBy(second.output()));
    expect(verdicts.filter((line) => line.startsWith('PASS')).length).toBeGreaterThan(LEAST);
    const expected = [...verdicts, `${run.join(',')}: status 0`].map((line) => `${line}\n`).join('');
    expect(countRepeats(printedBy(stdout), expected), stdout.toString()).toBeLessThanOrEqual(1);
  });
});
