/**
 * What a virtio SCSI host and its driver write to each other in the queues' buffers. Virtual I/O Device (VIRTIO) 1.2, section
 * 5.6.6; numbers are little-endian. Sizes are those of `cdb_size` 32 and `sense_size` 96, which this device keeps to.
 */
import { type Sense, senseData } from '../scsi/sense.ts';

/** A command as it is read: 8 bytes of logical unit, 8 of tag, 3 that no device has to look at, then the CDB. */
const COMMAND = { UNIT: 0, TAG: 8, CDB: 19, SIZE: 51 } as const;
export const COMMAND_SIZE = COMMAND.SIZE;
export const CDB_SIZE = COMMAND.SIZE - COMMAND.CDB;

/** Its response as it is written: bytes of sense data, bytes that were left over, SCSI status, response, the sense data. */
const RESPONSE = { SENSE_LENGTH: 0, RESIDUAL: 4, STATUS: 10, RESPONSE: 11, SENSE: 12 } as const;
export const SENSE_SIZE = 96;
export const RESPONSE_SIZE = RESPONSE.SENSE + SENSE_SIZE;
/** Where in it the response code stands. */
export const RESPONSE_AT = RESPONSE.RESPONSE;

/** What a response says. FUNCTION_SUCCEEDED and beyond are those of task management alone. */
export const RESPONSE_CODE = {
  OK: 0,
  OVERRUN: 1,
  ABORTED: 2,
  BAD_TARGET: 3,
  RESET: 4,
  FAILURE: 9,
  FUNCTION_SUCCEEDED: 10,
  FUNCTION_REJECTED: 11,
  INCORRECT_LUN: 12,
} as const;

const CHECK_CONDITION = 0x02;

/** Which logical unit a command is for: the disk, another unit of its target, or a target that is not there. */
export type Addressee = 'disk' | 'no unit' | 'no target';

export interface Command {
  readonly addressee: Addressee;
  readonly tag: bigint;
  readonly cdb: Uint8Array;
}

export function readCommand(bytes: Uint8Array): Command {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const cdb = bytes.subarray(COMMAND.CDB, COMMAND.SIZE);
  return { addressee: addresseeOf(bytes.subarray(COMMAND.UNIT)), tag: view.getBigUint64(COMMAND.TAG, true), cdb };
}

/** `residual`: bytes of the data buffers that were not used. `sense`: status CHECK CONDITION, and why. */
export function response(code: number, residual: number, sense?: Sense): Uint8Array {
  const bytes = new Uint8Array(RESPONSE_SIZE);
  const view = new DataView(bytes.buffer);
  view.setUint32(RESPONSE.RESIDUAL, residual, true);
  bytes[RESPONSE.RESPONSE] = code;
  if (sense) {
    const data = senseData(sense);
    view.setUint32(RESPONSE.SENSE_LENGTH, data.length, true);
    bytes[RESPONSE.STATUS] = CHECK_CONDITION;
    bytes.set(data, RESPONSE.SENSE);
  }
  return bytes;
}

/** The first word of what comes by the control queue. */
export const CONTROL_TYPE = { TASK_MANAGEMENT: 0, QUERY_EVENTS: 1, SUBSCRIBE_EVENTS: 2 } as const;
export const FUNCTION = {
  ABORT_TASK: 0,
  ABORT_TASK_SET: 1,
  CLEAR_TASK_SET: 3,
  NEXUS_RESET: 4,
  UNIT_RESET: 5,
  QUERY_TASK: 6,
  QUERY_TASK_SET: 7,
} as const;
/** Bytes of a control request, by its type, and of its response. */
export const CONTROL_SIZES: Readonly<Record<number, { readonly request: number; readonly response: number }>> = {
  [CONTROL_TYPE.TASK_MANAGEMENT]: { request: 24, response: 1 },
  [CONTROL_TYPE.QUERY_EVENTS]: { request: 16, response: 5 },
  [CONTROL_TYPE.SUBSCRIBE_EVENTS]: { request: 16, response: 5 },
};

export interface TaskManagementRequest {
  readonly function: number;
  readonly addressee: Addressee;
  /** Of the task it is about, if it is about one. */
  readonly tag: bigint;
}

export function readTaskManagement(bytes: Uint8Array): TaskManagementRequest {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return {
    function: view.getUint32(4, true),
    addressee: addresseeOf(bytes.subarray(8)),
    tag: view.getBigUint64(16, true),
  };
}

/** A single-level logical unit number: 1, the target, the unit in either of two formats, and four bytes that are 0 (5.6.6.1). */
function addresseeOf([format, target, high, low]: Uint8Array): Addressee {
  if (format !== 1 || target !== 0) return 'no target';
  const unit = ((high & 0x3f) << 8) | low;
  return high >>> 6 <= 1 && unit === 0 ? 'disk' : 'no unit';
}
