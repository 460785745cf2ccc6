/**
 * How both sides of a link prove, without saying it, that they know the session's secret, which hvrun draws anew for
 * each run: each challenges the other with a nonce, and answers with a keyed hash of the other's nonce and its own name.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

export const SECRET_BYTES = 32;
export const NONCE_BYTES = 16;
export const PROOF_BYTES = 32;

/** A fresh challenge. */
export function makeNonce(): Uint8Array {
  return randomBytes(NONCE_BYTES);
}

/** What `name` answers to the challenge `nonce`. */
export function prove(secret: Uint8Array, nonce: Uint8Array, name: string): Uint8Array {
  return createHmac('sha256', secret).update('hvft hello 1\0').update(nonce).update(name).digest();
}

/** Does `proof` show that `name` knows the secret? Takes equally long whatever is wrong with it. */
export function isProof(secret: Uint8Array, nonce: Uint8Array, name: string, proof: Uint8Array): boolean {
  return proof.length === PROOF_BYTES && timingSafeEqual(prove(secret, nonce, name), proof);
}
