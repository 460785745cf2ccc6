import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newHandshake } from '../links/proofs.ts';
import { MemoryLink } from '../links/memory-link.ts';
import { encodeMessage } from '../protocol/codec.ts';
import type { Message } from '../protocol/messages.ts';
import { Peer } from './peer.ts';

const TIMEOUT = 1000;
const heartbeat: Message = { sequence: 0, body: { type: 'heartbeat' } };
const ack = (through: number): Message => ({ sequence: 0, body: { type: 'ack', through } });
const time = (sequence: number): Message => ({ sequence, body: { type: 'time', epoch: sequence, ticks: 5 } });

function connect() {
  const [mine, theirs] = MemoryLink.pair();
  let now = 0;
  const peer = new Peer({ link: mine, timeoutMs: TIMEOUT, now: () => now });
  const other = new Peer({ link: theirs, timeoutMs: TIMEOUT, now: () => now });
  /** Lets time pass, in which only this side does what time demands. */
  const wait = (ms: number): void => {
    for (const until = now + ms; now < until;) {
      now += 50;
      peer.tend();
    }
  };
  return { peer, other, mine, theirs, wait };
}

function received(peer: Peer): Message[] {
  const messages: Message[] = [];
  for (let message = peer.receive(); message; message = peer.receive()) messages.push(message);
  return messages;
}

describe('the peer', () => {
  it('gets messages in order when they are flushed', () => {
    const { peer, other } = connect();
    peer.send(time(1));
    peer.send(time(2));
    expect(received(other)).toEqual([]);
    expect(peer.flush()).toBe(true);
    expect(received(other)).toEqual([time(1), time(2)]);
  });

  it('gets the last of several acks in a row, and each before what is sent after it', () => {
    const { peer, other } = connect();
    for (const through of [1, 2, 3]) peer.send(ack(through));
    peer.send(time(1));
    peer.send(ack(4));
    peer.flush();
    expect(received(other)).toEqual([ack(3), time(1), ack(4)]);
  });

  it('is looked at whether it is dying when it is awaited and has been silent, and not too often', () => {
    const looks: number[] = [];
    let now = 0;
    const link = Object.assign(MemoryLink.pair()[0], { endIfExiting: () => looks.push(now) });
    const peer = new Peer({ link, timeoutMs: TIMEOUT, now: () => now });
    for (; now < 4; now += 0.25) {
      peer.tend();
      peer.suspect();
    }
    expect(looks).toEqual([1.5, 2.5, 3.5]);
  });

  it('hears a heartbeat when nothing else was said for a while', () => {
    const { peer, other, wait } = connect();
    wait(TIMEOUT / 4);
    expect(received(other)).toEqual([heartbeat]);
    wait(TIMEOUT / 8);
    expect(received(other)).toEqual([]);
    expect(peer.lostBecause).toBeUndefined();
  });

  it('hears how far a backup at work has come within a millisecond, and at once with what else is said', () => {
    const [mine, theirs] = MemoryLink.pair();
    let now = 0;
    const backup = new Peer({ link: mine, timeoutMs: TIMEOUT, now: () => now });
    const primary = new Peer({ link: theirs, timeoutMs: TIMEOUT, now: () => now });
    const told = (): number | undefined => {
      expect(received(primary).every(({ body }) => body.type === 'ack')).toBe(true);
      return primary.takeFinished();
    };
    for (const epoch of [1, 2, 3, 4]) {
      backup.sendProgress(epoch);
      now += 0.1;
      backup.tend();
    }
    // With the third, since 0.25 ms were over.
    expect(told()).toBe(3);
    backup.send(ack(9));
    backup.flush();
    expect(told()).toBe(4);
    expect(told()).toBeUndefined();
  });

  it('is lost when it is silent for too long, and never comes back', () => {
    const { peer, other, wait } = connect();
    wait(TIMEOUT - 100);
    expect(peer.lostBecause).toBeUndefined();
    wait(100);
    expect(peer.lostBecause).toContain('silent');
    other.send(time(1));
    other.flush();
    expect(received(peer)).toEqual([]);
    expect(peer.flush()).toBe(true);
  });

  it('is lost when its link is closed, after its last message', () => {
    const { peer, other, theirs } = connect();
    other.send(time(1));
    other.flush();
    theirs.die();
    peer.tend();
    expect(peer.lostBecause).toBeUndefined();
    expect(received(peer)).toEqual([time(1)]);
    peer.tend();
    expect(peer.lostBecause).toContain('closed');
  });

  it.each([
    ['a message cut short', encodeMessage(time(1)).slice(0, 5)],
    ['a frame of no kind', Uint8Array.of(0xff, 1, 2)],
    ['a handshake in the middle', Uint8Array.of(0x81, 1, 2)],
  ])('is lost when it says nonsense: %s', (_, frame) => {
    const { peer, theirs } = connect();
    theirs.send(frame);
    theirs.flush();
    expect(received(peer)).toEqual([]);
    expect(peer.lostBecause).toContain('nonsense');
  });

  it('tells how far it has come', () => {
    const { peer, other } = connect();
    peer.lead.ended(7, 100);
    peer.lead.ended(8, 10);
    other.sendProgress(7);
    other.send(time(1));
    other.flush();
    expect(received(peer)).toEqual([time(1)]);
    expect(peer.lead.instructions).toBe(10);
  });

  it('may refuse to take more for now', () => {
    const { peer, other, mine, theirs } = connect();
    theirs.capacity = 1;
    mine.capacity = 1;
    peer.send(time(1));
    peer.send(time(2));
    expect(peer.flush()).toBe(false);
    expect(peer.refused).toBe(true);
    expect(received(other)).toEqual([time(1)]);
    expect(peer.flush()).toBe(true);
    expect(peer.refused).toBe(false);
    expect(received(other)).toEqual([time(2)]);
  });
});

