import { describe, expect, it } from 'vitest';
import type { Completion, Request } from '../../emulator/devices/device.ts';
import type { World } from '../../emulator/world/world.ts';
import { Bus, type BusOptions } from './bus.ts';
import type { Port } from './port.ts';
import type { KillOrder } from './kill-orders.ts';
import type { ToReplica } from './messages.ts';
import { Story } from './story.ts';
import type { Seat } from '../seat.ts';
import { LINK_CLOSED, SILENT } from '../words/links.ts';
import type { BusEvent } from '../tracing/pair-observer.ts';

/** A world in which everything takes as long as the test wants. */
class SlowWorld implements World {
  readonly sectors = 100;
  readonly performed: string[] = [];
  #waiting: (() => void)[] = [];

  perform(request: Request, done: (completion: Completion) => void): void {
    this.performed.push(`${request.kind} ${request.id}`);
    this.#waiting.push(() => done({ id: request.id, result: 2 }));
  }

  /** Finishes what is being performed. */
  finish(): void {
    for (const done of this.#waiting.splice(0)) done();
  }

  position = (query: string): number => (query === 'console-position' ? 2 ** 32 + 5 : 4000);
  close = (): Promise<void> => Promise.resolve();
}

class FakePort implements Port {
  readonly got: ToReplica[] = [];
  killed = false;
  stopped = false;
  readonly pid: number;

  constructor(pid: number) {
    this.pid = pid;
  }

  send(message: ToReplica): void {
    this.got.push(message);
  }

  kill(): void {
    this.killed = true;
  }

