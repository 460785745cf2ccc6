import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { MIN_RAM } from '../../emulator/board.ts';
import { MachineState } from '../../emulator/layout.ts';
import { newHandshake } from '../links/proofs.ts';
import { MemoryLink } from '../links/memory-link.ts';
import { Monitor } from '../monitor/monitor.ts';
import { Admission } from './admission.ts';
import { Peer } from './peer.ts';
import { StateReceiver } from './state-frames.ts';

const secret = randomBytes(32);

function machine(): Monitor {
  const vm = new Monitor({ state: new MachineState({ ram: MIN_RAM, tlbEntries: 16 }), sectors: 0, tlbSeed: 1 });
  vm.processor.powerOn(0);
  vm.processor.memory.storeWord(0x2000, 7);
  return vm;
}

/** A primary's admission, and the time on its clock. */
function admission(open: () => boolean, theirSecret = secret) {
  const [mine, theirs] = MemoryLink.pair();
  const clock = { now: 0 };
  const now = (): number => clock.now;
  const vm = machine();
  const handshake = newHandshake(secret, 'primary', 'backup');
  const admits = new Admission({
    opening: { link: mine, open },
    machine: vm,
    handshake,
    timeoutMs: 1000,
    birthMs: 10_000,
    now,
  });
  const copy = machine();
  const state = new StateReceiver(copy);
  const joiner = new Peer({
    ...{ link: theirs, timeoutMs: 1000, now, state },
    handshake: newHandshake(theirSecret, 'backup', 'primary'),
  });
  /** Both do something, a few times. */
  const turns = (count = 10): void => {
    for (let turn = 0; turn < count; turn += 1) {
      admits.tend();
      joiner.receive();
    }
  };
  return { admits, joiner, state, clock, vm, copy, theirs, turns };
}

describe('the admission of a joiner', () => {
  it('meets it, copies the machine, and hands the peer over with the rest', () => {
    const { admits, joiner, state, vm, copy, turns } = admission(() => true);
    turns();
    expect([joiner.met, admits.ready, admits.failedBecause]).toEqual([true, true, undefined]);
    expect(state.complete).toBe(false);
    admits.finish().flush();
    joiner.receive();
    expect(state.complete).toBe(true);
    expect(copy.hash()).toBe(vm.hash());
  });

  it('waits for a joiner that is not there yet, and not for ever', () => {
    const { admits, clock, turns } = admission(() => false);
    turns();
    expect(admits.failedBecause).toBeUndefined();
    clock.now = 11_000;
    turns();
    expect(admits.failedBecause).toBe('it has not come');
  });

  it('gives a joiner up whose link cannot be opened, without harm', () => {
    const { admits, turns } = admission(() => {
      throw new Error('EACCES: permission denied');
    });
    turns();
    expect(admits.failedBecause).toBe('EACCES: permission denied');
  });

  it('gives an impostor up', () => {
    const { admits, turns } = admission(() => true, randomBytes(32));
    turns();
    expect(admits.failedBecause).toBe('it does not know the secret');
    expect(admits.ready).toBe(false);
  });

  it('gives a joiner up that dies, or falls silent, while it is told the state', () => {
    const dying = admission(() => true);
    dying.turns();
    dying.theirs.die();
    dying.turns();
    expect(dying.admits.failedBecause).toBe('its link is closed');
    const silent = admission(() => true);
    silent.turns();
    for (; silent.clock.now < 3000; silent.clock.now += 100) silent.admits.tend();
    expect(silent.admits.failedBecause).toContain('silent');
  });
});
