/**
 * The outside world as one machine, or the shared bus of a pair, acts on it: a disk image, a terminal, a control rod.
 * Each machine's devices (emulator/devices) say what to do; the world does it, once.
 */
import type { Completion, Request } from '../devices/device.ts';
import type { PositionQuery } from '../environment.ts';

/**
 * What really became of an operation that ended *uncertain*: `performed` of its `units` happened, from its beginning. Units
 * are sectors of a read or write, bytes of a console write; any other operation is one. No machine is ever told.
 */
export interface Fate {
  readonly performed: number;
  readonly units: number;
}

export interface World {
  /**
   * Performs `request`; `done` is called once, later or before this returns. Range errors are found here and complete
   * with RESULT 3. Overlapping disk commands are performed and completed in the order of these calls. For requests
   * without a RESULT (raw byte, exit) `done` confirms that the effect has happened. A world that lets operations end
   * uncertain tells those who watch the run their `fate`.
   */
  perform(request: Request, done: (completion: Completion, fate?: Fate) => void): void;
  /** Where a device's hardware stands now: of the console, bytes its stream has accepted; of the rod, millimetres. */
  position(query: PositionQuery): number;
  /** Sectors of the disk; 0 without one. A property of the hardware: it never changes while machines run. */
  readonly sectors: number;
  /** Resolves when all accepted requests have finished and the disk is flushed; files are closed. */
  close(): Promise<void>;
}
