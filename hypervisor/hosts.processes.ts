/** A pair on several hosts as its users run it, with all hosts being this one: three commands, TLS between them. */
import { randomBytes } from 'node:crypto';
import { chmodSync, copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ProcessOptions } from '../kernel/testing/running-process.ts';
import { Workshop } from '../kernel/testing/tools.ts';
import { Wire } from './links/testing/wire.ts';
import { Command } from './testing/hosts.ts';
import type { TraceEvent } from './tracing/trace-event.ts';

const workshop = new Workshop();
const WORK = ['--append', 'run work 80 12'];
/** A guest that waits until a line is typed, does it, and waits again: the test decides how far it comes. */
const SHELL = ['--append', 'run sh'];
const LINE = 'work 10 12\n';
/** What is left of a run: console, and a file on the disk. */
interface Traces {
  readonly stdout: string;
  readonly results: string;
}
let expected: Traces;
let running: { signal(name: NodeJS.Signals): void }[] = [];

beforeAll(async () => {
  await workshop.assemble('kernel/kernel.s', 'kernel');
  for (const program of ['work', 'cat', 'sh']) await workshop.assemble(`kernel/user/${program}.s`, program);
  await workshop.pack('disk.tar', ['work', 'cat', 'sh'], 16384);
  expected = await undisturbed(WORK);
  await workshop.must(process.execPath, [`${import.meta.dirname}/../dist/hvrun.js`, 'secret', 'pair.key']);
  await workshop.must(process.execPath, [`${import.meta.dirname}/../dist/hvrun.js`, 'secret', 'other.key']);
});
afterEach(() => {
  for (const command of running) command.signal('SIGKILL');
  running = [];
});
afterAll(() => workshop.remove());

function disk(name: string): string {
  copyFileSync(workshop.path('disk.tar'), workshop.path(name));
  return name;
}

/** What a guest leaves on the bare machine. */
async function undisturbed(guest: readonly string[], input = ''): Promise<Traces> {
  const { stdout } = await workshop.hvrun(['--bare', '--disk', disk('bare.tar'), ...guest, 'kernel'], input);
  return { stdout, results: await workshop.unpack('bare.tar', 'results') };
}

type Input = Pick<ProcessOptions, 'input' | 'typing'>;

function command(args: readonly string[], input: Input = {}): Command {
  const started = new Command(args, { folder: workshop.folder, ...input });
  running.push(started);
  return started;
}

interface Bus {
  readonly bus: Command;
  readonly port: number;
}

/** A bus that listens; the work is its guest, unless there is another. */
async function startBus(flags: readonly string[] = [], guest = WORK, input: Input = {}): Promise<Bus> {
  const args = ['--listen', '127.0.0.1:0', '--secret-file', 'pair.key', '--disk', disk('pair.tar')];
  const bus = command(['bus', ...args, ...flags, ...guest, 'kernel'], input);
  const [, port] = await bus.told(/waiting for .* at 127\.0\.0\.1:(\d+)/);
  return { bus, port: Number(port) };
}

function startReplica(port: number, secret = 'pair.key', flags: readonly string[] = []): Command {
  return command(['replica', '--bus', `127.0.0.1:${port}`, '--secret-file', secret, ...flags]);
}

/** A bus and two replicas, by the part in which they begin. */
async function startPair(
  flags: readonly string[] = [],
  guest = WORK,
  input: Input = {},
): Promise<Bus & { primary: Command; backup: Command }> {
  const { bus, port } = await startBus(flags, guest, input);
  const primary = startReplica(port);
  await bus.told(/replica \d+@127\.0\.0\.1 is here/);
  const backup = startReplica(port);
  await bus.told(/the guest starts/);
  return { bus, port, primary, backup };
}

