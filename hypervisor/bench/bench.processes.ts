/** `hvrun bench` as a command: what it prints, the files it writes, and what it refuses. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Workshop } from '../../kernel/testing/tools.ts';
import { HvrunProcess } from '../testing/hvrun-process.ts';
import { HP720_ETHERNET } from './models/hp720.ts';

const workshop = new Workshop();
afterAll(() => workshop.remove());

const bench = (...args: string[]) => workshop.hvrun(['bench', ...args]);
const few = ['--loads', 'cpu', '--variants', 'original', '--epochs', '8000,385000'];

describe('hvrun bench on a model', () => {
  it("prints our figure, the paper's, and why they differ; twice the same bytes, in all files", async () => {
    const files = (run: number) => [
      '--json',
      `${run}.json`,
      '--csv',
      `${run}.csv`,
      '--page',
      `${run}.html`,
      '--svg',
      `${run}.svg`,
    ];
    const [one, other] = [
      await bench('--model', 'hp720-ethernet', ...few, ...files(1)),
      await bench('--model', 'hp720-ethernet', ...few, ...files(2)),
    ];
    expect(one).toEqual({ status: 0, stderr: '', stdout: other.stdout });
    expect(one.stdout).toMatch(/^8K +\| +3\.8\d +3\.83 +[-+]?\d\.\d % +\d/m);
    expect(one.stdout).toMatch(/^385K +\| +1\.2\d +1\.24\* +[-+]?\d\.\d %/m);
    expect(one.stdout).toContain('within the 1.9 % by which the model of the paper misses its own measurements.');
    for (const kind of ['json', 'csv', 'html', 'svg']) {
      const [first, second] = [1, 2].map((run) => readFileSync(workshop.path(`${run}.${kind}`), 'utf8'));
      expect(first.length).toBeGreaterThan(100);
      expect(second).toBe(first);
    }
  });

  it('runs hardware that a file describes, and says what is wrong with one', async () => {
    const slow = { ...HP720_ETHERNET, name: 'slow link', epochUs: 1000 };
    writeFileSync(workshop.path('slow.json'), JSON.stringify(slow));
    const { stdout, status } = await bench('--model', 'slow.json', ...few);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^slow link: /);
    expect(stdout).toMatch(/^8K +\| +8\.\d\d +3\.83 +\d\.\d+$/m);
    writeFileSync(workshop.path('bad.json'), JSON.stringify({ ...slow, epochUs: 'long' }));
    const bad = await bench('--model', 'bad.json');
    expect(bad).toEqual({
      status: 64,
      stdout: '',
      stderr: "hvrun: model 'bad.json': 'epochUs' must be a number from 0 to 1000000\n",
    });
  });
});

describe('hvrun bench availability', () => {
  it('draws no more than it may, however seldom a pair fails', async () => {
    const { status, stdout } = await bench('availability', '--shared', 'none', '--machine', '1e9/1');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^pair, repaired +5\.00e\+17 +not drawn +1\.00e-18 +not drawn$/m);
  });
});

describe("the README's transcripts", () => {
  const steps = transcriptsOf(readFileSync(join(import.meta.dirname, 'README.md'), 'utf8'));
  /** What a file of comma-separated values begins with. */
  const headers: Readonly<Record<string, string>> = {
    latency: 'variant,epoch,early_ends,mean_us,most_us',
    traffic: 'load,variant,epoch,parts,block_bytes,block_packets,',
    availability: 'arrangement,shared_parts,mttf_hours,',
  };

  it('are of latency, traffic and availability', () => {
    expect(steps.map(([subject]) => subject)).toEqual(Object.keys(headers));
  });

  it.each(steps)('are what the command prints, and so are its files: %s %s', async (subject, asked, shown) => {
    const files = ['--json', `${subject}.json`, '--csv', `${subject}.csv`];
    const told = await bench(subject, ...asked.split(' ').filter(Boolean), ...files);
    expect(told).toEqual({ status: 0, stderr: '', stdout: shown });
    const { cases, rows } = JSON.parse(readFileSync(workshop.path(`${subject}.json`), 'utf8')) as {
      cases?: unknown[];
      rows?: unknown[];
    };
    const lines = readFileSync(workshop.path(`${subject}.csv`), 'utf8').split('\r\n');
    expect(lines[0].startsWith(headers[subject])).toBe(true);
    expect(lines.length - 2).toBe((cases ?? rows)!.length);
  });
});

/** Of each command that stands behind a $: what is asked, with which flags, and what stands below it up to the next text. */
function transcriptsOf(page: string): [subject: string, asked: string, shown: string][] {
  const found = page.matchAll(/^ {4}\$ npx hvrun bench (\w+) ?(.*)\n((?:(?: {4}.*)?\n)*)/gm);
  return [...found].map(([, subject, asked, shown]) => [subject, asked, `${shown.replace(/^ {4}/gm, '').trimEnd()}\n`]);
}

