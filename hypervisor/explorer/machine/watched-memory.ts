/** RAM as the devices of a machine see it, with somebody who is told which of it they reach. */
import type { DmaMemory } from '../../../emulator/devices/dma-memory.ts';

/** A device has read, or written, `length` bytes from `address` on. */
export type Reached = (address: number, length: number, stores: boolean) => void;

export class WatchedMemory implements DmaMemory {
  readonly #memory: DmaMemory;
  readonly #reached: Reached;

  constructor(memory: DmaMemory, reached: Reached) {
    this.#memory = memory;
    this.#reached = reached;
  }

  get size(): number {
    return this.#memory.size;
  }

  contains(address: number, length: number): boolean {
    return this.#memory.contains(address, length);
  }

  read(address: number, length: number): Uint8Array {
    this.#reached(address, length, false);
    return this.#memory.read(address, length);
  }

  write(address: number, bytes: Uint8Array): void {
    this.#reached(address, bytes.length, true);
    this.#memory.write(address, bytes);
  }
}
