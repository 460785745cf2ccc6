/**
 * What a device is to the rest of the machine. A device owns registers, never a file or a terminal: its operations leave
 * as {@link Request}s, and what came of them returns as {@link Completion}s. So a device's registers are state of the
 * virtual machine (each replica has its own, equal copy), while the operation itself is performed once, elsewhere.
 */
import type { Environment, EnvironmentQuery } from '../environment.ts';
import type { Ended } from '../diagnosis/ended.ts';
import type { StopReport } from '../diagnosis/stop-report.ts';
import type { Command } from './command-history.ts';
import type { DmaMemory } from './dma-memory.ts';

/**
 * An operation for the outside world. `id` counts a machine's requests from 1, so both machines of a pair give the same
 * operation the same id. `address` is the buffer's in RAM: for people, since what is written was taken from there already.
 */
export type Request =
  /** The stream port: `data` belongs at stream position `start`; bytes below the stream's position are skipped. */
  | {
      readonly kind: 'console-write';
      readonly id: number;
      readonly start: number;
      readonly address: number;
      readonly data: Uint8Array;
    }
  /** The raw port: no RESULT, not repeatable. */
  | { readonly kind: 'console-byte'; readonly id: number; readonly byte: number }
  | {
      readonly kind: 'disk-read';
      readonly id: number;
      readonly slot: number;
      readonly sector: number;
      readonly count: number;
      readonly address: number;
    }
  /** `data` is a whole number of sectors, taken from RAM at COMMAND. */
  | {
      readonly kind: 'disk-write';
      readonly id: number;
      readonly slot: number;
      readonly sector: number;
      readonly address: number;
      readonly data: Uint8Array;
    }
  | { readonly kind: 'disk-flush'; readonly id: number; readonly slot: number }
  | { readonly kind: 'actuator-set'; readonly id: number; readonly position: number }
  | { readonly kind: 'actuator-move'; readonly id: number; readonly distance: number }
  /** A command that cannot be performed at all (unknown, or its buffer is not inside RAM): completes with RESULT 3. */
  | {
      readonly kind: 'invalid';
      readonly id: number;
      readonly device: 'console' | 'disk' | 'actuator';
      readonly slot: number;
    }
  /**
   * EXIT: `status` 0 to 255. No RESULT. `stop`: the report of a machine that has stopped the guest (status 70); `ended`: why
   * it was ended for another reason that is not its own (80, 81).
   */
  | {
      readonly kind: 'exit';
      readonly id: number;
      readonly status: number;
      readonly stop?: StopReport;
      readonly ended?: Ended;
    };

export type ExitRequest = Extract<Request, { readonly kind: 'exit' }>;

/** A request with a RESULT register, so that a completion interrupt follows (IO1): neither the raw port's nor EXIT. */
export type CommandRequest = Exclude<Request, { readonly kind: 'console-byte' | 'exit' }>;

/** How the operation `id` ended; `data` holds the sectors of a disk read that is done. */
export interface Completion {
  readonly id: number;
  /** 2 done, 3 error, 4 uncertain (board.ts, RESULT). */
  readonly result: 2 | 3 | 4;
  readonly data?: Uint8Array;
}

/** Has the request a RESULT? */
export function hasResult(request: Request): request is CommandRequest {
  return request.kind !== 'console-byte' && request.kind !== 'exit';
}

/** What a device may reach of the machine it is plugged into. */
export interface DeviceContext {
  /** The device's own window of the state buffer (layout.ts): all its registers, zero at power-on. */
  readonly registers: Int32Array;
  readonly memory: DmaMemory;
  readonly environment: Environment;
  /** Sets bits of EIRR. */
  raise(mask: number): void;
  /** The id of the machine's next request. */
  nextRequestId(): number;
  /** Sends a request into the world. */
  request(request: Request): void;
  /** Notes the command that becomes request `id`. */
  commanded(id: number, command: Command): void;
}

/**
 * What of a device's state cannot be words of its register window. Together with the window it is the whole state: it
 * belongs to a machine's hash, and to what a joining backup receives.
 */
export interface DeviceState {
  /** Requests with a RESULT that have not completed, oldest first. */
  readonly outstanding: readonly Request[];
  /** Console input that has arrived and has not been popped, oldest first; empty for the other devices. */
  readonly input: Uint8Array;
}

/** One page of I/O space. Offsets are word-aligned bytes within the page; values are 32-bit, signed or unsigned alike. */
export interface Device {
  /** Physical address of the page. */
  readonly page: number;
  /** The question that loading this register asks of the environment, or undefined if the load is ordinary. */
  environmentQuery(offset: number): EnvironmentQuery | undefined;
  /** The register's value, or undefined if it can't be read (high-priority machine check). */
  load(offset: number): number | undefined;
  /** False if the register can't be written so (high-priority machine check); then nothing has changed. */
  store(offset: number, value: number): boolean;
  /** Takes a completion if `id` is one of its own outstanding requests: DMA data, RESULT, DONE and EIRR at once. */
  complete(completion: Completion): boolean;
  /** Requests with a RESULT that have not completed, oldest first. */
  outstanding(): readonly Request[];
  save(): DeviceState;
  restore(state: DeviceState): void;
}
