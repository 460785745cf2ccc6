import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isProof, makeNonce, NONCE_BYTES, prove, SECRET_BYTES } from './handshake.ts';

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
