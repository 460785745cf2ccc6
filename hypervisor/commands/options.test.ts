import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseOptions, type RunOptions } from './options.ts';

function parse(...args: string[]) {
  let stdout = '';
  let stderr = '';
  const outcome = parseOptions(args, {
    stdout: (text) => (stdout += text),
    stderr: (text) => (stderr += text),
  });
  return { outcome, stdout, stderr };
}

test('without arguments a.out runs on the pair, as the README says', () => {
  expect(parse().outcome).toEqual({
    image: 'a.out',
    mode: 'pair',
    diskLock: true,
    append: '',
    ram: 16 * 1024 * 1024,
    tlbEntries: 1024,
    actuatorMs: 1000,
    diskMs: 0,
    protocol: 'queued',
    epochLength: 131_072,
    earlyEnds: true,
    maxLag: 2_000_000,
    timeoutMs: 1000,
    hashEpochs: true,
    kills: [],
    restart: true,
    ringsExposed: false,
    tlbExposed: false,
    engine: { primary: 'auto', backup: 'auto' },
    stats: false,
    verbose: false,
  } satisfies RunOptions);
});

test.each<[string, Partial<RunOptions>]>([
  ['--bare kernel.out', { mode: 'bare', image: 'kernel.out' }],
  ['--solo', { mode: 'solo' }],
  ['--engine auto', { engine: { primary: 'auto', backup: 'auto' } }],
  ['--engine primary=translator,backup=auto', { engine: { primary: 'translator', backup: 'auto' } }],
  ['--engine backup=interpreter,primary=translator', { engine: { primary: 'translator', backup: 'interpreter' } }],
  ['--bare --stats', { mode: 'bare', stats: true }],
  ['--stats', { mode: 'pair', stats: true }],
  ['--no-restart', { restart: false }],
  ['--disk d.tar --append run', { disk: 'd.tar', diskLock: true, append: 'run' }],
  ['--disk d.tar --disk-lock off', { disk: 'd.tar', diskLock: false }],
  ['--ram 64M', { ram: 64 * 1024 * 1024 }],
  ['--ram 1g', { ram: 1024 ** 3 }],
  ['--ram 1028K', { ram: 1028 * 1024 }],
  ['--ram 1048576', { ram: 1048576 }],
  ['--tlb-entries 16', { tlbEntries: 16 }],
  ['--actuator-ms 0 --disk-ms 20', { actuatorMs: 0, diskMs: 20 }],
  ['--uncertain 0.25,7', { uncertain: { probability: 0.25, seed: 7 } }],
  ['--uncertain .5,0', { uncertain: { probability: 0.5, seed: 0 } }],
  [
    '--protocol none --kill primary@command=3',
    { mode: 'straw-man', kills: [{ signal: 'SIGKILL', role: 'primary', at: 'command', count: 3 }] },
  ],
  ['--protocol original --epoch 1000 --timeout 50', { protocol: 'original', epochLength: 1000, timeoutMs: 50 }],
  ['--protocol revised --fixed-epochs --lag 5', { protocol: 'revised', earlyEnds: false, maxLag: 5 }],
  ['--stop backup@epoch=7', { kills: [{ signal: 'SIGSTOP', role: 'backup', at: 'epoch', count: 7 }] }],
  ['--kill primary@epoch=200', { kills: [{ signal: 'SIGKILL', role: 'primary', at: 'epoch', count: 200 }] }],
  [
    '--kill backup@epoch=1 --kill primary@command=9',
    {
      kills: [
        { signal: 'SIGKILL', role: 'backup', at: 'epoch', count: 1 },
        { signal: 'SIGKILL', role: 'primary', at: 'command', count: 9 },
      ],
    },
  ],
  ['--bare --trace-instructions kernel.out', { traced: { path: '-', only: [] }, image: 'kernel.out' }],
  [
    '--bare --trace-instructions=trace.txt kernel.out',
    { traced: { path: 'trace.txt', only: [] }, image: 'kernel.out' },
  ],
  ['--record run.rec', { record: 'run.rec' }],
  ['--trace run.json', { tracePair: 'run.json' }],
  ['--limit-instructions 1000000', { limitInstructions: 1_000_000 }],
  ['--bare --limit-seconds 2.5', { limitSeconds: 2.5 }],
  ['--bare --history h.json', { mode: 'bare', history: 'h.json' }],
  [
    '--stop primary@epoch=7 --stop backup@epoch=8 --kill backup@epoch=9',
    {
      kills: [
        { signal: 'SIGKILL', role: 'backup', at: 'epoch', count: 9 },
        { signal: 'SIGSTOP', role: 'primary', at: 'epoch', count: 7 },
        { signal: 'SIGSTOP', role: 'backup', at: 'epoch', count: 8 },
      ],
    },
  ],
  ['--hash-epochs off', { hashEpochs: false }],
  ['--firmware pdc --initrd disk.cpio --idle-mark', { firmware: 'pdc', initrd: 'disk.cpio', idleMark: true }],
  ['--rings exposed --tlb exposed --verbose', { ringsExposed: true, tlbExposed: true, verbose: true }],
])('%s is understood', (line, expected) => {
  expect(parse(...line.split(' ')).outcome).toMatchObject(expected);
});

