/**
 * How both sides of a link prove, without saying it, that they know the session's secret, which hvrun draws anew for
 * each run: each challenges the other with a nonce, and answers with a keyed hash of the other's nonce and its own name.
 */
import { concatenate } from '../../emulator/bytes.ts';

/** First bytes of the handshake's two frames between replicas; the runner's other frames begin otherwise. */
const CHALLENGE = 0x81;
const PROOF = 0x82;

export const SECRET_BYTES = 32;
export const NONCE_BYTES = 16;
export const PROOF_BYTES = 32;

/** How it is proved that somebody knows the secret, with what the host has for it (proofs.ts). */
export interface Proofs {
  /** What `name` answers to the challenge `nonce`. */
  prove(secret: Uint8Array, nonce: Uint8Array, name: string): Uint8Array;
  /** Does `proof` show that `name` knows the secret? Takes equally long whatever is wrong with it. */
  isProof(secret: Uint8Array, nonce: Uint8Array, name: string, proof: Uint8Array): boolean;
}

/** The bytes of which the keyed hash is a proof. */
export function proofText(nonce: Uint8Array, name: string): Uint8Array {
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  return concatenate([encode('hvft hello 1\0'), nonce, encode(name)]);
}

export interface HandshakeOptions {
  readonly secret: Uint8Array;
  /** Who is who. */
  readonly name: string;
  readonly peerName: string;
  /** Our challenge: nobody has seen it before. */
  readonly nonce: Uint8Array;
  readonly proofs: Proofs;
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
  readonly #proofs: Proofs;
  #challenged = false;

  constructor({ secret, name, peerName, nonce, proofs }: HandshakeOptions) {
    this.#secret = secret;
    this.#name = name;
    this.#peerName = peerName;
    this.#nonce = nonce;
    this.#proofs = proofs;
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
      return Uint8Array.of(PROOF, ...this.#proofs.prove(this.#secret, bytes, this.#name));
    }
    const known = frame[0] === PROOF && this.#proofs.isProof(this.#secret, this.#nonce, this.#peerName, bytes);
    return this.#challenged && known ? 'known' : 'impostor';
  }
}
