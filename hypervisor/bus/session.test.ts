/** A run from its beginning to its end, with replicas that say what the test wants. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { World } from '../../emulator/world/world.ts';
import { CommandHistory } from '../history/command-history.ts';
import { FifoError } from '../links/fifo-directory.ts';
import type { BusEvent } from '../tracing/pair-observer.ts';
import type { KillOrder } from './kill-orders.ts';
import { BirthError } from './replica-birth.ts';
import type { Machines, SeatedReplica, SpareMachine, StartOptions } from './machines.ts';
import type { ToBus, ToReplica } from './messages.ts';
import { Session, type SessionOptions } from './session.ts';
import { SETTING_NAMES, SETTINGS, type Settings } from './settings.ts';
import { Story } from './story.ts';

const DEFAULTS = Object.fromEntries(
  SETTING_NAMES.map((name) => [name, (SETTINGS[name].of as (value: undefined) => unknown)(undefined)]),
) as unknown as Settings;
const IMAGE = Uint8Array.of(1, 2, 3);
/** What a session waits until a machine is ready, in milliseconds. */
const BIRTH_MS = 10_000;
/** And until a dead one is followed by a new one, the first time. */
const RESTART_MS = 20;

/** A replica whose process is the test. */
class FakeReplica implements SeatedReplica {
  readonly got: ToReplica[] = [];
  readonly options: StartOptions;
  readonly pid: number;
  readonly ended: Promise<void>;
  killed = false;
  #end: () => void = () => {};

