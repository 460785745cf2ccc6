/**
 * The configuration of a SCSI host, by which its driver learns its limits: Virtual I/O Device (VIRTIO) 1.2, section 5.6.4. All
 * of it is constant: the sizes of CDB and sense data, which a driver may write, take what they hold.
 */
import type { Registers } from '../definition.ts';
import { MAX_SECTORS } from '../disk.ts';
import { reversed } from './mmio.ts';
import { SLOTS } from './scsi-tasks.ts';
import { CDB_SIZE, SENSE_SIZE } from './scsi-wire.ts';

/** The queues in their order, and the most entries of each: a command has two at least. */
export const QUEUE = { CONTROL: 0, EVENT: 1, REQUEST: 2 } as const;
export const QUEUE_SIZES: readonly number[] = [8, 8, 2 * SLOTS];

const CONFIGURATION = {
  NUM_QUEUES: { at: 0x100, access: 'r', value: 1 },
  // Beside the command and its response.
  SEG_MAX: { at: 0x104, access: 'r', value: 2 * SLOTS - 2 },
  MAX_SECTORS: { at: 0x108, access: 'r', value: MAX_SECTORS },
  CMD_PER_LUN: { at: 0x10c, access: 'r', value: SLOTS },
  EVENT_INFO_SIZE: { at: 0x110, access: 'r', value: 16 },
  SENSE_SIZE: { at: 0x114, access: 'rw', value: SENSE_SIZE },
  CDB_SIZE: { at: 0x118, access: 'rw', value: CDB_SIZE },
  MAX_CHANNEL: { at: 0x11c, access: 'r', value: 0, bytes: 2 },
  MAX_TARGET: { at: 0x11e, access: 'r', value: 0, bytes: 2 },
  MAX_LUN: { at: 0x120, access: 'r', value: 0 },
} as const satisfies Registers & Readonly<Record<string, { readonly value: number }>>;
export const CONFIGURATION_REGISTERS: typeof CONFIGURATION = CONFIGURATION;

interface Constant {
  readonly access: string;
  readonly value: number;
  readonly bytes?: 2;
}

const CONSTANTS: ReadonlyMap<number, Constant> = new Map(
  Object.values(CONFIGURATION).map((register) => [register.at, register]),
);

/** What a word, or a halfword, of the configuration gives, in the order of its bytes; undefined if there is none. */
export function loadConfiguration(offset: number, bytes: 2 | 4): number | undefined {
  const constant = CONSTANTS.get(offset);
  if (constant === undefined || (constant.bytes ?? 4) !== bytes) return undefined;
  return bytes === 4 ? reversed(constant.value) : reversed(constant.value) >>> 16;
}

/** Does a word of the configuration take this value? */
export function takesConfiguration(offset: number, value: number): boolean {
  const constant = CONSTANTS.get(offset);
  return constant?.access === 'rw' && reversed(value) === constant.value;
}