/** Another hvrun, which asks the bus. */
async function ask(
  bus: Command,
  what: string,
  ...flags: string[]
): Promise<{ status: number | NodeJS.Signals; stdout: string; stderr: string }> {
  const asking = command([what, String(bus.pid), ...flags]);
  return { status: await asking.ended, stdout: asking.stdout, stderr: asking.stderr };
}

/** Nobody can tell from console and disk that anything happened. */
async function expectUndisturbed(bus: Command, traces = expected): Promise<void> {
  expect(await bus.ended, bus.stderr).toBe(0);
  expect(bus.stdout, bus.stderr).toBe(traces.stdout);
  expect(await workshop.unpack('pair.tar', 'results')).toBe(traces.results);
}

/** Waits until the shell has done `count` lines and asks for the next. */
function linesDone(bus: Command, count: number): Promise<void> {
  const done = (): number => bus.stdout.split('$ ').length - 2;
  return bus.until(() => done() >= count, `${count} lines done`);
}

describe('a pair of three commands', () => {
  it('prints and writes what the bare machine does, and all end with the guest', async () => {
    const { bus, primary, backup } = await startPair(['--no-restart']);
    await expectUndisturbed(bus);
    expect(bus.stderr).toContain(`primary ${primary.pid}@127.0.0.1, backup ${backup.pid}@127.0.0.1: the guest starts`);
    for (const replica of [primary, backup]) {
      expect(await replica.ended, replica.stderr).toBe(0);
      expect(replica.stdout).toBe('');
      expect(replica.stderr).toContain('the guest exited with status 0: this replica is not needed any more');
    }
  });

  it('may be started in any order, and with one machine alone', async () => {
    const { bus: probe, port } = await startBus();
    probe.signal('SIGKILL');
    await probe.ended;
    const replica = startReplica(port);
    await replica.told(/not there yet: nobody listens there/);
    const listen = ['--listen', `127.0.0.1:${port}`, '--secret-file', 'pair.key', '--disk', disk('pair.tar')];
    const bus = command(['bus', ...listen, '--solo', ...WORK, 'kernel']);
    await expectUndisturbed(bus);
    expect(bus.stderr).toContain(`primary ${replica.pid}@127.0.0.1, without a backup`);
    expect(await replica.ended).toBe(0);
  });

  it('forgets a replica that leaves before the other has come', async () => {
    const { bus, port } = await startBus(['--no-restart']);
    const early = startReplica(port);
    await bus.told(/is here/);
    early.signal('SIGKILL');
    await bus.told(/has left/);
    const replicas = [startReplica(port), startReplica(port)];
    await expectUndisturbed(bus);
    for (const replica of replicas) expect(await replica.ended).toBe(0);
  });

  it('gives the guest console input', async () => {
    const { bus, port } = await startBus(['--no-restart'], ['--append', 'run cat'], { input: 'typed on the bus\n' });
    startReplica(port);
    startReplica(port);
    expect(await bus.ended).toBe(0);
    expect(bus.stdout).toContain('typed on the bus\n');
  });
});

describe('a slow wire', () => {
  const SHORT = ['--append', 'run work 4 12'];

  it('to the bus changes nothing but the time it takes, with a death on the way', async () => {
    const { bus, port } = await startBus(['--no-restart'], SHORT);
    const wires = [await Wire.to(port, 20), await Wire.to(port, 20)];
    running.push(...wires.map((wire) => ({ signal: () => wire.remove() })));
    const primary = startReplica(wires[0].port);
    await bus.told(/is here/);
    startReplica(wires[1].port);
    await bus.printed(100);
    primary.signal('SIGKILL');
    await expectUndisturbed(bus, await undisturbed(SHORT));
  });
});

