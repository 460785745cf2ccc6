/** Challenges and proofs (handshake.ts) with Node.js's own cryptography. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Handshake, NONCE_BYTES, PROOF_BYTES, proofText } from './handshake.ts';

/** A fresh challenge. */
export function makeNonce(): Uint8Array {
  return randomBytes(NONCE_BYTES);
}

/** What `name` answers to the challenge `nonce`. */
export function prove(secret: Uint8Array, nonce: Uint8Array, name: string): Uint8Array {
  return createHmac('sha256', secret).update(proofText(nonce, name)).digest();
}

/** Does `proof` show that `name` knows the secret? Takes equally long whatever is wrong with it. */
export function isProof(secret: Uint8Array, nonce: Uint8Array, name: string, proof: Uint8Array): boolean {
  return proof.length === PROOF_BYTES && timingSafeEqual(prove(secret, nonce, name), proof);
}

/** A handshake with a fresh challenge. `name` and `peerName` say who is who. */
export function newHandshake(secret: Uint8Array, name: string, peerName: string): Handshake {
  return new Handshake({ secret, name, peerName, nonce: makeNonce(), proofs: { prove, isProof } });
}
