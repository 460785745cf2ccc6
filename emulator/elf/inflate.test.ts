/** Inflating: what Node's zlib packs, at all its levels and strategies; damage is an InflateError. */
import { constants, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inflate, InflateError } from './inflate.ts';

const texts = fc.oneof(
  fc.uint8Array({ maxLength: 3000 }),
  fc
    .array(fc.constantFrom('ab', 'abc', 'x', '\0\0\0\0'), { maxLength: 3000 })
    .map((parts) => Buffer.from(parts.join(''))),
);
const { Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE, Z_DEFAULT_STRATEGY } = constants;

describe('inflate', () => {
  it('gives back what was packed', () => {
    const strategies = fc.constantFrom(Z_DEFAULT_STRATEGY, Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE);
    fc.assert(
      fc.property(texts, fc.integer({ min: 0, max: 9 }), strategies, (text, level, strategy) => {
        const packed = deflateSync(text, { level, strategy });
        expect(Buffer.from(inflate(packed, text.length)).equals(Buffer.from(text))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('gives back more than a window of bytes', () => {
    const text = Buffer.alloc(200_000, 'all of it, again and again; ');
    expect(Buffer.from(inflate(deflateSync(text), text.length)).equals(text)).toBe(true);
  });

  it('gives the whole and nothing else, or an error, whatever bytes are changed', () => {
    const text = Buffer.from('to be or not to be, that is what was asked '.repeat(20));
    const packed = deflateSync(text);
    fc.assert(
      fc.property(fc.nat(packed.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = Buffer.from(packed);
        damaged[at] ^= change;
        try {
          // Some bits don't matter: how well it was packed, and those that fill the last byte.
          expect(Buffer.from(inflate(damaged, text.length)).equals(text)).toBe(true);
        } catch (error) {
          if (!(error instanceof InflateError)) throw error;
        }
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['cut off', (packed: Buffer) => packed.subarray(0, 20), 1000, /cut off/],
    ['nothing', () => Buffer.alloc(0), 1000, /cut off/],
    ['something else', () => Buffer.from('no such data at all'), 1000, /does not begin as zlib data do/],
    ['longer than expected', (packed: Buffer) => packed, 999, /more than the 999 bytes/],
    ['shorter than expected', (packed: Buffer) => packed, 1001, /holds 1000 bytes, not 1001/],
  ])('refuses what is %s', (_, edit, size, message) => {
    const packed = deflateSync(Buffer.from(Array.from({ length: 1000 }, (_, index) => (index * index) % 251)));
    expect(() => inflate(edit(packed), size)).toThrow(message);
  });
});
