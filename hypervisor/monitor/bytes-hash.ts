/**
 * A 64-bit hash of bytes that are not in a machine's memory: they are copied, a piece at a time, into a memory of their own, where block-hash.ts
 * reads them. Different bytes that begin with their length differ but for one chance in 2^64.
 */
import { WASM_PAGE } from '../../emulator/wasm/builder.ts';
import { type BlockHash, blockHashOf, HASH_BLOCK } from './block-hash.ts';

/** Of the first piece, below those of registers and TLB (state-hash.ts); of each that follows it is one less. */
const FIRST_SEED = -3n;

/** The memory, of one piece, and the function for it: made when it is asked for first. */
let pieces: { readonly bytes: Uint8Array; readonly hash: BlockHash } | undefined;

function piecesOf(): NonNullable<typeof pieces> {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
  return { bytes: new Uint8Array(memory.buffer), hash: blockHashOf(memory) };
}

/** The sum of the hashes of all pieces, of which the last one ends with zeros. */
export function hashOfBytes(all: Uint8Array): bigint {
  const { bytes, hash } = (pieces ??= piecesOf());
  let sum = 0n;
  let seed = FIRST_SEED;
  for (let at = 0; at < all.length; at += WASM_PAGE) {
    const piece = all.subarray(at, at + WASM_PAGE);
    const end = Math.ceil(piece.length / HASH_BLOCK) * HASH_BLOCK;
    bytes.set(piece);
    bytes.fill(0, piece.length, end);
    sum += hash(0, end, seed);
    seed -= 1n;
  }
  return BigInt.asUintN(64, sum);
}
