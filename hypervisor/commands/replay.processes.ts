/** Recordings as their user makes and uses them: real processes, one of them killed. */
import { copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { type Outcome, Workshop } from '../../kernel/testing/tools.ts';

const workshop = new Workshop();
/** The console of the run in which nobody dies. */
let expected: string;

beforeAll(async () => {
  await workshop.assemble('kernel/kernel.s', 'kernel');
  await workshop.assemble('kernel/user/work.s', 'work');
  await workshop.pack('disk.tar', ['work'], 16384);
  expected = (await record('quiet.rec')).stdout;
});
afterAll(() => workshop.remove());

async function record(file: string, ...flags: string[]): Promise<Outcome> {
  copyFileSync(workshop.path('disk.tar'), workshop.path('run.tar'));
  return workshop.hvrun([...flags, '--record', file, '--disk', 'run.tar', '--append', 'run work 6 6', 'kernel']);
}

const replay = (...args: string[]): Promise<Outcome> => workshop.hvrun(['replay', ...args]);

describe('hvrun replay', () => {
  it.each([
    ['a pair', []],
    ['one machine', ['--solo']],
    ['a failover in the middle of a command', ['--kill', 'primary@command=12', '--no-restart']],
    [
      'a failover, with the original protocol and short epochs',
      ['--kill', 'primary@epoch=90', '--protocol', 'original', '--epoch', '3000'],
    ],
    ['a pair without hashes', ['--hash-epochs', 'off']],
  ])('prints what %s printed, and needs no disk', async (what, flags) => {
    const recorded = await record('run.rec', ...flags);
    expect(recorded.stdout, recorded.stderr).toBe(expected);
    const { stdout, stderr, status } = await replay('run.rec');
    expect(stdout).toBe(expected);
    expect(stderr).toMatch(
      what.includes('without')
        ? /^hvrun: replayed \d+ epochs, \d+ instructions: no hashes to compare\n$/
        : /^hvrun: replayed \d+ epochs, \d+ instructions: identical\n$/,
    );
    expect(status).toBe(0);
  });

  it('stops at the beginning of an epoch and tells the registers', async () => {
    const { stdout, stderr, status } = await replay('quiet.rec', '--epoch', '5');
    expect(expected.startsWith(stdout)).toBe(true);
    expect(stderr).toMatch(/^hvrun: epoch 5 begins, \d+ instructions after the start; state hash [0-9a-f]{16}\nnext: /);
    expect(stderr).toMatch(/\n%r0 {3}00000000 {2}%r1 {3}[0-9a-f]{8} {2}%r2/);
    expect(status).toBe(0);
    const beyond = await replay('quiet.rec', '--epoch', '1000000');
    expect(beyond.stderr).toMatch(/^hvrun: the recording ends before epoch 1000000\nhvrun: epoch \d+ begins/);
  });

  it('tells of each epoch with --verbose', async () => {
    const { stderr } = await replay('quiet.rec', '--verbose');
    expect(stderr).toMatch(/^hvrun: epoch 1: \d+ instructions, hash [0-9a-f]{16}\nhvrun: epoch 2: /);
  });

  it('replays what is whole of a recording that was cut off', async () => {
    copyFileSync(workshop.path('quiet.rec'), workshop.path('cut.rec'));
    truncateSync(workshop.path('cut.rec'), readFileSync(workshop.path('quiet.rec')).length - 900);
    const { stdout, stderr, status } = await replay('cut.rec');
    expect(expected.startsWith(stdout)).toBe(true);
    expect(stderr).toMatch(/: identical\nhvrun: the recording ends there, before the guest did\n$/);
    expect(status).toBe(0);
  });
});

it('replays what is good of a recording that is damaged, and says where it is', async () => {
  const bytes = readFileSync(workshop.path('quiet.rec'));
  bytes[bytes.length - 900] ^= 4;
  writeFileSync(workshop.path('damaged.rec'), bytes);
  for (const args of [
    ['replay', 'damaged.rec'],
    ['diff', 'damaged.rec', 'quiet.rec'],
  ]) {
    const { stdout, stderr, status } = await workshop.hvrun(args);
    const told =
      /cannot replay 'damaged.rec': it is damaged at byte (\d+) \(.*\); it is good up to epoch (\d+)\n$/.exec(stderr);
    expect(status, stderr).toBe(65);
    expect(bytes.length - 900 - Number(told?.[1])).toBeLessThan(900);
    if (args[0] === 'replay') expect(expected.startsWith(stdout) && stdout !== '').toBe(true);
    const before = await replay('damaged.rec', '--epoch', told?.[2] ?? '');
    expect(before.status, before.stderr).toBe(0);
  }
});

describe('hvrun diff', () => {
  it('finds a recording identical to itself', async () => {
    const { stdout, stderr, status } = await workshop.hvrun(['diff', 'quiet.rec', 'quiet.rec']);
    expect(stdout).toMatch(/^identical: \d+ epochs, \d+ instructions\n$/);
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  it('names the instruction at which two runs part', async () => {
    // With fixed epochs, since the end of the input ends an early epoch now here, now there.
    await record('first.rec', '--fixed-epochs');
    await record('second.rec', '--fixed-epochs');
    const { stdout, status } = await workshop.hvrun(['diff', 'first.rec', 'second.rec']);
    expect(stdout).toMatch(
      /^they part in epoch \d+, which begins after \d+ instructions\nat instruction \d+ of the epoch:\n/,
    );
    expect(stdout).toMatch(/mfctl %itmr,%r\d+ reads interval-timer \d+\n/);
    expect(stdout).toMatch(/\n%r\d+: [0-9a-f]{8} and [0-9a-f]{8}\n/);
    expect(status).toBe(1);
  });
});

test.each<[string, string[], number, RegExp]>([
  ['a recording that is not there', ['replay', 'none.rec'], 66, /cannot open recording 'none.rec': there is no such/],
  ['a file that is no recording', ['replay', 'disk.tar'], 65, /cannot replay 'disk.tar': it is no recording of hvrun/],
  [
    'a damaged recording',
    ['replay', 'bad.rec'],
    65,
    /cannot replay 'bad.rec': it is damaged at byte \d+ \(.*\); no epoch/,
  ],
  [
    'the comparison with it',
    ['diff', 'quiet.rec', 'bad.rec'],
    65,
    /cannot replay 'bad.rec': it is damaged at byte \d+/,
  ],
  ['no file', ['replay'], 64, /missing required argument 'file'/],
  ['an epoch that is none', ['replay', 'quiet.rec', '--epoch', '0'], 64, /Expected a whole number from 1/],
  ['one recording alone', ['diff', 'quiet.rec'], 64, /missing required argument 'b'/],
  ['a second recording that is not there', ['diff', 'quiet.rec', 'none.rec'], 66, /cannot open recording .*none.rec/],
  [
    'a place where nothing can be written',
    ['--record', '/none/x.rec', 'kernel'],
    73,
    /cannot write recording '\/none\/x.rec': there is no such folder/,
  ],
])('%s is told in one line, without a stack trace', async (_what, args, status, message) => {
  const bytes = readFileSync(workshop.path('quiet.rec'));
  bytes[bytes.indexOf(Buffer.from('\x7fELF', 'latin1'))] = 0;
  writeFileSync(workshop.path('bad.rec'), bytes);
  const run = await workshop.hvrun(args);
  expect(run.stderr).toMatch(message);
  expect(run.stderr).not.toMatch(/^\s+at /m);
  expect(run.stdout).toBe('');
  expect(run.status).toBe(status);
});
