/**
 * The state of a virtual machine as it can be carried to another one: RAM by pages, which can be copied while the guest goes
 * on, and all else in one piece, between two epochs.
 */
import type { DeviceState } from '../../emulator/devices/device.ts';

/** Everything but RAM. */
export interface SavedState {
  /** The words of the state buffer: registers, device windows, TLB (emulator/layout.ts). */
  readonly words: Int32Array;
  readonly devices: Readonly<Record<string, DeviceState>>;
}

export interface CopyableMachine {
  /** Pages of RAM, numbered from 0. */
  readonly pageCount: number;
  /** The bytes of a page, as they stand in the state buffer: a view. */
  page(number: number): Uint8Array;
  /** The numbers of the pages stored to since the last call, in no order. */
  takeDirtyPages(): number[];
  /** A copy of all but RAM; to be taken between two epochs. */
  save(): SavedState;
  /**
   * Takes over what {@link save} of another machine gave; RAM has been filled through {@link page} by then. False if that
   * machine was of another shape; then nothing has changed.
   */
  restore(state: SavedState): boolean;
}
