/** Where the virtual machines of simulated runs come from. */
import type { Rollback } from '../../emulator/checkpoint.ts';
import type { VirtualMachine } from '../monitor/virtual-machine.ts';

/** A virtual machine that can be seen from inside, between two epochs. */
export interface SimulatedMachine extends VirtualMachine {
  /** A checksum of registers, devices and TLB. */
  checksum(): number;
  /** Instructions that its monitor has simulated, if it counts them. */
  readonly simulated?: number;
  /** Between two calls; absent or undefined: it can't go back to where it stands now. */
  checkpoint?(): Rollback | undefined;
  /** The run is over, and nobody uses this machine any more. */
  release(): void;
}

export interface MachineSource {
  /** A machine on which the guest was just booted. Throws a BootError if the guest doesn't fit it. */
  booted(tlbSeed: number): SimulatedMachine;
  /** One that was only powered on, to be filled from a primary. */
  empty(tlbSeed: number): SimulatedMachine;
}
