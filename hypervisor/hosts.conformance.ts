/**
 * A pair on three hosts, which are network namespaces with cables between them: cables are pulled and plugged in, slow and
 * lossy. What comes out must be what the bare machine gives. Says what is missing where the host does not allow it.
 */
import { copyFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, type TestContext } from 'vitest';
import type { ProcessOptions } from '../kernel/testing/running-process.ts';
import { Workshop } from '../kernel/testing/tools.ts';
import { Command } from './testing/hosts.ts';
import { type Host, Namespaces, whyNoNamespaces } from './testing/namespaces.ts';

const missing = whyNoNamespaces();
if (missing !== undefined) console.warn(`no tests of a pair between network namespaces: ${missing}`);

/** Leaves a test out, and says why. */
function leaveOut(context: TestContext, why: string): never {
  console.warn(`left out: ${context.task.name}: ${why}`);
  return context.skip(why);
}

const PORT = 7000;
/**
 * A guest that waits until a line is typed, does it, and waits again. The second line is typed when the test has done what it
 * does to hosts and cables: however fast the guest is, it has work to do after that.
 */
const SHELL = ['--append', 'run sh'];
const LINE = 'work 10 12\n';
const workshop = new Workshop();
let expected: { stdout: string; results: string };
let net: Namespaces;
let commands: Command[] = [];
let round = 0;

beforeAll(async () => {
  await workshop.assemble('kernel/kernel.s', 'kernel');
  for (const program of ['work', 'sh']) await workshop.assemble(`kernel/user/${program}.s`, program);
  await workshop.pack('disk.tar', ['work', 'sh'], 16384);
  copyFileSync(workshop.path('disk.tar'), workshop.path('bare.tar'));
  const { stdout } = await workshop.hvrun(['--bare', '--disk', 'bare.tar', ...SHELL, 'kernel'], LINE + LINE);
  expected = { stdout, results: await workshop.unpack('bare.tar', 'results') };
  for (const key of ['pair.key', 'other.key']) await new Command(['secret', key], { folder: workshop.folder }).ended;
});
afterAll(() => workshop.remove());

beforeEach(() => {
  if (missing === undefined) net = new Namespaces(String((round += 1)));
});
afterEach(async () => {
  for (const command of commands) command.signal('SIGKILL');
  await Promise.all(commands.map((command) => command.ended));
  commands = [];
  if (missing === undefined) net.remove();
});

type Input = Pick<ProcessOptions, 'input' | 'typing'>;

function start(host: Host, args: readonly string[], input: Input = {}): Command {
  const command = new Command(args, { folder: workshop.folder, inside: net.on(host), ...input });
  commands.push(command);
  return command;
}

function startReplica(host: 'one' | 'two', bus = `${net.address('bus', host)}:${PORT}`): Command {
  const listen = `${net.address(host, host === 'one' ? 'two' : 'one')}:0`;
  return start(host, ['replica', '--bus', bus, '--listen', listen, '--secret-file', 'pair.key']);
}

interface Pair {
  readonly bus: Command;
  /** On host one. */
  readonly primary: Command;
  /** On host two. */
  readonly backup: Command;
}

async function startPair(...flags: string[]): Promise<Pair> {
  copyFileSync(workshop.path('disk.tar'), workshop.path('pair.tar'));
  const listen = ['--listen', `0.0.0.0:${PORT}`, '--secret-file', 'pair.key', '--disk', 'pair.tar', '--no-restart'];
  const bus = start('bus', ['bus', ...listen, ...flags, ...SHELL, 'kernel'], { input: LINE, typing: true });
  await bus.told(/waiting for 2 replicas/);
  const primary = startReplica('one');
  await bus.told(/replica \d+@10\.77\.1\.2 is here/);
  const backup = startReplica('two');
  await bus.told(/the guest starts/);
  return { bus, primary, backup };
}

/** The guest is at work on its first line: so much of the console's output is there. */
function output({ bus }: Pair, part: number): Promise<void> {
  return bus.printed(part * expected.stdout.length);
}

/** Types the second line, and expects what an undisturbed guest leaves. */
async function expectUndisturbed({ bus }: Pair): Promise<void> {
  bus.type(LINE);
  bus.endInput();
  expect(await bus.ended, bus.stderr).toBe(0);
  expect(bus.stdout, bus.stderr).toBe(expected.stdout);
  expect(await workshop.unpack('pair.tar', 'results')).toBe(expected.results);
}

/** How soon a process gets its turn is the host's affair: a test that failed is run once more. */
const OPTIONS = { timeout: 60_000, retry: 1 };

