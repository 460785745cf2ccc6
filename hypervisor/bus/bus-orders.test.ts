/** What the bus does of its own accord: --kill and --stop. */
import { describe, expect, it } from 'vitest';
import type { KillOrder } from './kill-orders.ts';
import { byte, completion, exit, startPair, write } from './testing/started-bus.ts';

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
