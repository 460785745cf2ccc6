/** Proofs (links/handshake.ts) of simulated machines: the same bytes as between real ones. */
import { equalBytes } from '../../emulator/bytes.ts';
import { type Proofs, proofText } from '../links/handshake.ts';
import { hmacSha256 } from '../wire/sha256.ts';

/** All is in one process, so it does not matter how long a comparison takes. */
export const SIMULATED_PROOFS: Proofs = {
  prove: (secret, nonce, name) => hmacSha256(secret, proofText(nonce, name)),
  isProof: (secret, nonce, name, proof) => equalBytes(hmacSha256(secret, proofText(nonce, name)), proof),
};
