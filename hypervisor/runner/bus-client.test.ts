import { describe, expect, it } from 'vitest';
import { encodeToReplica } from '../bus/codec.ts';
import type { ToReplica } from '../bus/messages.ts';
import { Doorbell } from '../links/doorbell.ts';
import { MemoryLink } from '../links/memory-link.ts';
import { BusClient, BusLost, Dismissed } from './bus-client.ts';

/** A replica's bus, which says this and is gone. */
function goneAfter(...messages: ToReplica[]): BusClient {
  const [mine, theirs] = MemoryLink.pair();
  for (const message of messages) theirs.send(encodeToReplica(message));
  theirs.flush();
  theirs.die();
  return new BusClient(mine, new Doorbell());
}

const status: ToReplica = { type: 'ask-status' };
const dismissed: ToReplica = { type: 'dismissed', over: true, reason: 'the guest exited with status 0' };

describe('a replica that waits for something else than its bus', () => {
  it('does not outlive the bus, whatever that has left to be received', () => {
    for (const left of [[], [status], [status, status]]) {
      expect(() => goneAfter(...left).await(() => undefined)).toThrow(BusLost);
    }
  });

  it('hears why, if the bus has said so', () => {
    for (const left of [[dismissed], [status, dismissed]]) {
      expect(() => goneAfter(...left).await(() => undefined)).toThrow(Dismissed);
      expect(() => goneAfter(...left).await(() => undefined)).toThrow('the guest exited with status 0');
    }
  });

  it('gets what it waits for if that is there', () => {
    expect(goneAfter(status).await(() => 7)).toBe(7);
  });

  it('does not wait for a bus that is gone to take something', () => {
    const bus = goneAfter(status);
    bus.send({ type: 'ready' });
    expect(() => bus.flush()).toThrow(BusLost);
  });
});

describe('a replica that listens to its bus', () => {
  it('receives all that was said before the end', () => {
    const bus = goneAfter(status, status);
    expect([bus.receive(), bus.receive()]).toEqual([status, status]);
    expect(() => bus.receive()).toThrow(BusLost);
  });
});
