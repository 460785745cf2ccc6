import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NONCE_BYTES, SECRET_BYTES } from './handshake.ts';
import { isProof, makeNonce, newHandshake, prove } from './proofs.ts';

describe('the handshake', () => {
  const secret = randomBytes(SECRET_BYTES);
  const nonce = makeNonce();

  it('accepts who knows the secret', () => {
    expect(isProof(secret, nonce, 'primary', prove(secret, nonce, 'primary'))).toBe(true);
  });

  it('refuses another secret, another nonce, another name, and garbage', () => {
    const proof = prove(secret, nonce, 'primary');
    expect(isProof(randomBytes(SECRET_BYTES), nonce, 'primary', proof)).toBe(false);
    expect(isProof(secret, makeNonce(), 'primary', proof)).toBe(false);
    expect(isProof(secret, nonce, 'backup', proof)).toBe(false);
    expect(isProof(secret, nonce, 'primary', proof.subarray(1))).toBe(false);
    expect(isProof(secret, nonce, 'primary', new Uint8Array(0))).toBe(false);
  });

  it('never challenges twice with the same nonce', () => {
    expect(makeNonce()).toHaveLength(NONCE_BYTES);
    expect(makeNonce()).not.toEqual(makeNonce());
  });
});

describe('the handshake of two replicas', () => {
  const secret = randomBytes(SECRET_BYTES);
  const frame = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 60 }),
    fc
      .tuple(fc.constantFrom(0x81, 0x82), fc.uint8Array({ minLength: 16, maxLength: 32 }))
      .map(([kind, bytes]) => Uint8Array.of(kind, ...bytes)),
  );

  it('knows nobody by frames that were made without the secret, and never throws', () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 5 }), (frames) => {
        const handshake = newHandshake(secret, 'primary', 'backup');
        for (const each of frames) expect(handshake.take(each)).not.toBe('known');
      }),
      { numRuns: 1000 },
    );
  });

  it('does not know its own words when they are sent back to it', () => {
    const handshake = newHandshake(secret, 'primary', 'backup');
    const proof = handshake.take(handshake.challenge());
    expect(proof).toBeInstanceOf(Uint8Array);
    expect(handshake.take(proof as Uint8Array)).toBe('impostor');
  });
});
