import { describe, expect, it } from 'vitest';
import { MemoryLink } from './memory-link.ts';

describe('a link in memory', () => {
  it('delivers nothing before a flush, then everything in order', () => {
    const [a, b] = MemoryLink.pair();
    a.send(Uint8Array.of(1));
    a.send(Uint8Array.of(2, 3));
    expect(b.receive()).toBeUndefined();
    const before = b.arrived();
    expect(a.flush()).toBe(true);
    expect(b.arrived()).not.toBe(before);
    expect([...b.receive()!]).toEqual([1]);
    expect([...b.receive()!]).toEqual([2, 3]);
    expect(b.receive()).toBeUndefined();
  });

  it('gives what the dead had flushed, not what they had queued, and then ends', () => {
    const [a, b] = MemoryLink.pair();
    a.send(Uint8Array.of(1));
    a.flush();
    a.send(Uint8Array.of(2));
    a.die();
    expect(b.ended()).toBe(false);
    expect([...b.receive()!]).toEqual([1]);
    expect(b.ended()).toBe(true);
    b.send(Uint8Array.of(3));
    expect(b.flush()).toBe(true);
  });

  it('takes no more than its capacity', () => {
    const [a, b] = MemoryLink.pair();
    a.capacity = 1;
    a.send(Uint8Array.of(1));
    a.send(Uint8Array.of(2));
    b.capacity = 1;
    expect(a.flush()).toBe(false);
    b.receive();
    expect(a.flush()).toBe(true);
  });

  it('keeps a copy, so that the sender may use its buffer again', () => {
    const [a, b] = MemoryLink.pair();
    const frame = Uint8Array.of(7);
    a.send(frame);
    frame[0] = 8;
    a.flush();
    expect([...b.receive()!]).toEqual([7]);
  });
});