describe.skipIf(missing !== undefined)('a pair between network namespaces', OPTIONS, () => {
  it('does its work', async () => {
    const pair = await startPair();
    await expectUndisturbed(pair);
    expect(await Promise.all([pair.primary.ended, pair.backup.ended])).toEqual([0, 0]);
    expect(pair.bus.stderr).not.toContain('term');
  });

  it('survives the death of the primary', async () => {
    const pair = await startPair();
    await output(pair, 0.3);
    pair.primary.signal('SIGKILL');
    await expectUndisturbed(pair);
    expect(pair.bus.stderr).toMatch(/backup \d+@10\.77\.2\.2 wins term 2 and takes over/);
  });

  it('survives a primary that hangs', async () => {
    const pair = await startPair('--timeout', '400');
    await output(pair, 0.3);
    pair.primary.signal('SIGSTOP');
    await expectUndisturbed(pair);
    pair.primary.signal('SIGCONT');
    expect(await pair.primary.ended).toBe(69);
  });

  it('survives the primary with all its cables pulled; that one steps down when it has missed the bus for long', async () => {
    const pair = await startPair('--timeout', '400');
    await output(pair, 0.3);
    for (const other of ['bus', 'two'] as const) net.pull('one', other);
    await expectUndisturbed(pair);
    expect(pair.bus.stderr).toMatch(/wins term 2 and takes over/);
    expect(await pair.primary.ended).toBe(69);
    expect(pair.primary.stderr).toMatch(/the bus is lost \(it has been silent for too long\)/);
  });

  it('survives the backup with all its cables pulled', async () => {
    const pair = await startPair('--timeout', '400');
    await output(pair, 0.3);
    for (const other of ['bus', 'one'] as const) net.pull('two', other);
    await expectUndisturbed(pair);
    expect(pair.bus.stderr).toMatch(/primary \d+@10\.77\.1\.2 wins term 2 and goes on without a backup/);
    expect(await pair.backup.ended).toBe(69);
  });

  it('goes on with one of the two when the cable between them is pulled', async () => {
    const pair = await startPair('--timeout', '400');
    await output(pair, 0.3);
    net.pull('one', 'two');
    await expectUndisturbed(pair);
    expect(pair.bus.stderr).toMatch(/wins term 2/);
    const statuses = await Promise.all([pair.primary.ended, pair.backup.ended]);
    expect(statuses.sort()).toEqual([0, 69]);
  });

  it('goes on with the backup when the cable between primary and bus is pulled', async () => {
    const pair = await startPair('--timeout', '400');
    await output(pair, 0.3);
    net.pull('one', 'bus');
    await expectUndisturbed(pair);
    expect(pair.bus.stderr).toMatch(/backup \d+@10\.77\.2\.2 wins term 2 and takes over/);
    expect(await pair.primary.ended).toBe(69);
  });

  it('does not mind a cable that is plugged in again within the time-out', async () => {
    const pair = await startPair('--timeout', '20000');
    await output(pair, 0.3);
    for (const other of ['bus', 'two'] as const) net.pull('one', other);
    await sleep(1500);
    for (const other of ['bus', 'two'] as const) net.plugIn('one', other);
    await expectUndisturbed(pair);
    expect(pair.bus.stderr).not.toContain('term');
  });

  it('does its work, and survives a death, over slow cables that lose packets', async (context) => {
    const cables = [
      ['bus', 'one'],
      ['bus', 'two'],
      ['one', 'two'],
    ] as const;
    for (const [one, other] of cables) {
      // A queue of a few packets before a slow cable: whatever bursts is lost. It is part of every kernel that has tc.
      const complaint = net.spoil(one, other, 'tbf', 'rate', '8mbit', 'burst', '3000', 'limit', '9000');
      if (complaint !== undefined) return leaveOut(context, `this kernel cannot make a cable slow: ${complaint}`);
    }
    const pair = await startPair('--timeout', '3000');
    await output(pair, 0.3);
    pair.primary.signal('SIGKILL');
    await expectUndisturbed(pair);
    const dropped = cables.map(([one, other]) => net.dropped(one, other) + net.dropped(other, one));
    expect(Math.max(...dropped)).toBeGreaterThan(0);
  });

  it('does its work, and survives a death, over cables with delay and random loss', async (context) => {
    for (const [one, other] of [
      ['bus', 'one'],
      ['bus', 'two'],
      ['one', 'two'],
    ] as const) {
      const complaint = net.spoil(one, other, 'netem', 'delay', '5ms', '2ms', 'loss', '1%');
      if (complaint !== undefined) return leaveOut(context, `this kernel has no netem: ${complaint}`);
    }
    const pair = await startPair('--timeout', '3000');
    await output(pair, 0.3);
    pair.primary.signal('SIGKILL');
    await expectUndisturbed(pair);
  });

  it('refuses a stranger and goes on', async () => {
    const pair = await startPair();
    const bus = `${net.address('bus', 'two')}:${PORT}`;
    const stranger = start('two', ['replica', '--bus', bus, '--secret-file', 'other.key']);
    expect(await stranger.ended).toBe(69);
    await pair.bus.told(/refused a connection from 10\.77\.2\.2:\d+: it does not know the secret/);
    await expectUndisturbed(pair);
  });
});
