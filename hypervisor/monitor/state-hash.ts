/**
 * A hash of a virtual machine's whole state that costs what has changed: of RAM, only the pages that were stored to since
 * it was asked for last are read again. Equal states have equal hashes, however they were reached; different ones differ but for
 * one chance in 2^64.
 *
 * It is a sum (modulo 2^64), so that a part can be exchanged: of one hash for each page of RAM, seeded with the page's
 * number, which is 0 for a page of zeros; one of the registers and device windows; one of the TLB; and one of what devices keep besides.
 */
import { PAGE_SIZE } from '../../emulator/board.ts';
import { LAYOUT, type MachineState } from '../../emulator/layout.ts';
import { blockHashOf, HASH_BLOCK, type BlockHash } from './block-hash.ts';
import { hashOfBytes } from './bytes-hash.ts';
import type { DirtyPageReader } from './dirty-pages.ts';

/** Pages of RAM, a millisecond or two of work, after which somebody is told that it goes on. */
const PAGES_PER_PULSE = 1024;
/** No numbers of pages. */
const SEED_OF_REGISTERS = -1n;
const SEED_OF_TLB = -2n;
/** Where registers and device windows end, and the TLB with its generator begins, in bytes. */
const TLB = LAYOUT.TLB_GENERATOR * 4;

export interface StateHashOptions {
  readonly state: MachineState;
  /** Gives the pages that were stored to since the state was all zero, and then those since it was asked last. */
  readonly dirtyPages: DirtyPageReader;
  /**
   * A number that grows with every change of the TLB, which is read again only then. Absent: the TLB is the host's affair, as
   * on the paper's machines, and no state of the virtual machine.
   */
  readonly tlbChanges?: () => number;
}

export class StateHash {
  readonly #state: MachineState;
  readonly #hash: BlockHash;
  readonly #dirtyPages: DirtyPageReader;
  readonly #tlbChanges: (() => number) | undefined;
  /** The TLB's part, and as of which change. */
  #tlb = 0n;
  #hashedTlb = -1;
  /** The devices' part, and of which bytes. */
  #devices: { readonly bytes?: Uint8Array; readonly hash: bigint } = { hash: 0n };
  /** Where the TLB ends, in bytes. What follows its last word, up to there, is always 0. */
  readonly #endOfTlb: number;
  /** By page, its part of {@link #ram}. */
  readonly #pages: BigUint64Array;
  #ram = 0n;

  constructor({ state, dirtyPages, tlbChanges }: StateHashOptions) {
    this.#state = state;
    this.#hash = blockHashOf(state.memory);
    this.#dirtyPages = dirtyPages;
    this.#tlbChanges = tlbChanges;
    this.#endOfTlb = Math.ceil((state.words.length * 4) / HASH_BLOCK) * HASH_BLOCK;
    this.#pages = new BigUint64Array(state.ram.byteLength / PAGE_SIZE);
  }

  /**
   * The hash of the present state; `devices`: what of it is neither words nor RAM; an object that was given before has the same
   * bytes. While many pages are read, `pulse` is called
   * every now and then.
   */
  value(devices: Uint8Array, pulse?: () => void): bigint {
    const pages = this.#dirtyPages.take();
    for (let index = 0; index < pages.length; index += 1) {
      this.#update(pages[index]);
      if (index % PAGES_PER_PULSE === PAGES_PER_PULSE - 1) pulse?.();
    }
    if (this.#tlbChanges) this.#updateTlb(this.#tlbChanges());
    const registers = this.#hash(0, TLB, SEED_OF_REGISTERS);
    return BigInt.asUintN(64, this.#ram + this.#tlb + registers + this.#ofBytes(devices));
  }

  /** The hash of everything, of the TLB in any case, in which nothing counts that was read before. */
  afresh(devices: Uint8Array): string {
    const { ram, ramBase } = this.#state;
    const words = [
      this.#hash(0, this.#endOfTlb, SEED_OF_REGISTERS),
      this.#hash(ramBase, ramBase + ram.byteLength, 0n),
      this.#ofBytes(devices),
    ];
    return words.map((word) => word.toString(16).padStart(16, '0')).join('');
  }

  /** 0 of no bytes. */
  #ofBytes(bytes: Uint8Array): bigint {
    if (bytes.length === 0) return 0n;
    if (bytes !== this.#devices.bytes) this.#devices = { bytes, hash: hashOfBytes(bytes) };
    return this.#devices.hash;
  }

  #updateTlb(changes: number): void {
    if (changes === this.#hashedTlb) return;
    this.#tlb = this.#hash(TLB, this.#endOfTlb, SEED_OF_TLB);
    this.#hashedTlb = changes;
  }

  #update(page: number): void {
    const start = this.#state.ramBase + page * PAGE_SIZE;
    const hash = this.#hash(start, start + PAGE_SIZE, BigInt(page));
    this.#ram = BigInt.asUintN(64, this.#ram - this.#pages[page] + hash);
    this.#pages[page] = hash;
  }
}
