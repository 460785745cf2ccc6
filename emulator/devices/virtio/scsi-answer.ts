/** What a driver is told of a SCSI command, and where that stands in its buffers: Virtual I/O Device (VIRTIO) 1.2, section 5.6.6.1. */
import { RESULT } from '../../board.ts';
import type { Outcome } from '../definition.ts';
import type { DiskRequest } from '../disk.ts';
import type { DmaMemory } from '../dma-memory.ts';
import { SENSE, type Sense } from '../scsi/sense.ts';
import { FATE } from './scsi-tasks.ts';
import { COMMAND_SIZE, response, RESPONSE_CODE, RESPONSE_SIZE } from './scsi-wire.ts';
import { type Chain, lengthOf, scatter } from './virtqueue.ts';

export interface Answer {
  readonly code: number;
  /** For the driver. */
  readonly data?: Uint8Array;
  /** Bytes of the driver's data that were used. */
  readonly taken?: number;
  readonly sense?: Sense;
}

/** The answer to a command whose request to the disk is over; `fate`: what has become of the command instead of its own end. */
export function answerOf(request: DiskRequest, fate: number, { result, data }: Outcome): Answer {
  if (fate === FATE.ABORTED) return { code: RESPONSE_CODE.ABORTED };
  if (fate === FATE.RESET || result === RESULT.UNCERTAIN) return { code: RESPONSE_CODE.RESET };
  if (result === RESULT.ERROR) {
    const sense = request.kind === 'disk-read' ? SENSE.READ_ERROR : SENSE.WRITE_ERROR;
    return { code: RESPONSE_CODE.OK, sense };
  }
  return { code: RESPONSE_CODE.OK, data, taken: request.kind === 'disk-write' ? request.data.length : 0 };
}

/** Writes response and data into the command's buffers. Returns how many bytes that is. */
export function writeAnswer(memory: DmaMemory, { readable, writable }: Chain, answer: Answer): number {
  const { code, data = new Uint8Array(0), taken = 0, sense } = answer;
  const [room, given] = [lengthOf(writable) - RESPONSE_SIZE, lengthOf(readable) - COMMAND_SIZE];
  const brought = scatter(memory, writable, RESPONSE_SIZE, data);
  const residual = Math.max(0, room - brought) + Math.max(0, given - taken);
  scatter(memory, writable, 0, response(code, residual, sense));
  return RESPONSE_SIZE + brought;
}
