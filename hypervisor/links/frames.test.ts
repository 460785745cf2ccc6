import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Doorbell } from './doorbell.ts';
import { ChunkFrames, FrameQueue, RingFrames, wholeFrames } from './frames.ts';
import { MAX_FRAME } from './link.ts';
import { RingConsumer, RingProducer, ringMemory } from './ring.ts';

const framesArbitrary = fc.array(fc.uint8Array({ minLength: 1, maxLength: 400 }), { maxLength: 30 });

function encode(frames: readonly Uint8Array[]): Uint8Array {
  const queue = new FrameQueue();
  for (const frame of frames) queue.push(frame);
  const pieces: Uint8Array[] = [];
  while (queue.length > 0) {
    // A writer that takes at most 100 bytes at a time, as a full pipe does.
    queue.drain((bytes) => {
      pieces.push(bytes.slice(0, 100));
      return Math.min(100, bytes.length);
    });
  }
  return Buffer.concat(pieces);
}

/** A small ring, so that frames wrap around its end. */
function smallRing(): { producer: RingProducer; frames: RingFrames; consumer: RingConsumer } {
  const memory = ringMemory(new Doorbell(), 1024);
  const consumer = new RingConsumer(memory);
  return { producer: new RingProducer(memory), frames: new RingFrames(consumer), consumer };
}

describe('frames', () => {
  it('come out of a chunked stream as they went in, however it is cut', () => {
    fc.assert(
      fc.property(framesArbitrary, fc.integer({ min: 1, max: 97 }), (frames, size) => {
        const stream = encode(frames);
        const chunks = new ChunkFrames();
        const got: number[][] = [];
        for (let at = 0; at < stream.length; at += size) {
          expect(chunks.push(stream.subarray(at, at + size), (frame) => got.push([...frame]))).toBe(true);
        }
        expect(got).toEqual(frames.map((frame) => [...frame]));
      }),
    );
  });

  it('come out of a ring as they went in, also where they wrap around its end', () => {
    fc.assert(
      fc.property(framesArbitrary, (sent) => {
        const { producer, frames } = smallRing();
        const got: number[][] = [];
        let rest = encode(sent);
        while (rest.length > 0) {
          producer.fill((piece) => {
            const count = Math.min(piece.length, rest.length, 150);
            piece.set(rest.subarray(0, count));
            rest = rest.subarray(count);
            return count;
          });
          for (let frame = frames.next(); frame; frame = frames.next()) got.push([...frame]);
        }
        producer.end();
        expect(got).toEqual(sent.map((frame) => [...frame]));
        expect(frames.ended()).toBe(true);
      }),
    );
  });

  it('are all received before the ring is seen to have ended, and half a frame is not one', () => {
    const { producer, frames } = smallRing();
    const stream = encode([Uint8Array.of(1, 2), Uint8Array.of(3), Uint8Array.of(4, 5, 6)]).subarray(0, -1);
    producer.fill((piece) => (piece.set(stream), stream.length));
    producer.end();
    expect(frames.ended()).toBe(false);
    expect([...frames.next()!]).toEqual([1, 2]);
    expect(frames.ended()).toBe(false);
    expect([...frames.next()!]).toEqual([3]);
    expect(frames.next()).toBeUndefined();
    expect(frames.ended()).toBe(true);
  });

  it('skip signs of life, wherever they stand', () => {
    const [one, two] = [encode([Uint8Array.of(1, 2)]), encode([Uint8Array.of(3)])];
    const life = new Uint8Array(4);
    const stream = Buffer.concat([life, one, life, life, two, life]);
    const { producer, frames, consumer } = smallRing();
    producer.offer(stream);
    producer.end();
    expect([...frames.next()!]).toEqual([1, 2]);
    expect(frames.ended()).toBe(false);
    expect([...frames.next()!]).toEqual([3]);
    expect(frames.ended()).toBe(true);
    expect(frames.next()).toBeUndefined();
    expect(consumer.available()).toBeLessThanOrEqual(life.length);
    const got: number[][] = [];
    for (const byte of stream) new ChunkFrames().push(Uint8Array.of(byte), () => expect.unreachable());
    expect(new ChunkFrames().push(stream, (frame) => got.push([...frame]))).toBe(true);
    expect(got).toEqual([[1, 2], [3]]);
  });

  it('are counted, so that none has to be cut in two', () => {
    const stream = encode([new Uint8Array(10), new Uint8Array(20), new Uint8Array(30)]);
    expect([13, 14, 37, 38, 71, 72, 1000].map((limit) => wholeFrames(stream, limit))).toEqual([
      0, 14, 14, 38, 38, 72, 72,
    ]);
    expect(wholeFrames(stream.subarray(0, 37), 1000)).toBe(14);
  });

  it.each([MAX_FRAME + 1, 0xffffffff])('break the link when a header claims %d bytes', (length) => {
    const header = Buffer.alloc(8);
    header.writeUInt32BE(length);
    const { producer, frames } = smallRing();
    producer.fill((piece) => (piece.set(header), header.length));
    expect(frames.next()).toBeUndefined();
    expect(frames.ended()).toBe(true);
    expect(new ChunkFrames().push(header, () => expect.unreachable())).toBe(false);
  });

  it('of any bytes never make a ring or a stream throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        new ChunkFrames().push(bytes, (frame) => expect(frame.length).toBeGreaterThan(0));
        const { producer, frames } = smallRing();
        producer.fill((piece) => (piece.set(bytes), bytes.length));
        producer.end();
        while (frames.next());
        expect(frames.ended()).toBe(true);
      }),
    );
  });

  it('cost no more to queue if many wait that nobody takes', () => {
    const queue = new FrameQueue();
    for (let bytes = 0; bytes < 8 * 1024 * 1024; bytes += MAX_FRAME) queue.push(new Uint8Array(MAX_FRAME));
    const began = performance.now();
    for (let turn = 0; turn < 20_000; turn += 1) {
      queue.push(new Uint8Array(96));
      queue.drain(() => 100);
    }
    // To move all of them each time would be 160 gigabytes.
    expect(performance.now() - began).toBeLessThan(5000);
  });

  it('of no bytes, or of too many, are refused by the sender', () => {
    expect(() => new FrameQueue().push(new Uint8Array(0))).toThrow('frame of 0 bytes');
    expect(() => new FrameQueue().push(new Uint8Array(MAX_FRAME + 1))).toThrow('frame of');
  });
});