describe('the handshake with the peer', () => {
  const secret = randomBytes(32);

  /** Lets two sides meet: what becomes of the one that is the primary. */
  function meet(theirSecret: Uint8Array, theirName: string): Peer {
    const [mine, theirs] = MemoryLink.pair();
    const options = { timeoutMs: TIMEOUT, birthMs: 10 * TIMEOUT, now: () => 0 };
    const handshake = newHandshake(secret, 'primary', 'backup');
    const peer = new Peer({ link: mine, handshake, ...options });
    const other = new Peer({ link: theirs, handshake: newHandshake(theirSecret, theirName, 'primary'), ...options });
    for (let turn = 0; turn < 4; turn += 1) for (const side of [peer, other]) received(side);
    return peer;
  }

  it('accepts who knows the secret', () => {
    expect(meet(secret, 'backup').met).toBe(true);
  });

  it('refuses who does not, or has the wrong name', () => {
    for (const peer of [meet(randomBytes(32), 'backup'), meet(secret, 'primary')]) {
      expect(peer.met).toBe(false);
      expect(peer.lostBecause).toBe('it does not know the secret');
    }
  });

  it('refuses who says anything else before it', () => {
    const [mine, theirs] = MemoryLink.pair();
    const handshake = newHandshake(secret, 'primary', 'backup');
    const peer = new Peer({ link: mine, handshake, timeoutMs: TIMEOUT, now: () => 0 });
    theirs.send(encodeMessage(time(1)));
    theirs.flush();
    expect(received(peer)).toEqual([]);
    expect(peer.lostBecause).toBe('it does not know the secret');
  });

  it('takes no heartbeat for an answer, and sends none', () => {
    const [mine, theirs] = MemoryLink.pair();
    let now = 0;
    const handshake = newHandshake(secret, 'primary', 'backup');
    const peer = new Peer({ link: mine, handshake, timeoutMs: TIMEOUT, birthMs: 10 * TIMEOUT, now: () => now });
    expect(theirs.receive()).toHaveLength(17);
    for (; now <= 2 * TIMEOUT; now += 50) peer.tend();
    expect(theirs.receive()).toBeUndefined();
    expect(peer.lostBecause).toBeUndefined();
    for (; now <= 11 * TIMEOUT; now += 50) peer.tend();
    expect(peer.lostBecause).toContain('silent');
  });
});

it('the peer is lost, and nothing worse, by whatever frames it sends', () => {
  const frame = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 80 }),
    fc
      .tuple(fc.constantFrom(0x80, 0x81, 0x82, 0x83, 0x84), fc.uint8Array({ maxLength: 80 }))
      .map(([kind, rest]) => Uint8Array.of(kind, ...rest)),
    fc.tuple(fc.nat(40), fc.nat(255)).map(([at, byte]) => {
      const message = encodeMessage(time(1)).slice();
      message[at % message.length] = byte;
      return message;
    }),
  );
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 6 }), fc.boolean(), (frames, stranger) => {
      const [mine, theirs] = MemoryLink.pair();
      const handshake = stranger ? newHandshake(randomBytes(32), 'primary', 'backup') : undefined;
      const peer = new Peer({ link: mine, timeoutMs: TIMEOUT, now: () => 0, handshake });
      for (const each of frames) theirs.send(each);
      theirs.flush();
      const messages = received(peer);
      if (stranger) expect(messages).toEqual([]);
    }),
    { numRuns: 2000 },
  );
});
