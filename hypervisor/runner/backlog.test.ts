/** A machine that has much to do still says that it lives. */
import { describe, expect, it } from 'vitest';
import { MIN_RAM, PAGE_SIZE } from '../../emulator/board.ts';
import { MachineState } from '../../emulator/layout.ts';
import { Doorbell } from '../links/doorbell.ts';
import type { Link } from '../links/link.ts';
import { MemoryLink } from '../links/memory-link.ts';
import { Monitor } from '../monitor/monitor.ts';
import { encodeMessage } from '../protocol/codec.ts';
import { ReplicaProtocol } from '../protocol/replica-protocol.ts';
import { BusClient } from './bus-client.ts';
import { HostClock } from './host-clock.ts';
import { Peer } from './peer.ts';
import { Runner } from './runner.ts';
import { StateReceiver } from './state-frames.ts';
import { StateSender } from './state-sender.ts';

const TIMEOUT = 1000;

function machine(): Monitor {
  const vm = new Monitor({ state: new MachineState({ ram: MIN_RAM, tlbEntries: 16 }), sectors: 0, tlbSeed: 1 });
  vm.processor.powerOn(0);
  return vm;
}

/** A link of a slow machine, which takes so long for each frame; and the longest time in which it put none on its way. */
function slowly(link: Link, msPerFrame: number) {
  const clock = { now: 0, longestSilence: 0 };
  let spoke = 0;
  let queued = false;
  const slow: Link = {
    send: (frame) => {
      queued = true;
      link.send(frame);
    },
    flush: () => {
      if (queued) spoke = clock.now;
      queued = false;
      return link.flush();
    },
    receive: () => {
      const frame = link.receive();
      if (frame) clock.now += msPerFrame;
      clock.longestSilence = Math.max(clock.longestSilence, clock.now - spoke);
      return frame;
    },
    closed: () => link.closed(),
    ended: () => link.ended(),
    arrived: () => link.arrived(),
    close: () => link.close(),
  };
  return { slow, clock };
}

describe('a machine that works through a backlog', () => {
  it('says that it lives, however many messages wait', () => {
    const [mine, theirs] = MemoryLink.pair();
    const { slow, clock } = slowly(mine, 0.4);
    for (let sequence = 1; sequence <= 20_000; sequence += 1) {
      const value = { query: 'interval-timer', ticks: sequence } as const;
      theirs.send(encodeMessage({ sequence, body: { type: 'environment', epoch: 1, value } }));
    }
    theirs.flush();
    const doorbell = new Doorbell();
    const runner = new Runner({
      vm: machine(),
      protocol: new ReplicaProtocol('backup', { variant: 'queued', epochLength: 1e6, earlyEnds: true }),
      bus: new BusClient(MemoryLink.pair()[0], doorbell),
      peer: new Peer({ link: slow, timeoutMs: TIMEOUT, now: () => clock.now }),
      clock: new HostClock({ ticks: () => 0, microseconds: () => 0 }),
      doorbell,
      reportEpochs: [],
      settings: { maxLag: 0, hashEpochs: false, timeoutMs: TIMEOUT },
      promoted: () => {},
    });
    runner.start();
    while (runner.turn());
    expect(clock.now).toBeGreaterThan(7 * TIMEOUT);
    expect(clock.longestSilence).toBeLessThan(TIMEOUT / 2);
  });

  it('says so while it is told the state of another machine, all of which is there already', () => {
    const from = machine();
    for (let page = 0; page < from.pageCount; page += 1) from.processor.memory.storeWord(page * PAGE_SIZE, 1);
    const [mine, theirs] = MemoryLink.pair();
    const { slow, clock } = slowly(mine, TIMEOUT / 5);
    const sender = new StateSender(from, (frame) => theirs.send(frame));
    while (!sender.nearlyDone) sender.work();
    sender.finish();
    theirs.flush();
    const state = new StateReceiver(machine());
    const peer = new Peer({ link: slow, timeoutMs: TIMEOUT, now: () => clock.now, state });
    expect(peer.receive()).toBeUndefined();
    expect(state.complete).toBe(true);
    expect(clock.now).toBeGreaterThan(TIMEOUT);
    expect(clock.longestSilence).toBeLessThan(TIMEOUT / 2);
  });

  it('says so while it hashes all of its memory', () => {
    const vm = machine();
    let pulses = 0;
    for (let page = 0; page < vm.pageCount; page += 1) vm.processor.memory.storeWord(page * PAGE_SIZE, 1);
    const large = new Monitor({
      state: new MachineState({ ram: 16 * MIN_RAM, tlbEntries: 16 }),
      sectors: 0,
      tlbSeed: 1,
    });
    for (let page = 0; page < large.pageCount; page += 1) large.processor.memory.storeWord(page * PAGE_SIZE, 1);
    vm.stateHash(() => (pulses += 1));
    expect(pulses).toBe(0);
    large.stateHash(() => (pulses += 1));
    expect(pulses).toBe(large.pageCount / 1024);
  });
});
