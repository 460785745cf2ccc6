/** What can go wrong while Linux makes a file durable: each command in doubt, and each machine's death at each moment of it. */
import { readFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { exploreArguments, printedBy } from './testing/linux.ts';
import { LinuxWorkshop, soundFilesOn } from './testing/linux-workshop.ts';
import { countRepeats } from './testing/repeats.ts';

const workshop = new LinuxWorkshop();
afterAll(() => workshop.remove());

it('each command of a run may end uncertain, performed, not or in part: nobody outside can tell', async () => {
  const wanted = ['--only', 'doubt', '--depth', '1', '--budget', '600', '--expect-disk', 'e2fsck -fn'];
  const args = exploreArguments({ disk: workshop.newDisk('doubt'), run: ['work', 1], flags: wanted });
  const { status, stdout, stderr } = await workshop.hvrun(args);
  expect([status, stdout], stderr).toEqual([0, expect.stringMatching(/^doubt +\d\d /m)]);
  const [cases, , holds, broken, undecided] = /^doubt +([\d ,]+)/m.exec(stdout)![1].trim().split(/ +/).map(Number);
  expect([holds, broken, undecided]).toEqual([cases, 0, 0]);
});

/** A file is written and made durable, with nothing on the console that tells the time. */
const ONE_FSYNC = ['dd', 'if=/bin/ls', 'of=new', 'bs=1024', 'count=8', 'conv=fsync', 'status=none'];
/** The write of its data, that of its inode, and the flush. */
const COMMANDS = '10-12';

it('either machine may die, or stand still, at some hundred moments of one fsync: nobody outside can tell', async () => {
  // One moment of ten, from all over.
  const some = ['--results', workshop.path('moments'), '--shard', '1/10', '--json'];
  const flags = ['--only', 'crashes', '--crash-commands', COMMANDS, '--expect-disk', 'e2fsck -fn', ...some];
  const args = exploreArguments({ disk: workshop.newDisk('moments-disk'), run: ONE_FSYNC, flags });
  const { status, stdout, stderr } = await workshop.hvrun(args);
  expect(status, stderr).toBe(0);
  const told = stdout.trim().split('\n');
  const events = told.map((line) => JSON.parse(line) as { event: string; key: string; verdict: string });
  const cases = events.filter(({ event }) => event === 'case');
  expect(cases.filter(({ verdict }) => verdict !== 'holds')).toEqual([]);
  expect(cases.length).toBeGreaterThan(100);
  const kinds = new Set(
    cases.map(({ key }) => key.replace(/(?<=step=)\d+/, 'N').replaceAll(/(?<=peer=|bus=)\d+/g, 'M')),
  );
  const deaths = ['original', 'revised', 'queued'].flatMap((variant) =>
    ['primary', 'backup'].flatMap((who) => ['', ':silent'].map((how) => `crashes:${variant}/${who}/9@step=N${how}`)),
  );
  expect([...kinds]).toEqual(expect.arrayContaining(deaths));
});

/** The numbers of the commands of an fsync, from its first write to its flush, and of the writes of the sync behind it. */
async function commandsOfOneFsync(): Promise<readonly number[]> {
  const flags = ['--bare', '--history', 'history'];
  const run = { disk: workshop.newDisk('history-of'), run: ['work', 1], entropy: false, flags };
  expect((await workshop.start(run).outcome).status).toBe(0);
  const lines = readFileSync(workshop.path('history'), 'utf8').trim().split('\n');
  const commands = lines.map((line) => JSON.parse(line) as { command: number; operation: string });
  const operations = commands.sort((a, b) => a.command - b.command).map(({ operation }) => operation);
  const flush = operations.indexOf('flush');
  const first = operations.lastIndexOf('read', flush) + 1;
  const end = operations.findIndex((operation, index) => index > flush && operation !== 'write');
  return Array.from({ length: end - first }, (_, index) => commands[first + index].command);
}

it('the primary may die at each command of an fsync, and of the sync behind it', async () => {
  const [expected, commands] = await Promise.all([workshop.undisturbed(1), commandsOfOneFsync()]);
  expect(commands.length).toBeGreaterThan(4);
  const waiting = [...commands];
  const uncertain: string[] = [];
  const dies = async (command: number): Promise<void> => {
    const disk = workshop.newDisk(`command-${command}`);
    const flags = ['--kill', `primary@command=${command}`];
    const run = { disk, run: ['work', 1], quiet: true, entropy: false, flags };
    const { status, stdout, stderr } = await workshop.start(run).outcome;
    // Timing may move a command's number by one or two: then it is a read before them that is uncertain.
    expect([status, stderr]).toEqual([0, expect.stringMatching(/disk \w+.*: uncertain/)]);
    uncertain.push(/disk (\w+).*: uncertain/.exec(stderr)![1]);
    expect(countRepeats(printedBy(stdout), expected.printed), stdout.toString()).toBeLessThanOrEqual(1);
    expect(soundFilesOn(disk)).toEqual(expected.files);
  };
  const worker = async (): Promise<void> => {
    for (let command = waiting.shift(); command !== undefined; command = waiting.shift()) await dies(command);
  };
  await Promise.all([worker(), worker()]);
  expect(uncertain.filter((operation) => operation === 'write').length).toBeGreaterThan(2);
});