  stop(): void {
    this.stopped = true;
  }
}

const write = (id: number): Request => ({
  kind: 'disk-write',
  id,
  slot: 0,
  sector: 40,
  address: 0,
  data: new Uint8Array(1024),
});
const byte = (id: number): Request => ({ kind: 'console-byte', id, byte: 65 });
const exit = (id: number, status: number): Request => ({ kind: 'exit', id, status });

const startPair = (...kills: KillOrder[]) => start(kills, false);

function start(kills: readonly KillOrder[], verbose: boolean, recording?: BusOptions['recording']) {
  const world = new SlowWorld();
  const ports = new Map<Seat, FakePort>([
    ['first', new FakePort(11)],
    ['second', new FakePort(12)],
  ]);
  const told: string[] = [];
  const story = new Story({ tell: (line) => told.push(line), verbose });
  for (const [seat, { pid }] of ports) story.named(seat, seat === 'first' ? 'primary' : 'backup', pid);
  const ends: Parameters<BusOptions['finished']>[0][] = [];
  const taken: number[] = [];
  const events: BusEvent[] = [];
  const observed: unknown[][] = [];
  const bus = new Bus({
    world,
    ports,
    story,
    finished: (end) => ends.push(end),
    inputTaken: (through) => taken.push(through),
    recording,
    kills,
    observers: [{ bus: (event) => events.push(event), replica: (...told) => observed.push(told), close: () => {} }],
  });
  bus.start();
  const perform = (seat: Seat, term: number, request: Request): void =>
    bus.receive(seat, { type: 'perform', term, epoch: 7, request });
  const claim = (seat: Seat, term: number): void => bus.receive(seat, { type: 'claim-term', term });
  return {
    bus,
    world,
    told,
    ends,
    taken,
    events,
    observed,
    perform,
    claim,
    first: ports.get('first')!,
    second: ports.get('second')!,
  };
}

const completion = (term: number, id: number): ToReplica => ({
  type: 'completion',
  term,
  completion: { id, result: 2 },
});

describe('the bus', () => {
  it('starts both machines and performs what the primary commands', () => {
    const { world, perform, first, second } = startPair();
    perform('first', 1, write(1));
    world.finish();
    expect(first.got).toEqual([{ type: 'start' }, completion(1, 1)]);
    expect(second.got).toEqual([{ type: 'start' }]);
  });

  it('refuses a command of the backup, of an older term, and of a newer one', () => {
    const { bus, world, perform, claim, first, second } = startPair();
    perform('second', 1, write(1));
    perform('first', 2, write(2));
    expect(second.got.at(-1)).toEqual({ type: 'term-refused', term: 1 });
    bus.gone('second', 'killed');
    claim('first', 2);
    perform('first', 1, write(3));
    expect(first.got.at(-1)).toEqual({ type: 'term-refused', term: 2 });
    expect(world.performed).toEqual([]);
  });

  it('tells why a machine has stepped down, though its peer has won the term before that was heard', () => {
    const { bus, told, claim } = startPair();
    claim('first', 2);
    bus.receive('second', { type: 'step-down', reason: 'the machines have diverged' });
    expect(told.at(-1)).toBe('backup 12: steps down: the machines have diverged');
    bus.receive('second', { type: 'failover', epoch: 3, term: 2 });
    expect(told.at(-1)).toBe('backup 12: steps down: the machines have diverged');
  });

  it('hears a dead primary out before it answers the claim of the machine that was joining it', () => {
    for (const whole of [true, false]) {
      const { bus, claim, ends, first } = startPair();
      bus.gone('second', 'killed');
      claim('first', 2);
      const joiner = new FakePort(13);
      bus.join('second', joiner, { accept: 'link' });
      expect(joiner.got).toEqual([{ type: 'start' }]);
      claim('second', 3);
      expect(joiner.got).toHaveLength(1);
      if (whole) bus.receive('first', { type: 'whole', term: 2, epoch: 9 });
      expect(first.killed).toBe(whole);
      bus.gone('first', 'killed');
      expect(joiner.got.slice(1)).toEqual(whole ? [{ type: 'term-won', term: 3 }] : []);
      expect(ends).toEqual(whole ? [] : ['lost']);
    }
  });

  it('lets a joiner in when the primary has won its term alone, not before, and tells those who watch', () => {
    const { bus, world, perform, claim, events } = startPair();
    perform('first', 1, write(1));
    bus.gone('second', 'killed');
    const joiner = new FakePort(13);
    bus.join('second', joiner, { accept: 'link' });
    claim('first', 2);
    expect(joiner.got).toEqual([]);
    world.finish();
    expect(joiner.got).toEqual([{ type: 'start' }]);
    bus.receive('first', { type: 'whole', term: 2, epoch: 9 });
    const told = events.map(({ type }) => type).filter((type) => ['term-told', 'joining', 'whole'].includes(type));
    expect(told).toEqual(['term-told', 'joining', 'whole']);
  });

  it('tells its user and those who watch of a death, a joiner that is whole, and of no death that the run has ended', () => {
    const { bus, claim, told, events, perform } = startPair();
    bus.gone('second', 'killed');
    claim('first', 2);
    bus.join('second', new FakePort(13), { accept: 'link' });
    bus.receive('first', { type: 'whole', term: 2, epoch: 9 });
    expect(told.slice(-2)).toEqual([
      'backup 12 is dead (killed)',
      'backup 12 has joined: the pair is whole again from epoch 9 on',
    ]);
    expect(events).toContainEqual({ type: 'gone', seat: 'second', how: 'killed' });
    expect(events).toContainEqual({ type: 'whole', seat: 'second', epoch: 9 });
    perform('first', 2, exit(1, 0));
    const before = told.length;
    bus.gone('first', 'killed');
    expect(told).toHaveLength(before);
  });

  it('records what the primary tells, until another one has won; and the exit', () => {
    const recorded: unknown[] = [];
    const { bus, claim, perform } = start([], false, {
      take: (part) => recorded.push(part),
      abandon: () => recorded.push('abandoned'),
      exited: (status) => recorded.push(`exit ${status}`),
    });
    const part = (epoch: number) => ({ type: 'record-exit', epoch }) as const;
    bus.receive('first', part(1));
    bus.receive('second', part(2));
    claim('second', 2);
    bus.receive('first', part(3));
    bus.gone('first', 'killed');
    bus.receive('second', part(4));
    bus.join('first', new FakePort(13), { accept: 'link' });
    bus.gone('first', 'killed');
    claim('second', 3);
    bus.receive('second', part(5));
    perform('second', 3, exit(1, 7));
    expect(recorded).toEqual([part(1), part(3), 'abandoned', part(4), part(5), 'exit 7']);
  });

  it('has a seat for a new machine when one is gone, and until one is about to join', () => {
    const { bus, claim } = startPair();
    expect(bus.vacant).toBeUndefined();
    bus.gone('first', 'killed');
    expect(bus.vacant).toBe('first');
    bus.join('first', new FakePort(13), { accept: 'link' });
    expect(bus.vacant).toBeUndefined();
    claim('second', 2);
    expect(bus.vacant).toBeUndefined();
    bus.gone('first', 'killed');
    expect(bus.vacant).toBe('first');
    bus.receive('second', { type: 'perform', term: 2, epoch: 9, request: exit(1, 0) });
    expect(bus.vacant).toBeUndefined();
  });

  it('does not wait for the answer of a machine that has gone', async () => {
    const { bus } = startPair();
    const status = bus.status();
    bus.gone('second', 'killed');
    bus.receive('first', {
      ...{ type: 'status', epoch: 9, leadEpochs: 0, leadInstructions: 0, copyRound: 0, copyPages: 0 },
      ...{ place: { physical: 0x1000, level: 0 } as never, engine: 'auto' },
    });
    expect(await Promise.race([status, new Promise((resolve) => setTimeout(resolve, 500, 'late'))])).toMatchObject({
      primary: { pid: 11, epoch: 9 },
      backup: null,
    });
  });

  it('shows those who watch what was refused', () => {
    const { perform, events } = startPair();
    perform('second', 1, write(1));
    expect(events.at(-1)).toEqual({ type: 'refused', seat: 'second', term: 1 });
  });

  it('hands on what a machine tells of itself to those who watch', () => {
    const { bus, observed } = startPair();
    const observations = [{ at: 5, kind: 'claims-term', number: 2 }] as never;
    bus.receive('second', { type: 'observed', observations });
    expect(observed).toEqual([['second', observations]]);
  });

  it('tells why a machine takes its peer for dead, if it is to tell all', () => {
    const { bus, told } = start([], true);
    bus.receive('second', { type: 'peer-lost', reason: 'its connection was closed' });
    expect(told.at(-1)).toBe('backup 12: its connection was closed');
  });

  it('ends a joiner that the primary has given up, but never its backup', () => {
    for (const whole of [false, true]) {
      const { bus, claim } = startPair();
      bus.gone('second', 'killed');
      claim('first', 2);
      const joiner = new FakePort(13);
      bus.join('second', joiner, { accept: 'link' });
      if (whole) bus.receive('first', { type: 'whole', term: 2, epoch: 9 });
      bus.receive('first', { type: 'peer-lost', reason: 'its connection was closed' });
      expect(joiner.killed).toBe(!whole);
    }
  });

  it('tells why a joiner is given up that has not ended by itself', () => {
    for (const [reason, lines] of [
      [SILENT, ['backup 12: it has been silent for too long: it is given up']],
      [LINK_CLOSED, []],
    ] as const) {
      const { bus, claim, told } = startPair();
      bus.gone('second', 'killed');
      claim('first', 2);
      bus.join('second', new FakePort(12), { accept: 'link' });
      const before = told.length;
      bus.receive('first', { type: 'peer-lost', reason });
      expect(told.slice(before)).toEqual(lines);
    }
  });

  it('forgets the claim of a joiner that has gone: it is not that of the next one', () => {
    const { bus, claim, first } = startPair();
    bus.gone('second', 'killed');
    claim('first', 2);
    bus.join('second', new FakePort(13), { accept: 'link' });
    claim('second', 3);
    bus.gone('second', 'killed');
    const next = new FakePort(14);
    bus.join('second', next, { accept: 'link' });
    bus.receive('first', { type: 'whole', term: 2, epoch: 9 });
    expect([first.killed, next.got]).toEqual([false, [{ type: 'start' }]]);
  });

  it('tells a winner so only when every command accepted under older terms has finished', () => {
    const { bus, world, perform, claim, second } = startPair();
    perform('first', 1, write(1));
    perform('first', 1, byte(2));
    bus.gone('first', 'killed');
    claim('second', 2);
    expect(second.got).toEqual([{ type: 'start' }]);
    world.finish();
    expect(second.got).toEqual([{ type: 'start' }, { type: 'term-won', term: 2 }]);
  });

  it('brings a lonely primary the completions of its old term before it tells it that it won', () => {
    const { bus, world, perform, claim, first } = startPair();
    perform('first', 1, write(1));
    bus.gone('second', 'killed');
    claim('first', 2);
    world.finish();
    expect(first.got).toEqual([{ type: 'start' }, completion(1, 1), { type: 'term-won', term: 2 }]);
  });

  it('ends the loser of a race for the term, hears it no more, and lets the winner go on when it has gone', () => {
    const { bus, world, perform, claim, first, second } = startPair();
    claim('second', 2);
    claim('first', 2);
    perform('first', 1, write(1));
    expect(first.killed).toBe(true);
    expect(second.killed).toBe(false);
    expect(second.got).toEqual([{ type: 'start' }]);
    bus.gone('first', 'killed');
    expect(second.got.at(-1)).toEqual({ type: 'term-won', term: 2 });
    expect(world.performed).toEqual([]);
  });

  it.each([
    ['after', (bus: Bus, claim: () => void) => (claim(), bus.silent('first'))],
    ['before', (bus: Bus, claim: () => void) => (bus.silent('first'), claim())],
  ])('lets a winner that asks %s it go on as soon as the loser has nothing to say any more', (_, happen) => {
    const { bus, world, events, perform, claim, second } = startPair();
    perform('first', 1, write(1));
    happen(bus, () => claim('second', 2));
    expect(second.got).toEqual([{ type: 'start' }]);
    world.finish();
    expect(second.got.at(-1)).toEqual({ type: 'term-won', term: 2 });
    expect(bus.vacant).toBeUndefined();
    const joiner = new FakePort(13);
    bus.gone('first', 'killed');
    expect(bus.vacant).toBe('first');
    bus.join('first', joiner, { from: 'a', to: 'b' });
    expect(joiner.got).toEqual([{ type: 'start' }]);
    expect(second.got.filter(({ type }) => type === 'term-won')).toHaveLength(1);
    expect(events.map(({ type }) => type)).toContain('gone');
  });

  it('cares for no silence but that of a machine in its seat', () => {
    const { bus, claim, second } = startPair();
    bus.gone('first', 'killed');
    bus.silent('first');
    claim('second', 2);
    bus.join('first', new FakePort(13), { from: 'a', to: 'b' });
    bus.receive('second', { type: 'whole', epoch: 3, term: 2 });
    claim('second', 3);
    expect(second.got.at(-1)).toEqual({ type: 'join', link: { from: 'a', to: 'b' } });
  });

  it('lets the first EXIT win: accepted commands finish, nothing else is accepted, then all is over', () => {
    const { world, ends, perform, claim, first, second } = startPair();
    perform('first', 1, write(1));
    perform('first', 1, exit(2, 3));
    perform('first', 1, exit(3, 4));
    perform('first', 1, write(4));
    claim('second', 2);
    expect(first.got.at(-1)).toEqual({ type: 'term-refused', term: 1 });
    expect(second.got.at(-1)).toEqual({ type: 'term-refused', term: 1 });
    expect(ends).toEqual([]);
    world.finish();
    world.finish();
    expect(world.performed).toEqual(['disk-write 1', 'exit 2']);
    expect(ends).toEqual([{ status: 3 }]);
  });

  it('is over when both machines are lost, unless the guest had already exited', () => {
    const lost = startPair();
    lost.bus.gone('first', 'killed');
    expect(lost.ends).toEqual([]);
    lost.bus.gone('second', 'killed');
    expect(lost.ends).toEqual(['lost']);
    const exited = startPair();
    exited.perform('first', 1, byte(1));
    exited.perform('first', 1, exit(2, 0));
    exited.bus.gone('first', 'killed');
    exited.bus.gone('second', 'killed');
    exited.world.finish();
    exited.world.finish();
    expect(exited.ends).toEqual([{ status: 0 }]);
  });

  it('answers positions, the console one modulo 2^32', () => {
    const { bus, first } = startPair();
    bus.receive('first', { type: 'ask-position', query: 'console-position' });
    bus.receive('first', { type: 'ask-position', query: 'actuator-position' });
    expect(first.got.slice(1)).toEqual([
      { type: 'position', query: 'console-position', position: 5 },
      { type: 'position', query: 'actuator-position', position: 4000 },
    ]);
  });

  it('sends input to the primary, and again to a new one from where it asks', () => {
    const { bus, claim, first, second, taken } = startPair();
    bus.receive('first', { type: 'ask-input', from: 0 });
    bus.typed(Buffer.from('abcd'), false);
    bus.receive('first', { type: 'acknowledge-input', through: 1 });
    bus.gone('first', 'killed');
    bus.typed(new Uint8Array(0), true);
    claim('second', 2);
    bus.receive('second', { type: 'ask-input', from: 2 });
    expect(taken).toEqual([1]);
    expect(first.got.at(-1)).toMatchObject({ type: 'input', from: 0, end: false });
    const [again] = second.got.filter(({ type }) => type === 'input');
    expect(again).toEqual({ type: 'input', from: 2, bytes: new Uint8Array(Buffer.from('cd')), end: true });
  });

  it('sends the end of the input also if nothing comes before it, and once', () => {
    const { bus, first } = startPair();
    bus.receive('first', { type: 'ask-input', from: 0 });
    bus.typed(new Uint8Array(0), true);
    bus.typed(new Uint8Array(0), true);
    const end = { type: 'input', from: 0, bytes: new Uint8Array(0), end: true };
    expect(first.got.filter(({ type }) => type === 'input')).toEqual([end]);
  });

  it('does not take an acknowledgement of input from a replica that has not asked for it', () => {
    const { bus, second } = startPair();
    bus.receive('first', { type: 'ask-input', from: 0 });
    bus.typed(Buffer.from('abcd'), false);
    bus.receive('second', { type: 'acknowledge-input', through: 4 });
    bus.receive('second', { type: 'ask-input', from: 0 });
    expect(second.got.at(-1)).toMatchObject({ type: 'input', from: 0 });
  });
});

describe('--kill', () => {
  it('ends a replica when it begins the epoch', () => {
    const { bus, first, second } = startPair({ signal: 'SIGKILL', role: 'backup', at: 'epoch', count: 5 });
    bus.receive('second', { type: 'epoch-begun', epoch: 5 });
    expect(second.killed).toBe(true);
    expect(first.killed).toBe(false);
  });

  it('means the role of the moment, and each order counts once', () => {
    const order: KillOrder = { signal: 'SIGKILL', role: 'primary', at: 'epoch', count: 5 };
    const { bus, claim, first, second } = startPair(order, { ...order, count: 9 });
    bus.receive('second', { type: 'epoch-begun', epoch: 5 });
    expect(second.killed).toBe(false);
    bus.receive('first', { type: 'epoch-begun', epoch: 5 });
    expect(first.killed).toBe(true);
    bus.gone('first', 'killed');
    claim('second', 2);
    bus.receive('second', { type: 'epoch-begun', epoch: 5 });
    expect(second.killed).toBe(false);
    bus.receive('second', { type: 'epoch-begun', epoch: 9 });
    expect(second.killed).toBe(true);
  });

  it('ends a primary between a command with a RESULT and its completion, which nobody hears', () => {
    const { world, perform, first } = startPair({ signal: 'SIGKILL', role: 'primary', at: 'command', count: 2 });
    perform('first', 1, write(1));
    world.finish();
    perform('first', 1, byte(2));
    perform('first', 1, write(3));
    expect(first.killed).toBe(true);
    world.finish();
    perform('first', 1, write(4));
    expect(world.performed).toEqual(['disk-write 1', 'console-byte 2', 'disk-write 3']);
    expect(first.got).toEqual([{ type: 'start' }, completion(1, 1)]);
  });
});

describe('orders', () => {
  const kill = (role: KillOrder['role'], at: KillOrder['at'], count: number): KillOrder => ({
    ...{ signal: 'SIGKILL', role, at, count },
  });

  it('for the same moment are all carried out', () => {
    const stop: KillOrder = { ...kill('primary', 'command', 1), signal: 'SIGSTOP' };
    const { bus, told, perform, first } = startPair(stop, { ...stop, signal: 'SIGKILL' });
    perform('first', 1, write(1));
    expect(told.slice(1)).toEqual([
      '--stop primary@command=1: SIGSTOP to primary 11',
      '--kill primary@command=1: SIGKILL to primary 11',
    ]);
    expect([first.stopped, first.killed]).toEqual([true, true]);
    expect(bus.conclude()).toEqual([]);
  });

  it('whose moment has not come are told at the end, with the reason', () => {
    const { bus, perform } = startPair(
      ...[kill('primary', 'command', 2), kill('primary', 'epoch', 9), kill('backup', 'epoch', 7)],
    );
    perform('first', 1, write(1));
    perform('first', 1, exit(2, 0));
    expect(bus.conclude()).toEqual([
      '--kill primary@command=2 was never carried out: the guest gave 1 command',
      '--kill primary@epoch=9 was never carried out: the run ended in epoch 7',
      '--kill backup@epoch=7 was never carried out: no backup began that epoch',
    ]);
  });

  it('are told of a run that was ended from outside, too', () => {
    const { bus } = startPair(kill('primary', 'epoch', 9));
    expect(bus.conclude()).toEqual(['--kill primary@epoch=9 was never carried out: the run was over before']);
  });

  it('that halt a machine which cannot be halted are told', () => {
    const { bus, told, perform, first } = startPair({ ...kill('primary', 'command', 1), signal: 'SIGSTOP' });
    Object.assign(first, { stop: undefined });
    perform('first', 1, write(1));
    expect(bus.conclude()).toEqual([
      "--stop primary@command=1 was never carried out: primary 11 can't be halted from here",
    ]);
    expect(told).toHaveLength(1);
  });
});

describe('--stop', () => {
  it('halts a replica, whom the bus goes on to hear', () => {
    const { bus, perform, world, told, first } = startPair({
      signal: 'SIGSTOP',
      role: 'primary',
      at: 'command',
      count: 1,
    });
    perform('first', 1, write(1));
    expect(first.stopped).toBe(true);
    expect(first.killed).toBe(false);
    expect(told.at(-1)).toBe('--stop primary@command=1: SIGSTOP to primary 11');
    // What it had said before it was halted.
    perform('first', 1, byte(2));
    world.finish();
    expect(world.performed).toEqual(['disk-write 1', 'console-byte 2']);
    bus.receive('second', { type: 'claim-term', term: 2 });
    expect(first.killed).toBe(true);
  });
});

describe('the story', () => {
  it('is one line when nothing happens', () => {
    const { world, told, perform } = startPair();
    perform('first', 1, exit(1, 0));
    world.finish();
    expect(told).toEqual(['primary 11, backup 12: the guest starts']);
  });

  it('tells of a failover: who died, what was uncertain, and what the driver repeated', () => {
    const { bus, world, told, perform, claim } = startPair();
    perform('first', 1, write(1));
    world.finish();
    bus.gone('first', 'killed by SIGKILL');
    claim('second', 2);
    bus.receive('second', { type: 'failover', epoch: 9, term: 2 });
    bus.receive('second', { type: 'uncertain', request: write(1) });
    bus.receive('second', { type: 'uncertain', request: { kind: 'actuator-move', id: 2, distance: -2 } });
    bus.receive('second', { type: 'promoted', epoch: 9, term: 2 });
    perform('second', 2, { kind: 'disk-read', id: 3, slot: 0, sector: 40, count: 2, address: 0 });
    perform('second', 2, write(4));
    perform('second', 2, exit(5, 0));
    world.finish();
    world.finish();
    expect(told.slice(1)).toEqual([
      'primary 11 is dead (killed by SIGKILL)',
      'backup 12 wins term 2 and takes over; epoch 9 is the failover epoch',
      '  disk write of sectors 40 to 41: uncertain',
      '  moving the actuator by -2 mm: uncertain',
      'process 12 is the primary from epoch 10 on, without a backup',
      '  disk write of sectors 40 to 41: was not repeated; the next command on those sectors was a read, command 2',
      '  moving the actuator by -2 mm: was not repeated before the end of the run',
      'the guest exited with status 0 in epoch 7',
    ]);
  });

  it('tells of a death before what followed it, though how it died is known last', () => {
    const { bus, told, claim } = startPair();
    bus.silent('first');
    claim('second', 2);
    bus.receive('second', { type: 'failover', epoch: 9, term: 2 });
    bus.receive('second', { type: 'promoted', epoch: 9, term: 2 });
    expect(told).toHaveLength(1);
    const following = [
      'backup 12 wins term 2 and takes over; epoch 9 is the failover epoch',
      'process 12 is the primary from epoch 10 on, without a backup; no operation was outstanding',
    ];
    bus.gone('first', 'killed by SIGKILL');
    expect(told.slice(1)).toEqual(['primary 11 is dead (killed by SIGKILL)', ...following]);
  });

  it.each([
    [
      'its guest exits',
      ({ perform, world }: ReturnType<typeof startPair>) => (perform('second', 2, exit(1, 3)), world.finish()),
    ],
    ['it is ended', ({ bus }: ReturnType<typeof startPair>) => bus.conclude()],
  ])('tells what followed a death, too, if the run is over before it is known how: %s', (_, end) => {
    const run = startPair();
    const { bus, told, claim } = run;
    bus.silent('first');
    claim('second', 2);
    bus.receive('second', { type: 'failover', epoch: 9, term: 2 });
    end(run);
    expect(told[1]).toBe('backup 12 wins term 2 and takes over; epoch 9 is the failover epoch');
  });

  it('tells of both machines how they died, before it says that they are lost', () => {
    const { bus, told, ends } = startPair();
    for (const seat of ['first', 'second'] as const) bus.silent(seat);
    bus.gone('first', 'killed by SIGKILL');
    expect(ends).toEqual([]);
    bus.gone('second', 'killed by SIGBUS');
    expect(ends).toEqual(['lost']);
    expect(told.slice(1)).toEqual([
      'primary 11 is dead (killed by SIGKILL)',
      'backup 12 is dead (killed by SIGBUS)',
      'both replicas are lost, and the guest with them',
    ]);
  });

  it('praises a driver that repeats what was uncertain, and tells it once of a run that is ended from outside', () => {
    const { bus, told, perform, claim } = startPair();
    perform('first', 1, write(1));
    bus.gone('first', 'killed by SIGKILL');
    claim('second', 2);
    bus.receive('second', { type: 'failover', epoch: 9, term: 2 });
    bus.receive('second', { type: 'uncertain', request: write(1) });
    bus.receive('second', { type: 'uncertain', request: { kind: 'actuator-set', id: 2, position: 2 } });
    bus.receive('second', { type: 'promoted', epoch: 9, term: 2 });
    perform('second', 2, write(3));
    for (let i = 0; i < 2; i += 1) expect(bus.conclude()).toEqual([]);
    expect(told.slice(-2)).toEqual([
      '  disk write of sectors 40 to 41: the driver repeated it',
      '  setting the actuator to 2 mm: was not repeated before the end of the run',
    ]);
  });

  it('ends with what was never repeated, if both machines are lost', () => {
    const { bus, told, ends, claim } = startPair();
    bus.gone('first', 'killed by SIGKILL');
    claim('second', 2);
    bus.receive('second', { type: 'failover', epoch: 9, term: 2 });
    bus.receive('second', { type: 'uncertain', request: write(1) });
    bus.gone('second', 'killed by SIGKILL');
    expect(ends).toEqual(['lost']);
    expect(told.slice(-3)).toEqual([
      'backup 12 is dead (killed by SIGKILL)',
      '  disk write of sectors 40 to 41: was not repeated before the end of the run',
      'both replicas are lost, and the guest with them',
    ]);
  });

  it('leaves what a device lets end uncertain to those who want to know all', () => {
    const { bus, told, perform } = startPair();
    perform('first', 1, write(1));
    bus.receive('first', { type: 'uncertain', request: write(1) });
    perform('first', 1, exit(2, 0));
    expect(told).toEqual(['primary 11, backup 12: the guest starts']);
  });
});
