/** As Node.js's own, at every length around the edges of blocks. */
import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hmacSha256, sha256 } from './sha256.ts';

const some = (length: number): Uint8Array => Uint8Array.from({ length }, (_, at) => (at * 37 + length) & 0xff);
const LENGTHS = [0, 1, 3, 55, 56, 63, 64, 65, 119, 120, 127, 128, 1000];

describe('SHA-256', () => {
  it('of "abc" is the one that FIPS 180-4 shows', () => {
    const digest = sha256(new TextEncoder().encode('abc'));
    expect(Buffer.from(digest).toString('hex')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });

  it.each(LENGTHS)("of %i bytes is Node.js's", (length) => {
    const bytes = some(length);
    expect(Buffer.from(sha256(bytes))).toEqual(createHash('sha256').update(bytes).digest());
  });

  it.each(LENGTHS)("keyed by %i bytes is Node.js's", (length) => {
    const key = some(length);
    expect(Buffer.from(hmacSha256(key, some(70)))).toEqual(createHmac('sha256', key).update(some(70)).digest());
  });
});