describe('death', () => {
  it.each(['primary', 'backup'] as const)('of the %s changes nothing', async (victim) => {
    const pair = await startPair(['--no-restart']);
    const survivor = victim === 'primary' ? pair.backup : pair.primary;
    await pair.bus.printed(0.4 * expected.stdout.length);
    pair[victim].signal('SIGKILL');
    await expectUndisturbed(pair.bus);
    expect(pair.bus.stderr).toMatch(/wins term 2 and/);
    expect(await survivor.ended).toBe(0);
  });

  it('of one after the other is survived if a third one joins', async () => {
    const { bus, port, primary, backup } = await startPair([], SHELL, { input: LINE, typing: true });
    const third = startReplica(port);
    await bus.printed(100);
    primary.signal('SIGKILL');
    await bus.told(/whole again/);
    bus.type(LINE);
    await linesDone(bus, 1);
    backup.signal('SIGKILL');
    bus.endInput();
    await expectUndisturbed(bus, await undisturbed(SHELL, LINE.repeat(2)));
    expect(bus.stderr).toMatch(new RegExp(`${third.pid}@127.0.0.1 wins term 3 and takes over`));
    expect(await third.ended).toBe(0);
  });

  it('of both ends the bus with status 69', async () => {
    const { bus, primary, backup } = await startPair();
    await bus.printed(0.2 * expected.stdout.length);
    for (const replica of [primary, backup]) replica.signal('SIGKILL');
    expect(await bus.ended).toBe(69);
    expect(expected.stdout.startsWith(bus.stdout)).toBe(true);
  });

  it.each(['SIGKILL', 'SIGTERM'] as const)('of the bus by %s ends the replicas', async (signal) => {
    const { bus, primary, backup } = await startPair();
    await bus.printed(1);
    bus.signal(signal);
    expect(await bus.ended).toBe(signal === 'SIGKILL' ? signal : 143);
    for (const replica of [primary, backup]) {
      expect(await replica.ended, replica.stderr).toBe(signal === 'SIGKILL' ? 69 : 0);
      expect(replica.stderr).toMatch(signal === 'SIGKILL' ? /the bus is lost.*: this replica steps down/ : /SIGTERM/);
    }
  });
});

describe('asking and recording', () => {
  it('works as on one host, through a death', async () => {
    const { bus, primary, backup } = await startPair(['--no-restart', '--trace', 'hosts.json']);
    await bus.printed(1);
    const asked = await ask(bus, 'status', '--json');
    expect(asked.status, asked.stderr).toBe(0);
    expect(JSON.parse(asked.stdout)).toMatchObject({ term: 1, primary: {}, backup: {}, joiner: null });
    await bus.printed(0.4 * expected.stdout.length);
    primary.signal('SIGKILL');
    await expectUndisturbed(bus);
    expect(await backup.ended, backup.stderr).toBe(0);
    const trace = JSON.parse(readFileSync(workshop.path('hosts.json'), 'latin1')) as TraceEvent[];
    const processes = trace.filter(({ name }) => name === 'process_name').map(({ args }) => String(args?.['name']));
    for (const { pid } of [primary, backup]) expect(processes.join()).toContain(`${pid}@127.0.0.1`);
  });

  it('records all of the run, though the backup dies', async () => {
    const { bus, backup } = await startPair(['--no-restart', '--record', 'whole.rec']);
    await bus.printed(0.4 * expected.stdout.length);
    backup.signal('SIGKILL');
    await expectUndisturbed(bus);
    const replay = command(['replay', 'whole.rec']);
    expect(await replay.ended, replay.stderr).toBe(0);
    expect(replay.stdout).toBe(expected.stdout);
  });

  it('says where the recording ends if the primary takes with it what it had told its backup alone', async () => {
    const { bus, port } = await startBus(['--no-restart', '--record', 'cut.rec']);
    const wire = await Wire.to(port);
    running.push({ signal: () => wire.remove() });
    const primary = startReplica(wire.port);
    await bus.told(/is here/);
    startReplica(port);
    await bus.printed(0.2 * expected.stdout.length);
    // The primary runs on without its bus, until it needs an output performed; then it dies.
    wire.pull();
    await new Promise((resolve) => setTimeout(resolve, 500));
    primary.signal('SIGKILL');
    wire.remove();
    expect(await bus.ended, bus.stderr).toBe(74);
    expect(bus.stdout).toBe(expected.stdout);
    expect(bus.stderr).toMatch(/the recording ends after epoch \d+/);
    const replay = command(['replay', 'cut.rec']);
    expect(await replay.ended, replay.stderr).toBe(0);
    expect(replay.stderr).toContain('the recording ends there, before the guest did');
    expect(expected.stdout.startsWith(replay.stdout)).toBe(true);
    expect(replay.stdout.length).toBeLessThan(expected.stdout.length);
  });

  it('lets in a machine that waits, when `hvrun join` says so', async () => {
    const { bus, port, primary, backup } = await startPair(['--no-restart'], SHELL, { input: LINE, typing: true });
    const third = startReplica(port);
    await linesDone(bus, 1);
    const early = await ask(bus, 'join');
    expect(early.status).toBe(1);
    expect(early.stderr).toContain('two replicas already');
    primary.signal('SIGKILL');
    await bus.told(/goes on without|without a backup/);
    const asked = await ask(bus, 'join');
    expect(asked.status, asked.stderr).toBe(0);
    await bus.told(/whole again/);
    backup.signal('SIGKILL');
    bus.type(LINE);
    bus.endInput();
    await expectUndisturbed(bus, await undisturbed(SHELL, LINE.repeat(2)));
    expect(await third.ended, third.stderr).toBe(0);
  });
});

