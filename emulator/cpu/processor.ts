/**
 * The processor: PA-RISC 1.1, Level 2. This is its outside, which the bare machine and the hypervisor's monitor use;
 * the instructions are in ./semantics.
 */
import type { Environment } from '../environment.ts';
import type { MachineState } from '../layout.ts';
import type { PhysicalMemory } from '../memory.ts';

/** Why {@link Processor.run} came back. */
export const EXIT = {
  /** `limit` instructions have completed. */
  LIMIT: 0,
  /** Stands before an idle hint that would rest: EIRR & EIEM is 0. */
  REST: 1,
  /** An interruption's vector is empty; see {@link Processor.diagnostic}. The machine goes no further. */
  STOPPED: 2,
  /** {@link Processor.requestExit} was called; the instruction that led to it has completed. */
  BREAK_OUT: 3,
  /**
   * Deprivileged only: stands, not executed, before an instruction that needs level 0 and has it in the guest's eyes,
   * or before one that reads or writes CR 16 and may. {@link Processor.instruction} is that instruction.
   */
  PRIVILEGED: 4,
  /** Deprivileged only: stands before a load or store of {@link Processor.ioAddress}, which is in I/O space. */
  IO: 5,
} as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];

/** The I/O space, by physical address (unsigned). Called for aligned words alone; everything else is an HPMC. */
export interface IoSpace {
  /** The register's value, signed or unsigned, or undefined for an HPMC. */
  load(address: number): number | undefined;
  /** False for an HPMC; then nothing has changed. */
  store(address: number, value: number): boolean;
}

export interface ProcessorOptions {
  readonly state: MachineState;
  readonly io: IoSpace;
  readonly environment: Environment;
  /** Seed of the TLB's replacement: differs in every bare machine. Any 32-bit number. */
  readonly tlbSeed: number;
}

/** What the bare machine and the monitor may do with the processor. */
export interface ProcessorApi {
  readonly state: MachineState;
  /** RAM with DMA; stores to it drop decoded instructions. All that write RAM from outside must go through it. */
  readonly memory: PhysicalMemory;

  /** Power-on: registers 0, TLB empty, real mode, level 0, execution begins at `entry`. RAM is left as it is. */
  powerOn(entry: number): void;
  /**
   * To be called after the state buffer was overwritten (a joining backup): drops everything derived from it.
   */
  stateChanged(): void;

  /**
   * Runs until `limit` instructions (at least 1) have completed, counted as the recovery counter counts (nullified
   * ones and those ended by a group 1 to 3 interruption don't, null ones and those followed by a group 4 trap do), or
   * until an earlier exit. Pending interruptions are taken before the next instruction, so not at the end of a run.
   */
  run(limit: number): Exit;
  /** Instructions completed in the last {@link run} or {@link simulate}. */
  readonly completed: number;
  /**
   * Executes the one instruction at which the processor stands after PRIVILEGED or IO, with the checks of a deprivileged
   * guest off: it sees the io and environment of the constructor. LIMIT if it has completed (then it counts once) or
   * was ended by an interruption of the guest's own (then `completed` is 0); or BREAK_OUT, or STOPPED.
   */
  simulate(): Exit;
  /** Makes the running {@link run} return BREAK_OUT once the present instruction has completed. For device stores. */
  requestExit(): void;

  /** The word at which the processor stands after PRIVILEGED or IO, unsigned. */
  readonly instruction: number;
  /** Physical address after IO, unsigned. */
  readonly ioAddress: number;
  /** After STOPPED: names the interruption and gives its parameters, for people. */
  readonly diagnostic: string;

  /** Sets bits of EIRR. An external interrupt follows when EIRR & EIEM is not 0 and PSW I is 1. */
  raise(mask: number): void;
  /** True if EIRR & EIEM is not 0, whatever PSW I is: then an idle hint does not rest. */
  readonly interruptPending: boolean;
  /** The tick at which the interval timer is due next; Infinity if its comparand was never written. */
  timerDue(): number;
  /** Raises EIRR bit 0 if the timer is due by `ticks`, and moves the target on so that it fires once per passing. */
  checkTimer(ticks: number): void;

  /** The PSW, all its bits in place, unsigned. */
  psw: number;
  /**
   * True while a monitor runs the machine as its guest: privileged operations at the guest's level 0, CR 16 and I/O
   * leave by PRIVILEGED and IO. All else, interruptions too, is as on the bare machine.
   */
  deprivileged: boolean;
  /**
   * True: no level assist (1995): while deprivileged, the guest's level 0 runs as real level 1, and it shows.
   */
  ringsExposed: boolean;
}
