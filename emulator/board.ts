/**
 * The board around the processor, as far as it is no device's own: a device's page, interrupt bit and registers are in its
 * file (devices/). What guests need of all of them is in kernel/board.inc and the C header board.h, which `npm run board`
 * makes. Specified in board.md beside this file.
 */

/** First physical address of the I/O space. */
export const IO_BASE = 0xf0000000;
export const PAGE_SIZE = 4096;

/** The EIRR mask of the interval timer: bit 0, which HP numbers as the leftmost. */
export const INTERVAL_TIMER_INTERRUPT = 0x80000000;

/** Values of a RESULT register. UNCERTAIN: the operation may or may not have happened (IO2). */
export const RESULT = { IDLE: 0, BUSY: 1, DONE: 2, ERROR: 3, UNCERTAIN: 4 } as const;

/** Nominal frequency of the interval timer (CR16), in ticks a second: the paper's machine. */
export const TICKS_PER_SECOND = 50_000_000;

export const DEFAULT_RAM = 16 * 1024 * 1024;
export const MIN_RAM = 1024 * 1024;
export const MAX_RAM = 1024 * 1024 * 1024;
export const DEFAULT_TLB_ENTRIES = 1024;
/** Fewer could not hold an instruction and its operand. */
export const MIN_TLB_ENTRIES = 2;
export const MAX_TLB_ENTRIES = 65_536;

/** The idle hint, `or %r10,%r10,%r10`: rests while EIRR & EIEM is 0. */
export const IDLE_HINT = 0x094a024a;

/** hvrun's exit statuses; a guest's own stay below 64. Specified by board.md, "The end". */
export const EXIT_STATUS = {
  USAGE: 64,
  BAD_IMAGE: 65,
  NO_INPUT: 66,
  BOTH_LOST: 69,
  MACHINE_STOP: 70,
  /** An output file cannot be made. */
  NO_OUTPUT: 73,
  /** The host failed in the middle: an output file or the disk image is not whole. */
  HOST_ERROR: 74,
  /** Another hvrun has the disk image. */
  IN_USE: 75,
  /** The guest rests, and nothing can wake it any more. */
  ASLEEP: 80,
  /** --limit-instructions or --limit-seconds. */
  LIMIT: 81,
  /** An order (--kill, --stop) could not be carried out, and the guest's own status was 0. */
  ORDER_LEFT: 82,
  /** --protocol none: the two machines gave two results. */
  PARTED: 83,
  SIGHUP: 129,
  SIGINT: 130,
  STDOUT_GONE: 141,
  SIGTERM: 143,
} as const;