describe('a machine that only seems dead', () => {
  it('is hung up on, does nothing any more, and steps down when it wakes', async () => {
    const { bus, primary } = await startPair(['--timeout', '1500', '--no-restart']);
    await bus.printed(0.3 * expected.stdout.length);
    primary.signal('SIGSTOP');
    await bus.told(/wins term 2 and takes over/);
    primary.signal('SIGCONT');
    expect(await primary.ended).toBe(69);
    expect(primary.stderr).toContain('the bus has given this replica up: this replica steps down');
    await expectUndisturbed(bus);
  });

  it('is hung up on though its cable is cut for ever', async () => {
    const { bus, port } = await startBus(['--timeout', '1500', '--no-restart']);
    const wire = await Wire.to(port);
    running.push({ signal: () => wire.remove() });
    const primary = startReplica(wire.port);
    await bus.told(/is here/);
    const backup = startReplica(port);
    await bus.printed(0.3 * expected.stdout.length);
    // Not even the bus's farewell gets through, and the two replicas don't hear each other either.
    primary.signal('SIGSTOP');
    wire.pull();
    await expectUndisturbed(bus);
    expect(bus.stderr).toMatch(/wins term 2 and takes over/);
    expect(await backup.ended).toBe(0);
    primary.signal('SIGCONT');
    expect(await primary.ended).toBe(69);
    expect(primary.stderr).toMatch(/the bus is lost \(it has been silent for too long\)/);
  });
});

describe('a replica that awaits its peer', () => {
  it('ends with the bus, which has said why', async () => {
    const { bus, port } = await startBus();
    const primary = startReplica(port);
    await bus.told(/replica \d+@127\.0\.0\.1 is here/);
    primary.signal('SIGSTOP');
    const backup = startReplica(port);
    await bus.told(/(replica \d+@127\.0\.0\.1 is here[^]*){2}/);
    await new Promise((resolve) => setTimeout(resolve, 500));
    bus.signal('SIGTERM');
    expect(await backup.ended).toBe(0);
    expect(backup.stderr).toContain('the run is over: ended by SIGTERM: this replica is not needed any more\n');
  });
});

