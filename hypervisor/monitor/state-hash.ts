/**
 * A hash of a virtual machine's whole state that costs what has changed: of RAM, only the pages that were stored to since
 * it was asked for last are read again. Equal states have equal hashes, however they were reached; different ones differ but for
 * one chance in 2^64.
 *
 * It is a sum (modulo 2^64), so that a part can be exchanged: of one hash for each page of RAM, seeded with the page's
 * number, which is 0 for a page of zeros; one of the registers, device windows and TLB; and one of what devices keep besides.
 */
import { createHash } from 'node:crypto';
import { PAGE_SIZE } from '../../emulator/board.ts';
import { LAYOUT, type MachineState } from '../../emulator/layout.ts';
import { blockHashOf, HASH_BLOCK, type BlockHash } from './block-hash.ts';
import type { DirtyPageReader } from './dirty-pages.ts';

/** No number of a page. */
const SEED_OF_WORDS = -1n;

export interface StateHashOptions {
  readonly state: MachineState;
  /** Gives the pages that were stored to since the state was all zero, and then those since it was asked last. */
  readonly dirtyPages: DirtyPageReader;
  /** False: the TLB is the host's affair, as on the paper's machines, and no state of the virtual machine. */
  readonly tlb: boolean;
}

export class StateHash {
  readonly #state: MachineState;
  readonly #hash: BlockHash;
  readonly #dirtyPages: DirtyPageReader;
  /** Where the words end that are hashed, in bytes. What follows the last word, up to RAM, is always 0. */
  readonly #endOfWords: number;
  /** By page, its part of {@link #ram}. */
  readonly #pages: BigUint64Array;
  #ram = 0n;

  constructor({ state, dirtyPages, tlb }: StateHashOptions) {
    this.#state = state;
    this.#hash = blockHashOf(state.memory);
    this.#dirtyPages = dirtyPages;
    const words = tlb ? state.words.length : LAYOUT.TLB_GENERATOR;
    this.#endOfWords = Math.ceil((words * 4) / HASH_BLOCK) * HASH_BLOCK;
    this.#pages = new BigUint64Array(state.ram.byteLength / PAGE_SIZE);
  }

  /** The hash of the present state; `devices`: what of it is neither words nor RAM. */
  value(devices: Uint8Array): bigint {
    for (const page of this.#dirtyPages.take()) this.#update(page);
    const words = this.#hash(0, this.#endOfWords, SEED_OF_WORDS);
    return BigInt.asUintN(64, this.#ram + words + hashOfBytes(devices));
  }

  #update(page: number): void {
    const start = this.#state.ramBase + page * PAGE_SIZE;
    const hash = this.#hash(start, start + PAGE_SIZE, BigInt(page));
    this.#ram = BigInt.asUintN(64, this.#ram - this.#pages[page] + hash);
    this.#pages[page] = hash;
  }
}

/** 0 of no bytes. */
function hashOfBytes(bytes: Uint8Array): bigint {
  if (bytes.length === 0) return 0n;
  return createHash('sha256').update(bytes).digest().readBigUInt64BE();
}