  constructor(options: StartOptions, pid: number) {
    this.options = options;
    this.pid = pid;
    this.ended = new Promise((resolve) => (this.#end = resolve));
  }

  send(message: ToReplica): void {
    this.got.push(message);
  }

  kill(): void {
    this.killed = true;
  }

  say(...messages: ToBus[]): void {
    for (const message of messages) this.options.received(message);
  }

  /** Its process ends. */
  end(how: string): void {
    this.options.gone(how);
    this.#end();
  }

  /** Types of what it was told. */
  get told(): string[] {
    return this.got.map(({ type }) => type);
  }
}

/** Machines in any number, or as many as the test has; the links between them are numbered from 0. */
class FakeMachines implements Machines {
  readonly replicas: FakeReplica[] = [];
  /** How often each link's name was removed. */
  readonly removed: number[] = [];
  spare = Infinity;
  noFifos = false;
  noProcesses = false;
  /** Machines that were ended before they had anything to run. */
  unused = 0;
  #waiting: (() => void)[] = [];

  next(): SpareMachine | undefined {
    if (this.noProcesses) throw new BirthError('no processes');
    if (this.spare === 0) return undefined;
    this.spare -= 1;
    return {
      pid: 101 + this.replicas.length,
      kill: () => (this.unused += 1),
      start: (options) => {
        const replica = new FakeReplica(options, 101 + this.replicas.length);
        this.replicas.push(replica);
        return replica;
      },
    };
  }

  whenThere(callback: () => void): void {
    this.#waiting.push(callback);
  }

  /** One more has come. */
  come(): void {
    this.spare += 1;
    for (const callback of this.#waiting.splice(0)) callback();
  }

  link(): ReturnType<Machines['link']> {
    if (this.noFifos) throw new FifoError('no FIFOs');
    const number = this.removed.push(0) - 1;
    return {
      of: (role) => ({ from: `${number}, read by the ${role}`, to: `${number}, written by the ${role}` }),
      remove: () => (this.removed[number] += 1),
    };
  }
}

function begin(options: Partial<SessionOptions> = {}, machines = new FakeMachines()) {
  const told: string[] = [];
  const story = new Story({ tell: (line) => told.push(line), verbose: false });
  const events: BusEvent[] = [];
  let closed = 0;
  let consumer: (from: number, bytes: Uint8Array, end: boolean) => void = () => {};
  const taken: number[] = [];
  const world: World = {
    sectors: 100,
    perform: (request, done) => done({ id: request.id, result: 2 }),
    position: () => 0,
    close: () => Promise.resolve(),
  };
  const session = new Session({
    machines,
    image: IMAGE,
    configuration: { ...DEFAULTS, sectors: 100 },
    pair: true,
    restart: true,
    world,
    input: { start: (reader) => (consumer = reader), taken: (through) => taken.push(through) },
    story,
    history: new CommandHistory(() => 0),
    kills: [],
    observers: [{ bus: (event) => events.push(event), replica: () => {}, close: () => (closed += 1) }],
    ...options,
  });
  let end: unknown;
  void session.end.then((how) => (end = how));
  return {
    ...{ session, machines, told, events, taken },
    type: (text: string): void => consumer(0, new TextEncoder().encode(text), false),
    ended: async (): Promise<unknown> => (await Promise.resolve(), end),
    closed: () => closed,
  };
}

const READY: ToBus = { type: 'ready' };
const claim = (term: number): ToBus => ({ type: 'claim-term', term });
const exits = (status: number, term = 1): ToBus => ({
  type: 'perform',
  term,
  epoch: 9,
  request: { kind: 'exit', id: 1, status },
});

/** A pair whose guest runs. */
function runPair(options: Partial<SessionOptions> = {}, machines = new FakeMachines()) {
  const run = begin(options, machines);
  for (const replica of machines.replicas) replica.say(READY);
  return run;
}

/** The pair has lost its primary, its backup has won the next term, and a new machine has been started. */
async function runAlone(options: Partial<SessionOptions> = {}) {
  const run = runPair(options);
  const [first, second] = run.machines.replicas;
  first.end('killed by SIGKILL');
  second.say(claim(2), { type: 'alone', epoch: 5, term: 2 });
  await vi.advanceTimersByTimeAsync(RESTART_MS);
  return { ...run, survivor: second, joiner: run.machines.replicas[2] };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

describe('a session begins', () => {
  it('with a primary and a backup, which get the guest and find each other', () => {
    const { machines, told, events } = begin();
    const configurations = machines.replicas.map(({ options }) => options.configuration);
    expect(configurations.map(({ role, start, link }) => ({ role, start, link }))).toEqual([
      { role: 'primary', start: 'boot', link: { from: '0, read by the primary', to: '0, written by the primary' } },
      { role: 'backup', start: 'boot', link: { from: '0, read by the backup', to: '0, written by the backup' } },
    ]);
    expect(machines.replicas.map(({ options }) => options.image)).toEqual([IMAGE, IMAGE]);
    expect(configurations[0].tlbSeed).toBe(configurations[1].tlbSeed);
    expect(configurations[0].tlbSeed).toBeLessThan(2 ** 32);
    expect(configurations.map(({ record, observe }) => [record, observe])).toEqual([
      [false, true],
      [false, true],
    ]);
    expect(events).toEqual([
      { type: 'replica', seat: 'first', role: 'primary', pid: 101 },
      { type: 'replica', seat: 'second', role: 'backup', pid: 102 },
    ]);
    expect(told).toEqual([]);
  });

  it('with one machine, and no link, if there is to be no backup', () => {
    const { machines, session } = begin({ pair: false });
    expect(machines.replicas.map(({ options }) => options.configuration.link)).toEqual([null]);
    expect(session.join()).toBe('the guest has not started yet');
  });

  it('with machines of different TLBs if their misses are exposed', () => {
    const exposed = { ...DEFAULTS, tlbExposed: true, sectors: 0 };
    const { machines } = begin({ configuration: exposed });
    const [one, other] = machines.replicas.map(({ options }) => options.configuration.tlbSeed);
    expect(one).not.toBe(other);
  });

  it('not without machines', () => {
    const one = new FakeMachines();
    one.spare = 1;
    expect(() => begin({}, one)).toThrow('there are not enough machines');
    expect(one.replicas).toEqual([]);
    const none = new FakeMachines();
    none.spare = 0;
    expect(() => begin({ pair: false }, none)).toThrow('there are not enough machines');
  });

  it('and asks for news of the epochs in which somebody is to be killed, and of no others', () => {
    const order = { signal: 'SIGKILL', role: 'backup' } as const;
    const kills: KillOrder[] = [
      { ...order, at: 'epoch', count: 7 },
      { ...order, at: 'command', count: 8 },
    ];
    const { machines } = begin({ kills });
    expect(machines.replicas.map(({ options }) => options.configuration.reportEpochs)).toEqual([[7], [7]]);
  });
});

describe('the guest', () => {
  it('starts when all replicas are ready, and gets what is typed', async () => {
    const { machines, session, told, type } = begin();
    const [first, second] = machines.replicas;
    first.say(READY);
    expect(first.told).toEqual([]);
    expect(await session.status()).toMatchObject({ state: 'starting', primary: null });
    expect(machines.removed).toEqual([0]);
    second.say(READY);
    await session.started;
    expect([first.told, second.told]).toEqual([['start'], ['start']]);
    expect(machines.removed).toEqual([1]);
    expect(told).toEqual(['primary 101, backup 102: the guest starts']);
    type('a');
    first.say({ type: 'ask-input', from: 0 });
    expect(first.got.at(-1)).toMatchObject({ type: 'input', from: 0, bytes: Uint8Array.of(97) });
    expect(session.join()).toBe('there are two replicas already');
  });

  it.each<[string, ToBus, unknown]>([
    [
      'cannot be booted',
      { type: 'unbootable', reason: 'it is no executable' },
      { type: 'unbootable', reason: 'it is no executable' },
    ],
    [
      'has no peer',
      { type: 'step-down', reason: 'it has not met its peer' },
      { type: 'not-started', reason: 'it has not met its peer' },
    ],
  ])('does not start if it %s', async (_, message, end) => {
    const { machines, ended } = begin();
    machines.replicas[1].say(message);
    expect(await ended()).toEqual(end);
  });

  it('does not start if a replica ends before', async () => {
    const { machines, ended } = begin();
    machines.replicas[1].end('exit status 1');
    expect(await ended()).toEqual({ type: 'not-started', reason: 'the backup has ended: exit status 1' });
  });

  it('does not start if replicas are not ready in time', async () => {
    const { ended } = begin();
    await vi.advanceTimersByTimeAsync(BIRTH_MS - 1);
    expect(await ended()).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    const reason = 'primary 101 and backup 102: not ready after 10 s';
    expect(await ended()).toEqual({ type: 'not-started', reason });
  });

  it('does not start if one of them is not, which is named', async () => {
    const { machines, ended } = begin();
    machines.replicas[0].say(READY);
    await vi.advanceTimersByTimeAsync(BIRTH_MS);
    expect(await ended()).toEqual({ type: 'not-started', reason: 'backup 102: not ready after 10 s' });
  });

  it('is not missed any more when it runs, or when its run is over', async () => {
    const { ended, told } = runPair();
    await vi.advanceTimersByTimeAsync(2 * BIRTH_MS);
    expect(await ended()).toBeUndefined();
    expect(told).toHaveLength(1);
    const stopped = begin();
    void stopped.session.stop();
    await vi.advanceTimersByTimeAsync(2 * BIRTH_MS);
    expect(await stopped.ended()).toBeUndefined();
  });

  it('ends with its status', async () => {
    const { machines, session, ended } = runPair();
    machines.replicas[0].say(exits(3));
    expect(await ended()).toEqual({ type: 'exit', status: 3 });
    expect(session.join()).toBe("the guest's run is over");
  });

  it('is lost with both machines', async () => {
    const { machines, ended, told } = runPair({ restart: false });
    for (const replica of machines.replicas) replica.end('killed by SIGKILL');
    expect(await ended()).toEqual({ type: 'lost' });
    expect(told.at(-1)).toBe('both replicas are lost, and the guest with them');
  });
});

describe('a machine that has died', () => {
  it('is followed by a new one, which joins when it is ready', async () => {
    const { survivor, joiner, machines, session, events } = await runAlone();
    expect(joiner.options.configuration).toMatchObject({
      role: 'backup',
      start: 'join',
      tlbSeed: survivor.options.configuration.tlbSeed,
    });
    expect(joiner.options.image).toHaveLength(0);
    expect(events.at(-1)).toEqual({ type: 'replica', seat: 'first', role: 'backup', pid: 103 });
    expect(session.join()).toBe('a new replica is on its way already');
    expect(survivor.told).not.toContain('join');
    joiner.say(READY);
    expect(survivor.got.at(-1)).toEqual({
      type: 'join',
      link: { from: '1, read by the primary', to: '1, written by the primary' },
    });
    expect(joiner.told).toEqual(['start']);
    expect(machines.removed[1]).toBe(0);
    survivor.say({ type: 'whole', epoch: 8, term: 2 });
    expect(machines.removed[1]).toBe(1);
  });

  it('is not, unless that is wanted; but whoever asks gets one', async () => {
    const { survivor, machines, session } = await runAlone({ restart: false });
    expect(machines.replicas).toHaveLength(2);
    expect(session.join()).toBeUndefined();
    expect(session.join()).toBe('a new replica is on its way already');
    machines.replicas[2].say(READY);
    expect(survivor.told).toContain('join');
  });

  it('is not late any more', async () => {
    const { session, machines, told } = await runAlone({ restart: false });
    session.join();
    machines.replicas[2].end('exit status 1');
    const before = told.length;
    await vi.advanceTimersByTimeAsync(2 * BIRTH_MS);
    expect(told).toHaveLength(before);
  });

  it('is followed after twice the time each time, until one has become whole', async () => {
    const { survivor, joiner, machines } = await runAlone();
    joiner.end('exit status 1');
    await vi.advanceTimersByTimeAsync(2 * RESTART_MS - 1);
    expect(machines.replicas).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(1);
    expect(machines.replicas).toHaveLength(4);
    machines.replicas[3].say(READY);
    survivor.say({ type: 'whole', epoch: 8, term: 2 });
    machines.replicas[3].end('killed by SIGKILL');
    survivor.say(claim(3), { type: 'alone', epoch: 9, term: 3 });
    await vi.advanceTimersByTimeAsync(RESTART_MS);
    expect(machines.replicas).toHaveLength(5);
  });

  it('is followed after five seconds at the latest', async () => {
    const { machines } = await runAlone();
    for (let wait = 2 * RESTART_MS; wait < 5000; wait *= 2) {
      machines.replicas.at(-1)!.end('exit status 1');
      await vi.advanceTimersByTimeAsync(wait);
    }
    const before = machines.replicas.length;
    machines.replicas.at(-1)!.end('exit status 1');
    await vi.advanceTimersByTimeAsync(4999);
    expect(machines.replicas).toHaveLength(before);
    await vi.advanceTimersByTimeAsync(1);
    expect(machines.replicas).toHaveLength(before + 1);
    machines.replicas.at(-1)!.end('exit status 1');
    await vi.advanceTimersByTimeAsync(5000);
    expect(machines.replicas).toHaveLength(before + 2);
  });

  it('is not followed when the run is over, or being stopped', async () => {
    const over = runPair();
    over.machines.replicas[1].end('killed by SIGKILL');
    over.machines.replicas[0].say(claim(2), exits(0, 2));
    await vi.advanceTimersByTimeAsync(RESTART_MS);
    expect(over.machines.replicas).toHaveLength(2);
    const stopped = runPair();
    stopped.machines.replicas[1].end('killed by SIGKILL');
    void stopped.session.stop();
    await vi.advanceTimersByTimeAsync(RESTART_MS);
    expect(stopped.machines.replicas).toHaveLength(2);
  });

  it('is followed as soon as there is another one', async () => {
    const machines = new FakeMachines();
    machines.spare = 2;
    const { session } = runPair({}, machines);
    machines.replicas[1].end('killed by SIGKILL');
    machines.replicas[0].say(claim(2));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(machines.replicas).toHaveLength(2);
    expect(session.join()).toBe('a new replica is on its way already');
    machines.come();
    await vi.advanceTimersByTimeAsync(2 * RESTART_MS);
    expect(machines.replicas).toHaveLength(3);
  });

  it('is followed later if the host makes no link now, which is told', async () => {
    const machines = new FakeMachines();
    const { told } = runPair({}, machines);
    machines.noFifos = true;
    machines.replicas[1].end('killed by SIGKILL');
    machines.replicas[0].say(claim(2));
    await vi.advanceTimersByTimeAsync(RESTART_MS);
    expect(told.at(-1)).toBe('backup 102 cannot be replaced now: no FIFOs');
    // Nobody else knows of its machine.
    expect(machines.unused).toBe(1);
    machines.noFifos = false;
    await vi.advanceTimersByTimeAsync(2 * RESTART_MS);
    expect(machines.replicas).toHaveLength(3);
    expect(machines.unused).toBe(1);
  });

  it('is followed later if the host starts no process now, which is told', async () => {
    const machines = new FakeMachines();
    const { told, session } = runPair({}, machines);
    machines.noProcesses = true;
    machines.replicas[1].end('killed by SIGKILL');
    machines.replicas[0].say(claim(2));
    await vi.advanceTimersByTimeAsync(RESTART_MS);
    expect(told.at(-1)).toBe('backup 102 cannot be replaced now: no processes');
    expect(session.join()).toBe('a new replica is on its way already');
    machines.noProcesses = false;
    await vi.advanceTimersByTimeAsync(2 * RESTART_MS);
    expect(machines.replicas).toHaveLength(3);
  });
});

describe('a joiner', () => {
  it('whose machine cannot be made is ended, and that is told', async () => {
    const { joiner, told } = await runAlone();
    joiner.say({ type: 'unbootable', reason: 'this host has no room' });
    expect(told.at(-1)).toBe('backup 103: this host has no room');
    expect(joiner.killed).toBe(true);
  });

  it('that says anything else before it is let in is ended', async () => {
    const { joiner, survivor, told } = await runAlone();
    const before = told.length;
    joiner.say(claim(3));
    expect(joiner.killed).toBe(true);
    expect(survivor.killed).toBe(false);
    expect(told).toHaveLength(before);
  });

  it('that is not ready in time is given up, and the guest goes on', async () => {
    const { joiner, told, ended } = await runAlone();
    await vi.advanceTimersByTimeAsync(BIRTH_MS);
    expect(told.at(-1)).toBe('backup 103: not ready after 10 s: it is given up');
    expect(joiner.killed).toBe(true);
    expect(await ended()).toBeUndefined();
  });

  it('that is ready is not', async () => {
    const { joiner } = await runAlone();
    joiner.say(READY);
    await vi.advanceTimersByTimeAsync(2 * BIRTH_MS);
    expect(joiner.killed).toBe(false);
  });
});

describe('the end', () => {
  it('comes to all replicas, and is waited for', async () => {
    const { machines, session, closed, told } = runPair();
    let stopped = false;
    void session.stop().then(() => (stopped = true));
    expect(machines.replicas.map(({ killed }) => killed)).toEqual([true, true]);
    const before = told.length;
    machines.replicas[0].end('killed by SIGKILL');
    await vi.advanceTimersByTimeAsync(0);
    expect([stopped, closed()]).toEqual([false, 0]);
    machines.replicas[1].end('killed by SIGKILL');
    await vi.advanceTimersByTimeAsync(0);
    expect([stopped, closed()]).toEqual([true, 1]);
    expect(machines.removed).toEqual([2]);
    expect(told).toHaveLength(before);
  });

  it('tells of orders whose moment never came, whether or not the guest had started', () => {
    const kills: KillOrder[] = [{ signal: 'SIGKILL', role: 'primary', at: 'command', count: 60 }];
    expect(begin({ kills }).session.conclude()).toEqual([
      '--kill primary@command=60 was never carried out: the guest gave 0 commands',
    ]);
    const { machines, session } = runPair({ kills });
    machines.replicas[0].say({
      type: 'perform',
      term: 1,
      epoch: 1,
      request: { kind: 'disk-flush', id: 1, slot: 0 },
    });
    machines.replicas[0].say(exits(0));
    expect(session.conclude()).toEqual(['--kill primary@command=60 was never carried out: the guest gave 1 command']);
  });
});
