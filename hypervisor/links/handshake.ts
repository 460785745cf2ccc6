/**
 * How both sides of a link prove, without saying it, that they know the session's secret, which hvrun draws anew for
 * each run: each challenges the other with a nonce, and answers with a keyed hash of the other's nonce and its own name.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** First bytes of the handshake's two frames between replicas; the runner's other frames begin otherwise. */
const CHALLENGE = 0x81;
const PROOF = 0x82;

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

/**
 * The handshake of two replicas, frame by frame, for whichever side: each sends its challenge, answers the other's, and
 * judges the answer. Nothing else may be said before it is over.
 */
export class Handshake {
  readonly #secret: Uint8Array;
  readonly #name: string;
  readonly #peerName: string;
  readonly #nonce: Uint8Array;
  #challenged = false;

  /** `name` and `peerName` say who is who; the nonce is fresh unless a simulation brings its own. */
  constructor(secret: Uint8Array, name: string, peerName: string, nonce = makeNonce()) {
    this.#secret = secret;
    this.#name = name;
    this.#peerName = peerName;
    this.#nonce = nonce;
  }

  /** The first frame to send. */
  challenge(): Uint8Array {
    return Uint8Array.of(CHALLENGE, ...this.#nonce);
  }

  /** Takes a frame of the peer: a frame to be sent in answer, or the end: the peer is 'known', or an 'impostor'. */
  take(frame: Uint8Array): Uint8Array | 'known' | 'impostor' {
    const bytes = frame.subarray(1);
    if (!this.#challenged && frame[0] === CHALLENGE && bytes.length === NONCE_BYTES) {
      this.#challenged = true;
      return Uint8Array.of(PROOF, ...prove(this.#secret, bytes, this.#name));
    }
    const known = frame[0] === PROOF && isProof(this.#secret, this.#nonce, this.#peerName, bytes);
    return this.#challenged && known ? 'known' : 'impostor';
  }
}
