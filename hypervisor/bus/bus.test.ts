import { describe, expect, it } from 'vitest';
import type { Bus } from './bus.ts';
import { LINK_CLOSED, SILENT } from '../words/links.ts';
import { byte, completion, exit, FakePort, start, startPair, write } from './testing/started-bus.ts';

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

  it('tells why a machine takes its peer for dead, unless the run is over', () => {
    const { bus, told, perform } = startPair();
    bus.receive('second', { type: 'peer-lost', reason: SILENT });
    expect(told.slice(1)).toEqual(['backup 12 takes primary 11 for dead: it has been silent for too long']);
    perform('first', 1, write(1));
    perform('first', 1, exit(2, 0));
    bus.receive('second', { type: 'peer-lost', reason: SILENT });
    expect(told).toHaveLength(2);
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

  it('refuses nothing to a joiner whose primary is dead before that one has gone: then both are lost', () => {
    const { bus, claim, ends } = startPair();
    bus.gone('second', 'killed');
    claim('first', 2);
    const joiner = new FakePort(13);
    bus.join('second', joiner, { accept: 'link' });
    bus.silent('first');
    claim('second', 3);
    expect([joiner.got, ends]).toEqual([[{ type: 'start' }], []]);
    bus.gone('first', 'killed');
    expect(ends).toEqual(['lost']);
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