test.each([
  ['--engine fast', /'fast' is invalid.*interpreter, translator, auto, or primary=<name>,backup=<name>/],
  ['--engine primary=auto', /'primary=auto' is invalid/],
  ['--engine primary=auto,backup=none', /is invalid/],
  ['--engine primary=auto,primary=auto', /is invalid/],
  ['--protocol none --stats', /'--stats' tells of engines, and --protocol none/],
  ['--bogus', /unknown option '--bogus'/],
  ['--bare --trace t.json', /'--trace' shows epochs and messages, and --bare has none/],
  ['--protocol none --trace t.json', /'--trace' .* --protocol none has none/],
  ['--initrd disk.cpio', /'--initrd' needs --firmware/],
  ['--idle-mark', /'--idle-mark' needs --firmware/],
  ['--firmware bios', /Allowed choices are pdc/],
  ['--bare --solo', /'--bare' cannot be used with option '--solo'/],
  ['one.out two.out', /too many arguments/],
  ['--disk', /argument missing/],
  ['--ram 5', /'5' is invalid.*1M to 1G, a multiple of 4K/],
  ['--ram 2G', /'2G' is invalid/],
  ['--ram 1049000', /multiple of 4K/],
  ['--ram 16X', /'16X' is invalid/],
  ['--tlb-entries 1', /from 2 to/],
  ['--epoch 0', /whole number from 1 to/],
  ['--epoch 1e3', /'1e3' is invalid/],
  ['--timeout -5', /'-5' is invalid/],
  ['--uncertain 0.1', /PROBABILITY,SEED/],
  ['--uncertain 1.5,3', /0 to 1/],
  ['--protocol no', /Allowed choices are original, revised, queued, none/],
  ['--protocol none --solo', /'--protocol none' needs two machines, and --solo runs one/],
  ['--protocol none --kill primary@epoch=3', /knows no epochs/],
  ['--protocol none --stop primary@command=3', /--protocol none has machines that nobody watches/],
  ['--solo --stop primary@command=3', /--solo runs a machine that nobody watches/],
  ['--stop nobody@command=3', /primary@epoch=N/],
  ['--kill primary', /primary@epoch=N/],
  ['--kill backup@command=3', /primary@epoch=N/],
  ['--kill primary@epoch=0', /N from 1/],
  [
    '--trace-instructions',
    /'--trace-instructions' tells of one machine: .*a pair is traced by `hvrun --record run.rec`/,
  ],
  ['--bare --record run.rec', /'--record' records what the hypervisor sees, and --bare runs without one/],
  ['--protocol none --history h.json', /'--history' follows the commands of one guest/],
  ['--protocol none --record run.rec', /and --protocol none runs without one/],
  ['--bare --kill primary@epoch=3', /'--kill' needs a pair, and --bare runs one machine/],
  ['--limit-instructions 0', /whole number from 1 to/],
  ['--limit-seconds 0', /seconds, from 0.001/],
  ['--limit-seconds -1', /'-1' is invalid/],
  ['--limit-seconds 1e3', /seconds, from 0.001/],
  ['--limit-seconds 9000000', /to 2000000/],
  ['--rings hidden', /Allowed choices are exposed/],
])('%s is refused with status 64, on stderr, with a hint', (line, message) => {
  const { outcome, stdout, stderr } = parse(...line.split(' '));
  expect(outcome).toEqual({ exitStatus: 64 });
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^hvrun: /);
  expect(stderr).toMatch(message);
  expect(stderr).toMatch(/Try 'hvrun --help'/);
});

describe('--help', () => {
  test('names every flag and shows examples', () => {
    const { outcome, stdout, stderr } = parse('--help');
    expect(outcome).toEqual({ exitStatus: 0 });
    expect(stderr).toBe('');
    const flags =
      'firmware initrd idle-mark bare solo disk disk-lock append ram tlb-entries actuator-ms disk-ms uncertain protocol engine stats epoch fixed-epochs hash-epochs record lag timeout kill stop rings tlb trace history limit-instructions limit-seconds';
    for (const flag of [...flags.split(' '), 'verbose', 'version', 'help']) expect(stdout).toContain(`--${flag}`);
    expect(stdout).toContain('hvasm kernel.s && hvrun');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});

test("--version gives the package's version", () => {
  const { outcome, stdout } = parse('--version');
  expect(outcome).toEqual({ exitStatus: 0 });
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
    version: string;
  };
  expect(stdout).toBe(`${version}\n`);
});
