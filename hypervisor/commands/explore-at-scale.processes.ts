/** hvrun explore on several processes: whoever dies, and however cases are shared out, the report is the same. */
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunningProcess } from '../../kernel/testing/running-process.ts';
import { tool, Workshop } from '../../kernel/testing/tools.ts';

const workshop = new Workshop();
afterAll(() => workshop.remove());

const DRIVER = ['wrong', '--disk', 'disk.img', '--only', 'doubt,moments'];
/** More than a second of work. */
const KERNEL = ['--guest', 'kernel', '--only', 'doubt', '--budget', '1000'];

const explore = (...args: string[]) => workshop.hvrun(['explore', ...args]);

function start(...args: string[]): RunningProcess {
  return new RunningProcess('node', [tool('hvrun'), 'explore', ...args], { folder: workshop.folder });
}

/** The processes that this one has started and that are there still. */
function workersOf({ pid }: RunningProcess): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return text.split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has come to its end.
  }
}

function grown(folder: string): string {
  const path = join(workshop.path(folder), 'shard-1-of-1.ndjson.part');
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** A check of disks that kills the worker for which it looks, after these words. */
function deadly(words: string): void {
  const script = `#!/bin/sh
${words}
for pid in $PPID $(awk '{ print $4 }' /proc/$PPID/stat); do
  if grep -q explore-worker /proc/$pid/cmdline; then kill -9 $pid; fi
done
`;
  writeFileSync(workshop.path('deadly'), script);
  chmodSync(workshop.path('deadly'), 0o755);
}

let undisturbed: string;

beforeAll(async () => {
  writeFileSync(workshop.path('disk.img'), new Uint8Array(2048));
  await workshop.assemble('examples/drivers/takes-it-for-done.s', 'wrong');
  await workshop.assemble('examples/drivers/takes-it-for-done-mended.s', 'mended');
  undisturbed = (await explore(...KERNEL)).stdout;
});

describe('workers', () => {
  it('make the same report, page and results, however many there are', async () => {
    const reports = [];
    for (const workers of ['1', '3']) {
      const files = ['--report', `${workers}.html`, '--junit', `${workers}.xml`, '--results', `workers-${workers}`];
      const { status, stdout } = await explore(...DRIVER, '--json', '--workers', workers, ...files);
      const written = [`${workers}.html`, `${workers}.xml`, `workers-${workers}/shard-1-of-1.ndjson`];
      reports.push([status, stdout, ...written.map((name) => readFileSync(workshop.path(name), 'utf8'))]);
    }
    expect(reports[1]).toEqual(reports[0]);
    expect(reports[0][0]).toBe(1);
  });

  it('may be killed, one after the other', async () => {
    const run = start(...KERNEL, '--results', 'killed');
    for (let time = 0; time < 4; time += 1) {
      const before = grown('killed').length;
      await run.until(() => grown('killed').length > before && workersOf(run).length > 0, 'a few cases');
      for (const pid of workersOf(run)) kill(pid);
    }
    expect((await run.closed()).status).toBe(0);
    expect(run.output().toString()).toBe(undisturbed);
  });

  it('are no finding if a case kills each that tries it: that is undecided, and the others are not', async () => {
    // Where no write survives a loss of power, whoever looks at the disk is killed.
    deadly('cmp -s "$1" disk.img || exit 0');
    const args = ['mended', '--disk', 'disk.img', '--only', 'power', '--expect-disk', './deadly'];
    const { status, stdout } = await explore(...args, '--json', '--workers', '2');
    const lines = stdout.trimEnd().split('\n');
    const undecided = lines.filter((line) => line.includes('"verdict":"undecided","why":"each of 3 processes'));
    expect(undecided.length).toBe(1);
    expect(undecided[0]).toContain('was ended by SIGKILL');
    const [{ cases, holds }] = (JSON.parse(lines.at(-1)!) as { adversities: { cases: number; holds: number }[] })
      .adversities;
    expect([status, holds]).toEqual([2, cases - 1]);
  });

  it('leave each case undecided if all die that try one', async () => {
    deadly(':');
    const args = [
      'mended',
      '--disk',
      'disk.img',
      '--only',
      'power',
      '--power-writes',
      '1',
      '--expect-disk',
      './deadly',
    ];
    const { status, stdout } = await explore(...args, '--json', '--workers', '1');
    const [{ cases, undecided }] = (
      JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as { adversities: { cases: number; undecided: number }[] }
    ).adversities;
    expect([undecided, status]).toEqual([cases, 2]);
    expect(cases).toBeGreaterThan(1);
  });

  it('end with whoever started them', async () => {
    const run = start(...KERNEL, '--results', 'orphans');
    await run.until(() => grown('orphans').includes('"case":3'), 'a few cases');
    const workers = workersOf(run);
    run.signal('SIGKILL');
    await run.closed();
    expect(workers.length).toBeGreaterThan(0);
    for (let look = 0; workers.some((pid) => existsSync(`/proc/${pid}/stat`)); look += 1) {
      expect(look).toBeLessThan(1000);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
});

describe('--results', () => {
  it.each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)('goes on where it was after %s', async (signal) => {
    const args = [...KERNEL, '--results', signal];
    const first = start(...args);
    await first.until(() => grown(signal).includes('"case":3'), 'a few cases');
    first.signal(signal);
    await first.closed();
    if (signal !== 'SIGKILL') expect(first.errors()).toContain('the same command goes on from here');
    const cases = grown(signal)
      .split('\n')
      .filter((line) => line.startsWith('{"case"')).length;
    expect(cases).toBeGreaterThan(3);
    // As if it had died in the middle of a line.
    writeFileSync(join(workshop.path(signal), 'shard-1-of-1.ndjson.part'), `${grown(signal)}{"case":`);
    const second = await explore(...args);
    expect([second.status, second.stdout]).toEqual([0, undisturbed]);
    const third = await explore(...args);
    expect([third.status, third.stdout]).toEqual([0, undisturbed]);
    expect(readdirSync(workshop.path(signal))).toEqual(['shard-1-of-1.ndjson']);
  });

  it('goes on after the budget has run out', async () => {
    const args = ['--guest', 'kernel', '--only', 'doubt', '--results', 'budget', '--budget'];
    const first = await explore(...args, '1');
    expect(first.stderr).toContain('hvrun: not all was tried: the same command goes on from here');
    expect(first.status).toBe(2);
    expect((await explore(...args, '1000')).stdout).toBe(undisturbed);
  });

  it('says what goes on only with it', async () => {
    const { status, stderr } = await explore('--guest', 'kernel', '--only', 'doubt', '--budget', '1');
    expect(stderr).toContain(
      'hvrun: not all was tried, and the same command begins anew; with --results FOLDER it would go on',
    );
    expect(status).toBe(2);
  });

  it.each([
    [['mended', '--disk', 'disk.img', '--only', 'doubt,moments'], 'of another image'],
    [['wrong', '--disk', 'other.img', '--only', 'doubt,moments'], 'of another disk'],
    [['wrong', '--disk', 'disk.img', '--only', 'doubt,moments', '--append', 'x'], 'of other options: --append\\n'],
    [['wrong', '--disk', 'disk.img', '--only', 'doubt'], 'of other options: --only\\n'],
    [[...DRIVER, '--seed', '2'], 'of other options: --seed\\n'],
    [
      [...DRIVER, '--ram', '2M', '--exhaustive', '--depth', '3'],
      'of other options: --ram, --depth and --exhaustive\\n',
    ],
    [
      ['mended', '--disk', 'other.img', '--only', 'doubt,moments', '--expect-status', '0'],
      'of another image, another disk and other options: --expect-status\\n',
    ],
  ])('of something else are refused: %j', async (args, what) => {
    writeFileSync(workshop.path('other.img'), new Uint8Array(4096));
    if (!existsSync(workshop.path('mine'))) await explore(...DRIVER, '--results', 'mine');
    const { status, stdout, stderr } = await explore(...args, '--results', 'mine');
    expect(stderr).toMatch(new RegExp(`^hvrun: results 'mine': it is ${what}`));
    expect([status, stdout]).toEqual([65, '']);
  });

  it('are not kept where nothing can be', async () => {
    writeFileSync(workshop.path('file'), '');
    for (const place of ['file', 'file/x', '/proc/x/y', '/dev/null']) {
      const { status, stdout, stderr } = await explore(...DRIVER, '--results', place);
      expect(stderr).toMatch(/^hvrun: cannot keep results '.*': [^\n]+\n$/);
      expect([status, stdout]).toEqual([73, '']);
    }
  });

  it('says so when its disk is full, and goes on when there is room', async () => {
    // As many bytes as a file may have here; the system says it in another way, and as early.
    const limited = ['-c', 'ulimit -f 8; trap "" XFSZ; exec "$@"', 'sh', 'node', tool('hvrun'), 'explore'];
    const run = new RunningProcess('sh', [...limited, ...DRIVER, '--results', 'full'], { folder: workshop.folder });
    const { status } = await run.closed();
    expect(run.errors()).toMatch(/^hvrun: cannot keep results 'full\/shard-1-of-1\.ndjson\.part': /m);
    expect([73, 74]).toContain(status);
    expect((await explore(...DRIVER, '--results', 'full')).stdout).toBe((await explore(...DRIVER)).stdout);
  });
});

describe('--shard', () => {
  const files = (name: string) => ['--report', `${name}.html`, '--junit', `${name}.xml`];
  const read = (name: string) => readFileSync(workshop.path(name), 'utf8');

  it('makes parts that are merged to the report of one process', async () => {
    for (const shard of [1, 2, 3]) {
      const { status, stderr } = await explore(
        ...DRIVER,
        '--results',
        'parts',
        '--shard',
        `${shard}/3`,
        '--workers',
        '1',
      );
      expect(stderr).toBe(`hvrun: shard ${shard} of 3 is in 'parts/shard-${shard}-of-3.ndjson'\n`);
      expect(status).toBe(0);
      if (shard < 3) {
        const early = await explore('merge', 'parts');
        expect(early.stderr).toBe(`hvrun: 'parts': of 3 shards these are missing: ${shard === 1 ? '2-3' : '3'}\n`);
        expect([early.status, early.stdout]).toEqual([66, '']);
      }
    }
    const one = await explore(...DRIVER, ...files('one'));
    const merged = await explore('merge', 'parts', ...files('merged'));
    expect(merged).toEqual(one);
    expect(read('merged.html')).toBe(read('one.html'));
    expect(read('merged.xml')).toBe(read('one.xml'));
    expect(await explore('merge', 'parts', '--json')).toEqual(await explore(...DRIVER, '--json'));
  });

  it('is nobody else’s meanwhile', async () => {
    const first = start(...KERNEL, '--results', 'same');
    await first.until(() => grown('same') !== '', 'its file');
    const second = await explore(...KERNEL, '--results', 'same');
    expect(second.stderr).toMatch(/^hvrun: results 'same': it is in use by process \d+$/m);
    expect(second.status).toBe(75);
    first.signal('SIGTERM');
    await first.closed();
  });

  it.each([
    [['--shard', '0/0'], "option '--shard <i/n>' argument '0/0' is invalid"],
    [['--shard', '3/2'], 'There is no shard 3 of 2'],
    [['--shard', 'auto'], 'no scheduler says which shard this is'],
    [['--workers', '0'], "option '--workers <n>' argument '0' is invalid"],
    [['--slurm-script', '0'], "option '--slurm-script <n>' argument '0' is invalid"],
    [['--slurm-script', '2', '--shard', '1/2'], "'--slurm-script' says all shards, and '--shard' one"],
    [['--case', 'doubt:1=not'], "'--results' is for all cases, and '--case' is for one"],
  ])('refuses %j', async (args, message) => {
    const { status, stdout, stderr } = await explore(...DRIVER, '--results', 'refused', ...args);
    expect(stderr).toContain(message);
    expect([status, stdout]).toEqual([64, '']);
    expect(existsSync(workshop.path('refused'))).toBe(false);
  });

  it.each([[['--shard', '1/2']], [['--slurm-script', '2']]])('refuses %j without --results', async (args) => {
    const { status, stderr } = await explore(...DRIVER, ...args);
    expect(stderr).toContain("needs '--results', a folder for all shards");
    expect(status).toBe(64);
  });
});

describe('a self-check that failed', () => {
  it('is told alike by the status, the text, the JSON, the JUnit XML and the page', async () => {
    const args = ['mended', '--disk', 'disk.img', '--only', 'doubt', '--results', 'blind'];
    expect((await explore(...args)).status).toBe(0);
    const path = workshop.path('blind/shard-1-of-1.ndjson');
    const lines = readFileSync(path, 'utf8').replace('"found":true', '"found":false').split('\n').slice(0, -2);
    const text = lines.map((line) => `${line}\n`).join('');
    const sha256 = createHash('sha256').update(text).digest('hex');
    writeFileSync(path, `${text}${JSON.stringify({ sha256 })}\n`);
    const missed = 'what is wrong with a planted driver was not found by doubt';
    const files = ['--report', 'blind.html', '--junit', 'blind.xml'];
    for (const command of [args, ['merge', 'blind']]) {
      const { status, stdout } = await explore(...command, ...files);
      expect(stdout).toMatch(new RegExp(`^undecided: nothing was found in \\d+ cases, but ${missed}`, 'm'));
      expect(stdout).not.toMatch(/^holds/m);
      expect(status).toBe(2);
      const json = (await explore(...command, '--json')).stdout.trimEnd().split('\n').at(-1)!;
      expect(JSON.parse(json)).toMatchObject({ verdict: 'undecided', why: expect.stringContaining(missed) as string });
      expect(readFileSync(workshop.path('blind.xml'), 'utf8')).toContain(`<skipped message="${missed}`);
      expect(readFileSync(workshop.path('blind.html'), 'utf8')).toContain(`W${missed.slice(1)}`);
    }
  });
});

describe('hvrun explore merge', () => {
  it('does not write its reports over the shards, nor does who makes them', async () => {
    await explore(...DRIVER, '--results', 'own');
    const shard = 'own/shard-1-of-1.ndjson';
    const before = readFileSync(workshop.path(shard), 'utf8');
    const merge = await explore('merge', 'own', '--report', shard);
    const again = await explore(...DRIVER, '--results', 'own', '--junit', shard);
    for (const { status, stderr } of [merge, again]) {
      expect(stderr).toMatch(/^hvrun: --(report|junit) .* is the same file as .*; nothing was written$/m);
      expect(status).toBe(64);
    }
    expect(readFileSync(workshop.path(shard), 'utf8')).toBe(before);
  });

  it.each([
    [['nowhere'], 66, "cannot open results 'nowhere': there is no such file"],
    [['disk.img'], 66, "cannot open results 'disk.img'"],
    [['empty'], 66, "'empty': there are no whole results of hvrun explore"],
    [['strange'], 65, "'strange/a.ndjson': it holds no results of hvrun explore"],
    [['empty', 'empty'], 64, 'too many arguments'],
    [[], 64, "missing required argument 'folder'"],
  ])('refuses %j', async (args, expected, message) => {
    for (const name of ['empty', 'strange']) mkdirSync(workshop.path(name), { recursive: true });
    writeFileSync(workshop.path('strange/a.ndjson'), '{"event":"case"}\n');
    const { status, stdout, stderr } = await explore('merge', ...args);
    expect(stderr).toContain(message);
    expect([status, stdout]).toEqual([expected, '']);
  });
});