describe('strangers', () => {
  it('with another secret are refused and told about, and the run goes on', async () => {
    const { bus, port } = await startPair(['--no-restart']);
    const stranger = startReplica(port, 'other.key');
    expect(await stranger.ended).toBe(69);
    expect(stranger.stderr).toMatch(/^hvrun: cannot reach the bus at 127\.0\.0\.1:\d+: it has another secret\n$/);
    await bus.told(/refused a connection from 127\.0\.0\.1:\d+: it does not know the secret/);
    await expectUndisturbed(bus);
  });

  it('with garbage do not disturb any port', async () => {
    const { bus, port, primary, backup } = await startPair(['--no-restart']);
    const ports = [port];
    for (const replica of [primary, backup]) {
      const [, own] = await replica.told(/waiting for a peer at 127\.0\.0\.1:(\d+)/);
      ports.push(Number(own));
    }
    for (const each of ports) for (let i = 0; i < 10; i++) shout(each, randomBytes(3000));
    await bus.told(/refused a connection .*: it does not speak our TLS/);
    await primary.told(/refused a connection .*: it does not speak our TLS/);
    await expectUndisturbed(bus);
  });

  it('with silent connections keep nobody out: neither from the bus, nor from a peer', async () => {
    const { bus, port } = await startBus();
    crowd(port);
    const primary = startReplica(port);
    await bus.told(/replica \d+@127\.0\.0\.1 is here/);
    startReplica(port);
    await bus.told(/the guest starts/);
    const third = startReplica(port);
    const [, own] = await third.told(/waiting for a peer at 127\.0\.0\.1:(\d+)/);
    crowd(Number(own));
    primary.signal('SIGKILL');
    await bus.told(/has joined: the pair is whole again/);
    await expectUndisturbed(bus);
  });
});

describe('what users get wrong', () => {
  it.each([
    [
      ['bus', '--listen', '192.0.2.1:1', '--secret-file', 'pair.key', 'kernel'],
      69,
      /cannot listen at 192\.0\.2\.1:1: /,
    ],
    [['bus', '--listen', '127.0.0.1:0', '--secret-file', 'none.key', 'kernel'], 66, /none\.key.*there is no such file/],
    [['bus', '--listen', '127.0.0.1:0', '--secret-file', 'short.key', 'kernel'], 66, /has 5 bytes, not 32 to 4096/],
    [
      ['bus', '--listen', '127.0.0.1:0', '--secret-file', 'public.key', 'kernel'],
      66,
      /other users can read.*chmod 600/,
    ],
    [['bus', '--listen', '127.0.0.1:0', '--secret-file', 'pair.key', 'nothing'], 66, /cannot open image 'nothing'/],
    [['secret', 'pair.key'], 73, /there is such a file already/],
  ])('%j ends with status %d', async (args, status, words) => {
    writeFileSync(workshop.path('short.key'), 'short\n', { mode: 0o600 });
    copyFileSync(workshop.path('pair.key'), workshop.path('public.key'));
    chmodSync(workshop.path('public.key'), 0o644);
    const failing = command(args);
    expect(await failing.ended, failing.stderr).toBe(status);
    expect(failing.stderr).toMatch(words);
    expect(failing.stdout).toBe('');
  });
});

it('hvrun secret makes a file for its owner alone, never twice the same', () => {
  expect(statSync(workshop.path('pair.key')).mode & 0o777).toBe(0o600);
  const [one, other] = ['pair.key', 'other.key'].map((name) => readFileSync(workshop.path(name), 'latin1'));
  expect(one).toMatch(/^[\da-f]{64}\n$/);
  expect(other).not.toBe(one);
});

/** Strangers who say nothing, and call again when they are hung up on. */
function crowd(port: number): void {
  let calls = 0;
  const stay = (): void => {
    if ((calls += 1) > 1000) return;
    const socket = connect(port, '127.0.0.1');
    socket
      .on('error', () => {})
      .on('close', () => setTimeout(stay, 5))
      .resume();
    running.push({ signal: () => void socket.destroy() });
  };
  for (let count = 0; count < 100; count++) stay();
}

/** Says something at a port and hangs up when the other side does. */
function shout(port: number, bytes: Uint8Array): void {
  const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
  socket.on('error', () => {});
}
