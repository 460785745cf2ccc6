/** What of RAM a device reaches by itself. Specified by ../board.md, "Memory". */

/** RAM as devices see it: DMA by physical address, coherent with caches and decoded instructions. */
export interface DmaMemory {
  readonly size: number;
  /** True if [address, address + length) lies inside RAM. */
  contains(address: number, length: number): boolean;
  /** A copy of `length` bytes; the range must lie inside RAM. */
  read(address: number, length: number): Uint8Array;
  /** Stores `bytes`; the range must lie inside RAM. */
  write(address: number, bytes: Uint8Array): void;
}
