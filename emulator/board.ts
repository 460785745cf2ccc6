/**
 * The board around the processor: where its devices stand, which interrupt bits they raise, and what their registers
 * are called. The twin for guests is kernel/board.inc; a test keeps the two equal.
 *
 * Specified in board.md beside this file. Offsets are bytes from the start of the device's 4 KiB page.
 */

/** First physical address of the I/O space. */
export const IO_BASE = 0xf0000000;
export const PAGE_SIZE = 4096;

/** Physical addresses of the device pages. */
export const SYSTEM_PAGE = 0xf0000000;
export const CLOCK_PAGE = 0xf0001000;
export const CONSOLE_PAGE = 0xf0002000;
export const DISK_PAGE = 0xf0003000;
export const ACTUATOR_PAGE = 0xf0004000;

/** EIRR masks, written as HP numbers bits: bit 0 is the leftmost. */
export const INTERVAL_TIMER_INTERRUPT = 0x80000000;
export const CONSOLE_INTERRUPT = 0x00800000;
export const DISK_INTERRUPT = 0x00400000;
export const ACTUATOR_INTERRUPT = 0x00200000;

export const SYSTEM = { EXIT: 0x00, RAM: 0x04 } as const;
export const CLOCK = { SECONDS: 0x00, MICROSECONDS: 0x04 } as const;
export const CONSOLE = {
  DATA: 0x00,
  POSITION: 0x04,
  ADDRESS: 0x08,
  LENGTH: 0x0c,
  START: 0x10,
  COMMAND: 0x14,
  RESULT: 0x18,
  INPUT: 0x1c,
  INPUT_POSITION: 0x20,
} as const;
export const DISK = { SECTORS: 0x00, DONE: 0x04, SLOTS: 0x100, SLOT_SIZE: 0x20, SLOT_COUNT: 8 } as const;
/** Offsets within one disk slot. */
export const DISK_SLOT = { SECTOR: 0x00, COUNT: 0x04, ADDRESS: 0x08, COMMAND: 0x0c, RESULT: 0x10 } as const;
export const ACTUATOR = { POSITION: 0x00, SET: 0x04, MOVE: 0x08, RESULT: 0x0c } as const;

export const CONSOLE_COMMAND = { WRITE: 1 } as const;
export const DISK_COMMAND = { READ: 1, WRITE: 2, FLUSH: 3 } as const;

/** Values of a RESULT register. UNCERTAIN: the operation may or may not have happened (IO2). */
export const RESULT = { IDLE: 0, BUSY: 1, DONE: 2, ERROR: 3, UNCERTAIN: 4 } as const;

/** What an INPUT read gives when there is no byte. */
export const INPUT_NONE = -1;
export const INPUT_END = -2;

export const SECTOR_SIZE = 512;
/** Sectors one disk command may move. */
export const MAX_SECTORS = 256;
/** Bytes one console stream command may write. */
export const MAX_CONSOLE_WRITE = 65536;
/** Range of the actuator, in millimetres; it stands at the maximum at power-on. */
export const ACTUATOR_MAX = 4000;

/** Nominal frequency of the interval timer (CR16), in ticks a second: the paper's machine. */
export const TICKS_PER_SECOND = 50_000_000;

export const DEFAULT_RAM = 16 * 1024 * 1024;
export const MIN_RAM = 1024 * 1024;
export const MAX_RAM = 1024 * 1024 * 1024;
export const DEFAULT_TLB_ENTRIES = 1024;

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
