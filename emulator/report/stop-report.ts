/**
 * What there is to say of a machine that has stopped: plain numbers, of which diagnosis/ makes text for whoever has the guest's
 * image.
 */

/** Why an interruption has ended the run. */
export const STOP_CAUSE = {
  /** The first word of its vector is 0. */
  EMPTY_VECTOR: 0,
  /** Its vector is not in RAM. */
  NO_VECTOR: 1,
  /** It only repeats others: no instruction completes any more. */
  FRUITLESS: 2,
} as const;

/** All numbers are unsigned. */
export interface StopReport {
  readonly cause: number;
  readonly interruption: LastInterruption;
  /** The word of the instruction at the front of the queues; undefined if there is none to be had. */
  readonly instruction: number | undefined;
  /** Its physical address; undefined without a translation. */
  readonly physical: number | undefined;
  /** The physical address that ISR and IOR name; undefined if they name none, or without a translation. */
  readonly physicalIor: number | undefined;
  /** Exception Register 1, in which a floating-point instruction that traps leaves what it was; undefined of all other interruptions. */
  readonly exception: number | undefined;
  /** As it was when the interruption was taken. */
  readonly psw: number;
  /** Bytes. */
  readonly ram: number;
  readonly iva: number;
  readonly eiem: number;
  readonly eirr: number;
  readonly gr: readonly number[];
  readonly sr: readonly number[];
  /** The newest last. */
  readonly branches: readonly PlacedBranch[];
  /** The newest last. */
  readonly commands: readonly PastCommand[];
}

/** What was known when the last interruption was taken. */
export interface LastInterruption {
  /** 0 if there was none yet. */
  readonly number: number;
  /** The queues: the instruction that was interrupted, or the one after it in group 4, and the one that follows. */
  readonly space: number;
  readonly front: number;
  readonly backSpace: number;
  readonly back: number;
  /** As it was, or would have been, loaded into IIR, ISR and IOR; 0 if it has none. */
  readonly instruction: number;
  readonly isr: number;
  readonly ior: number;
}

/** What makes the processor go on elsewhere. */
export const BRANCH_KINDS = ['branch', 'interruption', 'return'] as const;

export interface Branch {
  readonly kind: (typeof BRANCH_KINDS)[number];
  /** Offset of the instruction that made it; of an interruption, that of the one that was interrupted. */
  readonly from: number;
  /** Offset, and privilege level in the low two bits. */
  readonly to: number;
  /** Of interruptions and returns: was code translated before? */
  readonly fromVirtual: boolean;
}

/** A branch, and where in memory its ends are, as far as that is known. */
export interface PlacedBranch extends Branch {
  readonly fromPhysical: number | undefined;
  readonly toPhysical: number | undefined;
}

/** A store to a COMMAND register (or one like it) with the registers that belong to it as they were; devices/last-commands.ts remembers them. */
export interface Command {
  /** The device's name. */
  readonly device: string;
  /** Of a device that has slots; else 0. */
  readonly slot: number;
  /** What was stored to COMMAND; of a device without one, the offset of the register that was stored to. */
  readonly code: number;
  /** Where: a sector, a stream position; of a device without COMMAND, what was stored. */
  readonly position: number;
  /** How much: sectors or bytes. */
  readonly length: number;
  readonly address: number;
}

/** One of the last commands to devices. */
export interface PastCommand extends Command {
  /** What RESULT says of it: 1 busy, 2 done, 3 error, 4 uncertain (board.ts, RESULT). */
  readonly result: number;
}