describe('hvrun bench on this host', () => {
  it('runs the pair beside the bare machine, and tells speeds', async () => {
    const size = ['--rounds', '1', '--warm-up', '0.1', '--seconds', '0.1', '--commands', '2', '--disk-ms', '0'];
    const { status, stdout, stderr } = await bench(
      '--variants',
      'queued',
      '--epochs',
      '32000',
      ...size,
      '--json',
      'host.json',
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain(
      'this host: Two processes of this host, engine auto; one round; each run, bare or pair, is measured for 0.1 s (CPU) or ' +
        "2 commands (disk), after 0.1 s that don't count; the disk is the host's page cache.\n",
    );
    for (const load of ['CPU-intensive', 'disk write', 'disk read']) expect(stdout).toContain(`${load}; speed in`);
    expect(stdout).not.toContain('off by');
    expect(stdout).toMatch(/^32K +\d+\.\d +-?\d+\.\d +-?\d+\.\d % +-?\d+\.\d +-?\d+\.\d %$/m);
    expect(stdout).toMatch(/^A machine of the pair takes \d+ MB at most/m);
    const { cells } = JSON.parse(readFileSync(workshop.path('host.json'), 'utf8')) as { cells: { np: number }[] };
    expect(cells).toHaveLength(3);
    for (const { np } of cells) expect(np).toBeGreaterThan(0);
  });
});

describe('hvrun bench that is interrupted', () => {
  it('tells what it has measured by then, and writes it', async () => {
    const size = ['--rounds', '1000', '--warm-up', '0.1', '--seconds', '0.1'];
    const asked = ['--loads', 'cpu', '--variants', 'original', '--epochs', '32000', ...size, '--json', 'part.json'];
    const process = new HvrunProcess(workshop.path('.'), ['bench', ...asked]);
    const runs = new Set<number>();
    // A bare machine and a pair have been run when the third is under way.
    await process.until(() => {
      for (const pid of process.processes()) runs.add(pid);
      return runs.size > 2;
    }, 'its third run');
    process.signal('SIGTERM');
    const { status, stdout, stderr } = await process.outcome;
    expect([status, stderr]).toEqual([143, 'interrupted: some cases were left out\n']);
    expect(stdout.toString()).toMatch(/^this host: .*; (?:one round|medians of \d+ rounds) at most; [^]*^32K +\|/m);
    const { cells } = JSON.parse(readFileSync(workshop.path('part.json'), 'utf8')) as { cells: unknown[] };
    expect(cells).toHaveLength(1);
  });
});

describe('hvrun bench that is killed', () => {
  it('leaves its folder to the next one, which removes it, and none that is in use', async () => {
    const folder = workshop.path('.');
    const folders = (): string[] => readdirSync(folder).filter((name) => name.startsWith('hvrun-bench-'));
    const inUse = (name: string): boolean => existsSync(join(folder, name, 'socket'));
    const begin = async (others: readonly string[]): Promise<[HvrunProcess, string]> => {
      const process = new HvrunProcess(folder, ['bench', '--loads', 'cpu', '--warm-up', '60']);
      const mine = (): string | undefined => folders().find((name) => !others.includes(name) && inUse(name));
      await process.until(() => mine() !== undefined, 'its folder');
      return [process, mine()!];
    };
    const [killed, left] = await begin([]);
    killed.signal('SIGKILL');
    await killed.closed();
    const [one, first] = await begin([left]);
    expect(folders()).toEqual([first]);
    const [other, second] = await begin([first]);
    expect(folders().toSorted()).toEqual([first, second].toSorted());
    for (const process of [one, other]) {
      process.signal('SIGTERM');
      expect((await process.outcome).status).toBe(143);
    }
    expect(folders()).toEqual([]);
  });
});

describe('hvrun bench refuses', () => {
  it.each([
    [['speed'], /Expected one of np, latency, traffic, availability\./],
    [['--loads', 'cpu,tape'], /Expected one of cpu, write, read\./],
    [['--epochs', '1000,x'], /Expected a whole number from 1 to 2147483647, or several, as in 1000,8000\./],
    [['--model', 'hp720-atm', '--epochs', '4294967295'], /Expected a whole number from 1 to 2147483647/],
    [['--model', 'hp720-atm', '--epochs', '5000000'], /option '--epochs' of a model takes up to 4235000 instructions/],
    [['latency', '--epochs', '2147483647'], /option '--epochs' of a model takes up to 4235000 instructions/],
    [['--warm-up', 'long'], /Expected seconds from 0 to 3600/],
    [['availability', '--machine', '1000'], /Expected hours to a failure and to its repair/],
    [['availability', '--shared', 'disk'], /Expected parts as in disk=50000\/10,power=20000\/2, or none\./],
    [['availability', '--machine', '1e13/1'], /Expected hours .* from 0\.000001 to 1000000000000/],
    [['availability', '--shared', 'disk=1/2,disk=3/4'], /Expected each part once, and 'disk' is there twice\./],
    [['--quick', 'np', 'more'], /too many arguments/],
    [['latency', '--page', 'page.html'], /^hvrun: option '--page' is for np$/m],
    [['traffic', '--svg', 'a.svg', '--loads', 'cpu'], /^hvrun: options '--loads' and '--svg' are for np$/m],
    [['availability', '--epochs', '5'], /^hvrun: option '--epochs' is for np, latency and traffic$/m],
    [['availability', '--model', 'hp720-atm'], /^hvrun: option '--model' is for np, latency and traffic$/m],
    [['latency', '--rounds', '1'], /^hvrun: option '--rounds' is for np without --model$/m],
    [
      ['--model', 'hp720-atm', '--warm-up', '5', '--seconds', '1', '--disk-ms', '8', '--seed', '1'],
      /^hvrun: options '--warm-up', '--seconds' and '--disk-ms' are for np without --model; option '--seed' is for availability$/m,
    ],
  ])('%j', async (args, what) => {
    const { status, stderr } = await bench(...args);
    expect(status).toBe(64);
    expect(stderr).toMatch(what);
  });

  it("a model that is not there, and a file that it can't make", async () => {
    expect((await bench('--model', 'hp721')).status).toBe(66);
    const { status, stderr } = await bench('--model', 'hp720-atm', '--json', 'no/such/folder.json');
    expect({ status, stderr }).toEqual({
      status: 73,
      stderr: "hvrun: cannot write --json 'no/such/folder.json': there is no such folder\n",
    });
  });
});
